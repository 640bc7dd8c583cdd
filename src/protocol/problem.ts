import type { Refusal, RefusalCode } from './refusal.ts';
import type { JsonObject } from './vocabulary.ts';

export const PROBLEM_JSON = 'application/problem+json';

const titles: Readonly<Record<RefusalCode, string>> = {
  'actor-mismatch': 'The activity is not by the actor who signed it',
  'bad-digest': 'The body does not match its Digest',
  'bad-json': 'The body is not a JSON object',
  'bad-request': 'The request cannot be read',
  'bad-signature': 'The signature is malformed or does not verify',
  blocked: 'The request is not welcome here',
  'forbidden-origin': 'The request comes from an origin that may not make it',
  gone: 'What was here is gone for good',
  'key-unavailable': 'The key of the signature could not be had',
  'method-not-allowed': 'The method is not allowed here',
  'not-acceptable': 'There is no such representation',
  'not-found': 'There is nothing here',
  stale: 'The request was signed too long ago, or in the future',
  'too-large': 'The body is too large',
  'too-many-requests': 'There is a limit to how much may be asked, or left, here',
  unavailable: 'The server cannot answer at the moment',
  unsigned: 'The request is not signed',
  'unsupported-type': 'The media type of the body is not supported',
};

/** A Refusal as Problem Details (RFC 9457 §3.1). The `type` is a name for programs, not an address. */
export function problemOf(refusal: Refusal): JsonObject {
  return {
    type: `urn:outward:refusal:${refusal.code}`,
    title: titles[refusal.code],
    status: refusal.status,
    detail: refusal.message,
  };
}
