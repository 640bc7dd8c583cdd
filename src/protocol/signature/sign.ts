import type { KeyObject } from 'node:crypto';
import { assert } from '../../assert.ts';
import { signingString } from './base.ts';
import { digestOf } from './digest.ts';
import { formatSignatureHeader } from './header.ts';
import { signBase } from './rsa.ts';

/** A request that we are about to send. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly date: Date;
  /** What a POST carries, the exact bytes. */
  readonly body?: string | Uint8Array | undefined;
  /** `digestOf(body)` where it is known: one body goes to many inboxes. */
  readonly digest?: string | undefined;
}

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** The bare type: some inboxes compare it as a string. */
const deliveryType = 'application/activity+json';

/**
 * The headers that sign `request` in the form that every peer reads (draft-cavage-http-signatures-12): host, date, signature
 * and, for a POST, digest and content-type. They must be sent as they are, and the URL not be redirected.
 */
export async function signedHeaders(
  request: OutgoingRequest,
  key: SigningKey,
): Promise<Record<string, string>> {
  const { method, url } = request;
  const fields = fieldsOf(request);
  const names = ['(request-target)', ...Object.keys(fields)];
  const header = (name: string): string | null => fields[name] ?? null;
  const base = signingString(names, { method, target: url.pathname + url.search, header });
  const signature = await signBase(base, key.privateKey);
  const parameters = { keyId: key.keyId, algorithm: 'rsa-sha256', headers: names, signature };
  return { ...fields, signature: formatSignatureHeader(parameters) };
}

function fieldsOf(request: OutgoingRequest): Readonly<Record<string, string>> {
  const fields = { host: request.url.host, date: request.date.toUTCString() };
  if (request.method === 'GET') return fields;
  const digest = request.digest ?? (request.body === undefined ? undefined : digestOf(request.body));
  assert(digest !== undefined, 'a POST is signed with its body or the digest of it');
  return { ...fields, digest, 'content-type': deliveryType };
}
