import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from './app.ts';
import { ACTIVITY_JSON, prefersActivityJson } from './protocol/media-type.ts';
import type { Manifest, Resource } from './release/manifest.ts';
import { sendingOf, type Fields, type Sending } from './release/serve.ts';
import { own } from './release/served.ts';

/**
 * The page, feed or file that is asked for by its plain path, and is what everybody gets there. Those are sent to the socket
 * without the objects of the Fetch standard, which cost several times what sending does. Undefined for all else: functions,
 * documents, other spellings of a path, redirects, and what is not there.
 */
export function findPlain(
  { headers, method, url = '' }: Asked,
  { release }: Pick<App, 'release'>,
  isRouted: (path: string) => boolean,
): Resource | undefined {
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const resource = plainAt(url, release.manifest.resources, isRouted);
  if (resource === undefined) return undefined;
  const leadsOn = resource.activity !== undefined && prefersActivityJson(headers.accept ?? null);
  return leadsOn ? undefined : resource;
}

/** As node:http gives it, or with fewer fields. */
interface Asked extends Pick<IncomingMessage, 'method' | 'url'> {
  readonly headers: { readonly accept?: string | undefined };
}

/** Those that were asked for, by path. Looked up once for each release: no route changes while the program runs. */
const plain = new WeakMap<Manifest['resources'], Map<string, Resource>>();

function plainAt(
  path: string,
  resources: Manifest['resources'],
  isRouted: (path: string) => boolean,
): Resource | undefined {
  let known = plain.get(resources);
  if (known === undefined) plain.set(resources, (known = new Map<string, Resource>()));
  const found = known.get(path);
  if (found !== undefined) return found;
  const resource = own(resources, path);
  if (resource === undefined || resource.type === ACTIVITY_JSON) return undefined;
  if (resource.page !== undefined || isRouted(path)) return undefined;
  known.set(path, resource);
  return resource;
}

/** What to send, what all answers have in common, and who answers when it can't be sent: he tells what went wrong. */
interface Plain {
  readonly resource: Resource;
  readonly common: Fields;
  readonly others: () => void;
}

export function answerPlainly(
  { headers, method }: IncomingMessage,
  outgoing: ServerResponse,
  app: App,
  { common, others, resource }: Plain,
): void {
  const send = (sending: Sending): void => {
    outgoing.writeHead(sending.status, [...linesOf(sending, common)]);
    outgoing.end(method === 'HEAD' ? undefined : sending.body);
  };
  const asked = (name: 'accept-encoding' | 'if-none-match'): string | null => fieldOf(headers[name]);
  Promise.try(sendingOf, resource, asked, app).then(send, others);
}

function fieldOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** As node:http takes them, names and values in turn: laid out once for all who are sent the same. */
const lines = new WeakMap<Fields, readonly string[]>();

function linesOf({ fields }: Sending, common: Fields): readonly string[] {
  const known = lines.get(fields);
  if (known !== undefined) return known;
  const laidOut = [...new Map([...common, ...fields])].flat();
  lines.set(fields, laidOut);
  return laidOut;
}
