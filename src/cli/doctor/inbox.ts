import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { doctorTokenFile, type SeenByServer } from '../../../functions/doctor.ts';
import { signedHeaders, type SigningKey } from '../../protocol/signature/sign.ts';
import { AS_CONTEXT, type JsonObject } from '../../protocol/vocabulary.ts';
import type { Site } from '../../site.ts';
import { ask, type Reply } from './ask.ts';

/** What becomes of signed requests on their way through whatever stands in front. */
export interface InboxSeen {
  readonly site: Site;
  /** What the server says it was sent. */
  readonly echo: Reply;
  /** Something of no effect, signed by the server's own actor, to the blog's inbox and to the shared one. */
  readonly own: Reply;
  readonly shared: Reply;
  /** Likewise, and as large as the largest that others send. */
  readonly large: Reply;
  /** A follow that was signed a month ago: to be refused. */
  readonly stale: Reply;
}

export interface InboxOptions {
  readonly site: Site;
  readonly dataDir: string;
  /** Of the server's own actor. */
  readonly key: SigningKey;
  readonly now: number;
}

/** Of a range that is nobody's (RFC 5737): a proxy that believes clients passes it on. */
export const pretendedAddress = '192.0.2.1';

const largeBytes = 200 * 1024;
const monthMs = 30 * 86_400_000;

export async function observeInbox(options: InboxOptions): Promise<InboxSeen> {
  const { now, site } = options;
  const nothing = deleteOf(site);
  const large = JSON.stringify({ ...nothing, summary: 'x'.repeat(largeBytes) });
  const send = (inbox: string, body: string, at = now): Promise<Reply> =>
    sendSigned(inbox, body, { ...options, now: at });
  const [echo, own, shared, taken, stale] = await Promise.all([
    echoOf(options),
    send(site.inbox, JSON.stringify(nothing)),
    send(site.sharedInbox, JSON.stringify(nothing)),
    send(site.sharedInbox, large),
    send(site.sharedInbox, JSON.stringify(followOf(site)), now - monthMs),
  ]);
  return { site, echo, own, shared, large: taken, stale };
}

/** Of what never was, by ourselves: it concerns nobody. */
function deleteOf({ instanceActor }: Site): JsonObject {
  const object = `${instanceActor}/nothing`;
  return { '@context': AS_CONTEXT, type: 'Delete', id: `${object}#delete`, actor: instanceActor, object };
}

/** By somebody who cannot be (RFC 2606), so that it never is accepted. */
function followOf({ actor }: Site): JsonObject {
  const stranger = 'https://doctor.invalid/actor';
  return { '@context': AS_CONTEXT, type: 'Follow', id: `${stranger}#follow`, actor: stranger, object: actor };
}

async function sendSigned(
  to: string,
  text: string,
  { key, now }: Pick<InboxOptions, 'key' | 'now'>,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const url = new URL(to);
  const body = Buffer.from(text);
  const signed = await signedHeaders({ method: 'POST', url, date: new Date(now), body }, key);
  const headers = { ...signed, ...more, 'content-length': `${body.length}` };
  return ask(url, { method: 'POST', body, headers });
}

/** The token is there for this one question. */
async function echoOf(options: InboxOptions): Promise<Reply> {
  const { dataDir, site } = options;
  const token = randomBytes(24).toString('base64url');
  const file = doctorTokenFile(dataDir);
  try {
    await rm(file, { force: true }); // Of one that was killed; only a new file has the mode that is asked for.
    await writeFile(file, token, { mode: 0o600 });
    const body = JSON.stringify(deleteOf(site));
    return await sendSigned(`${site.origin}/doctor/${token}`, body, options, {
      'x-forwarded-for': pretendedAddress,
    });
  } catch (error) {
    return { kind: 'silence', code: undefined, reason: `${file}: ${(error as Error).message}` };
  } finally {
    await rm(file, { force: true }).catch(() => undefined);
  }
}

/** What the server said of the request; undefined where it was not this one that answered. */
export function seenIn(reply: Reply): SeenByServer | undefined {
  if (reply.kind === 'silence' || reply.status !== 200) return undefined;
  try {
    const value: unknown = JSON.parse(reply.body.toString('utf8'));
    return isSeen(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Whoever answers under our name may say anything. */
function isSeen(value: unknown): value is SeenByServer {
  if (typeof value !== 'object' || value === null) return false;
  const { fault, forwardedFor, host, release, trustsProxy, version } = value as Record<string, unknown>;
  const areTexts = [fault, forwardedFor, host].every((text) => text === null || typeof text === 'string');
  return areTexts && [release, version].every(isText) && typeof trustsProxy === 'boolean';
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}
