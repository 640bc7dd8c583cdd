import { Refusal } from '../refusal.ts';
import { readCavageSignature } from './cavage.ts';
import { readMessageSignature } from './message-signature.ts';
import type { ReceivedRequest, SignatureClaim, SignatureRules } from './received.ts';

export type { ReceivedRequest, SignatureClaim, SignatureRules } from './received.ts';

/**
 * Reads a request's signature and checks all that needs no key, so that a bad request costs no fetch. A Signature-Input makes
 * it one of RFC 9421, else it is one of draft-cavage-http-signatures-12. Of either kind it covers method, target, host, time
 * and, unless it is a GET or HEAD, the digest of the body; the time is at most 12 hours ago or one ahead, and no expiry has
 * passed. Throws Refusal 'unsigned', 'bad-signature', 'stale' or 'bad-digest'.
 */
export function readSignature(request: ReceivedRequest, rules: SignatureRules): SignatureClaim {
  const signature = request.header('signature');
  if (signature === null) throw new Refusal('unsigned', 'the request has no Signature header');
  const input = request.header('signature-input');
  return input === null
    ? readCavageSignature(request, signature, rules)
    : readMessageSignature(request, input, signature, rules);
}
