import { readSignature, type ReceivedRequest } from '../protocol/signature/claim.ts';
import type { Signer } from './actors.ts';
import type { Context } from './context.ts';

/** Of one request, asked for by whoever answers and by the door: proved once. */
const proved = new WeakMap<Request, Promise<Signer>>();

/**
 * Who signed this GET, verified (interop 6.4). Throws a Refusal as `ActorDirectory.authenticate` does, 'unsigned' where there
 * is no signature. May be asked again of the same request: it is verified once.
 */
export function authoriseFetch(request: Request, context: Context): Promise<Signer> {
  const known = proved.get(request);
  if (known !== undefined) return known;
  const signer = verify(request, context);
  proved.set(request, signer);
  return signer;
}

async function verify(request: Request, context: Context): Promise<Signer> {
  const { site, actors, now } = context;
  const received = receivedOf(request, site.host);
  const claim = readSignature(received, { now: now(), host: site.host, origin: site.origin });
  return actors.authenticate(claim);
}

/** Whatever a proxy made of its Host, it was signed for our public name, or it does not verify. */
function receivedOf(request: Request, host: string): ReceivedRequest {
  return {
    method: request.method,
    target: targetOf(request.url),
    header: (name) => (name === 'host' ? host : request.headers.get(name)),
    body: new Uint8Array(),
  };
}

/** Path and query: what stands behind the host. */
export function targetOf(url: string): string {
  return url.slice(url.indexOf('/', url.indexOf('//') + 2));
}
