import { hash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { version, type App } from '../src/app.ts';
import { readBody } from '../src/body.ts';
import { targetOf } from '../src/federation/authorise.ts';
import { Refusal, type RefusalCode } from '../src/protocol/refusal.ts';
import { readSignature } from '../src/protocol/signature/claim.ts';
import { publicKeyFromPem } from '../src/protocol/signature/keys.ts';

/** A request as it came to the server, for who sent it to compare: whatever stands between may have changed it. */
export interface SeenByServer {
  readonly version: string;
  readonly release: string;
  /** The Host header as it came; null where none did. */
  readonly host: string | null;
  readonly forwardedFor: string | null;
  /** Whether the server takes the client's address from X-Forwarded-For (TRUST_PROXY). */
  readonly trustsProxy: boolean;
  /** What is wrong with the signature, which is to be that of the server's own actor; null when it verifies. */
  readonly fault: RefusalCode | null;
}

/** Where the doctor leaves the word by which the server knows that it is asked by its own operator. */
export function doctorTokenFile(dataDir: string): string {
  return join(dataDir, 'doctor.token');
}

const bodyBytesMax = 4_096;

/** Says what came of a request of `outward doctor`, under an address that is there only while it runs. */
export async function doctor(request: Request, app: App, incoming?: IncomingMessage): Promise<Response> {
  await refuseStrangers(request, app);
  const body = await readBody(request, bodyBytesMax);
  const seen: SeenByServer = {
    version,
    release: app.release.manifest.release,
    host: hostIn(incoming),
    forwardedFor: request.headers.get('x-forwarded-for'),
    trustsProxy: app.settings.trustProxy,
    fault: faultOf(request, body, app),
  };
  return Response.json(seen, { headers: { 'cache-control': 'no-store' } });
}

/** Compared in the same time, however much of it is right. */
async function refuseStrangers({ url }: Request, { settings: { dataDir } }: App): Promise<void> {
  const shown = new URL(url).pathname.split('/').at(-1) ?? '';
  const token = await readFile(doctorTokenFile(dataDir), 'utf8').catch(() => '');
  if (token === '' || !timingSafeEqual(digestOf(shown), digestOf(token)))
    throw new Refusal('not-found', 'there is nothing here');
}

function digestOf(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** The parsed headers have our public name in its place (server.ts). */
function hostIn(incoming: IncomingMessage | undefined): string | null {
  const lines = incoming?.rawHeaders ?? [];
  const at = lines.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
  return at === -1 ? null : (lines[at + 1] ?? null);
}

function faultOf(request: Request, body: Uint8Array, { context }: App): RefusalCode | null {
  const { keys, now, site } = context;
  const header = (name: string): string | null => (name === 'host' ? site.host : request.headers.get(name));
  try {
    const received = { method: request.method, target: targetOf(request.url), header, body };
    const claim = readSignature(received, { now: now(), host: site.host, origin: site.origin });
    return claim.verify(publicKeyFromPem(keys.instance.publicKeyPem)) ? null : 'bad-signature';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}
