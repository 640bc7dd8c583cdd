import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// draft-cavage-http-signatures-12, written without a look at src/, so that the two can prove each other wrong.

interface Unsigned {
  readonly method: 'GET' | 'POST';
  readonly url: string | URL;
  readonly date: Date;
  readonly body?: string | undefined;
  readonly accept?: string | undefined;
}

interface Signer {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** The headers of a signed request, lower-case; the list of signed ones is Mastodon's unless `signed` gives another. */
export function signedHeaders(
  request: Unsigned,
  signer: Signer,
  signed?: readonly string[],
): Record<string, string> {
  const url = new URL(request.url);
  const headers: Record<string, string> = {
    host: url.host,
    date: request.date.toUTCString(),
    ...(request.accept === undefined ? {} : { accept: request.accept }),
    ...(request.body === undefined ? {} : bodyHeaders(request.body)),
  };
  const names = signed ?? [...Object.keys(headers).filter((name) => name !== 'accept'), '(request-target)'];
  const base = signingString(names, request.method, `${url.pathname}${url.search}`, headers);
  const signature = sign('sha256', Buffer.from(base), signer.privateKey).toString('base64');
  const parameters = { keyId: signer.keyId, algorithm: 'rsa-sha256', headers: names.join(' '), signature };
  return {
    ...headers,
    signature: Object.entries(parameters)
      .map(([name, value]) => `${name}="${value}"`)
      .join(','),
  };
}

function bodyHeaders(body: string): Record<string, string> {
  return { digest: digestOf(body), 'content-type': 'application/activity+json' };
}

/** The value of a `Digest` header (RFC 3230). */
export function digestOf(body: string | Buffer): string {
  return `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
}

/** A request as it came in, of which nothing is believed yet. */
export interface Claimed {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What a `Signature` header says of itself. Throws when it is missing or malformed. */
export function parseSignature(claimed: Claimed): {
  keyId: string;
  names: readonly string[];
  signature: Buffer;
} {
  const header = claimed.headers.signature;
  if (typeof header !== 'string') throw new Error('there is no signature');
  const parameters = new Map<string, string>();
  for (const [, name = '', value = ''] of header.matchAll(/(\w+)="([^"]*)"/g)) {
    if (parameters.has(name)) throw new Error(`the signature says ${name} twice`);
    parameters.set(name, value);
  }
  const keyId = parameters.get('keyId');
  const names = parameters.get('headers')?.split(' ');
  const signature = parameters.get('signature');
  if (keyId === undefined || names === undefined || signature === undefined) {
    throw new Error(`the signature lacks keyId, headers or signature: ${header}`);
  }
  return { keyId, names, signature: Buffer.from(signature, 'base64') };
}

/** Whether the holder of `publicKeyPem` signed exactly this request. */
export function isSignedBy(claimed: Claimed, publicKeyPem: string): boolean {
  const { names, signature } = parseSignature(claimed);
  const base = signingString(names, claimed.method, claimed.target, claimed.headers);
  return verify('sha256', Buffer.from(base), publicKeyPem, signature);
}

const behindMs = 12 * 3_600_000;
const aheadMs = 3_600_000;

/**
 * What makes this request unacceptable, whoever signed it: the strictest of what Mastodon and Misskey ask for. That it is for
 * this server shows in its `Host`, by which it found its way. Undefined when only the key remains to be looked at.
 */
export function faultOf(claimed: Claimed, now: Date): string | undefined {
  const { names } = parseSignature(claimed);
  const needed = ['(request-target)', 'host', 'date', ...(claimed.method === 'POST' ? ['digest'] : [])];
  const unsigned = needed.filter((name) => !names.includes(name));
  if (unsigned.length > 0) return `${unsigned.join(' and ')} is not signed`;
  const age = now.getTime() - Date.parse(claimed.headers.date ?? '');
  if (!(age < behindMs && age > -aheadMs)) return `the date is ${claimed.headers.date}`;
  const digest = claimed.headers.digest;
  if (claimed.method === 'POST' && digest !== digestOf(claimed.body))
    return `the digest is ${String(digest)}`;
  return undefined;
}

function signingString(
  names: readonly string[],
  method: string,
  target: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string {
  const line = (name: string): string => {
    if (name === '(request-target)') return `${name}: ${method.toLowerCase()} ${target}`;
    const value = headers[name];
    if (value === undefined) throw new Error(`${name} is signed, but not there`);
    return `${name}: ${[value].flat().join(', ').trim()}`;
  };
  return names.map(line).join('\n');
}
