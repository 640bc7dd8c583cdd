import { faultOf, isSignedBy, parseSignature } from './cavage.ts';
import { exchange } from './exchange.ts';
import { parseReceived, type RecordedRequest } from './recorded-request.ts';

/** Resolves with what keeps a delivery from being believed, undefined when nothing does. Never rejects. */
export type Verifier = (request: RecordedRequest) => Promise<string | undefined>;

/** Fetches each sender's key once, and once more when a signature does not match it: keys are rotated. */
export function openVerifier(now: () => Date): Verifier {
  const keys = new Map<string, string>();

  async function isByOwner(request: RecordedRequest, keyId: string): Promise<boolean> {
    const known = keys.get(keyId);
    if (known !== undefined && isSignedBy(request, known)) return true;
    const fetched = await fetchKey(keyId);
    keys.set(keyId, fetched);
    return isSignedBy(request, fetched);
  }

  async function check(request: RecordedRequest): Promise<string | undefined> {
    if (request.headers['signature-input'] !== undefined)
      return 'this server reads draft-cavage signatures only';
    const { keyId } = parseSignature(request);
    const fault = faultOf(request, now());
    if (fault !== undefined) return fault;
    const { actor } = parseReceived(request.body);
    if (ownerOf(keyId) !== actor) return `${keyId} signed an activity of ${actor}`;
    return (await isByOwner(request, keyId)) ? undefined : 'the signature is not by that key';
  }

  return (request) =>
    check(request).catch((error: unknown) => (error instanceof Error ? error.message : String(error)));
}

const ownerOf = (keyId: string): string => keyId.replace(/#.*/, '');

/** The key as its owner's own document gives it. */
async function fetchKey(keyId: string): Promise<string> {
  const owner = ownerOf(keyId);
  const answer = await exchange(owner, { headers: { accept: 'application/activity+json' } });
  if (answer.status !== 200) throw new Error(`${owner} answers ${answer.status}`);
  const { id, publicKey } = JSON.parse(answer.body) as { id?: string; publicKey?: Record<string, string> };
  if (id !== owner || publicKey?.id !== keyId || publicKey.owner !== owner) {
    throw new Error(`${owner} does not own ${keyId}`);
  }
  return publicKey.publicKeyPem ?? '';
}
