import { faultOf, isSignedBy, parseSignature } from './cavage.ts';
import { exchange } from './exchange.ts';
import { isMessageSignedBy, messageFaultOf, parseMessageSignature } from './message-signature.ts';
import { parseReceived, type RecordedRequest } from './recorded-request.ts';

/** Resolves with what keeps a delivery from being believed, undefined when nothing does. Never rejects. */
export type Verifier = (request: RecordedRequest) => Promise<string | undefined>;

/** A form of signatures, as a server reads it that knows no other. */
interface Reader {
  keyIdOf(request: RecordedRequest): string;
  faultOf(request: RecordedRequest, now: Date): string | undefined;
  isSignedBy(request: RecordedRequest, publicKeyPem: string): boolean;
}

const readers = {
  'draft-cavage': {
    keyIdOf: (request) => {
      if (request.headers['signature-input'] !== undefined)
        throw new Error('this server reads draft-cavage signatures only');
      return parseSignature(request).keyId;
    },
    faultOf,
    isSignedBy,
  },
  rfc9421: {
    keyIdOf: (request) => parseMessageSignature(request).keyId,
    faultOf: messageFaultOf,
    isSignedBy: (request, pem) => isMessageSignedBy(request, new URL(request.url).origin, pem),
  },
} as const satisfies Readonly<Record<string, Reader>>;

export type SignatureReader = keyof typeof readers;

/** Fetches each sender's key once, and once more when a signature does not match it: keys are rotated. */
export function openVerifier(now: () => Date, reads: SignatureReader = 'draft-cavage'): Verifier {
  const keys = new Map<string, string>();
  const reader: Reader = readers[reads];

  async function isByOwner(request: RecordedRequest, keyId: string): Promise<boolean> {
    const known = keys.get(keyId);
    if (known !== undefined && reader.isSignedBy(request, known)) return true;
    const fetched = await fetchKey(keyId);
    keys.set(keyId, fetched);
    return reader.isSignedBy(request, fetched);
  }

  async function check(request: RecordedRequest): Promise<string | undefined> {
    const keyId = reader.keyIdOf(request);
    const fault = reader.faultOf(request, now());
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
