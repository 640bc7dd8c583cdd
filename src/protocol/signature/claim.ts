import type { KeyObject } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { parseUri } from '../uri.ts';
import type { Uri } from '../vocabulary.ts';
import { signingString } from './base.ts';
import { checkDigest } from './digest.ts';
import type { SignatureParameters } from './header.ts';
import { parseSignatureHeader } from './header.ts';
import { verifyBase } from './rsa.ts';

/** A request as it arrived, before anything changed it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** The values of a field, joined by ', ' when it came more than once; null when it did not come. */
  header(name: string): string | null;
  readonly body: Uint8Array;
}

export interface SignatureRules {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The Host that requests to us are signed for. */
  readonly host: string;
}

/** Who says to have signed a request; true only once `verify` has said so with that key. */
export interface SignatureClaim {
  readonly keyId: Uri;
  verify(key: KeyObject): boolean;
}

/** As Mastodon: deliveries are retried for hours with their old signature, and clocks go wrong by time zones. */
const ageMaxMs = 12 * 3_600_000;
const aheadMaxMs = 3_600_000;

/**
 * Reads a request's signature (draft-cavage-http-signatures-12) and checks all that needs no key, so that a bad request
 * costs no fetch: it covers target, host, time and, unless it is a GET or HEAD, the digest; the host is ours; the time is at
 * most 12 hours ago or one ahead, and no expiry has passed; the digest is that of the body. Throws Refusal 'unsigned',
 * 'bad-signature', 'stale' or 'bad-digest'. The form of RFC 9421 is refused as 'bad-signature', at which its senders sign
 * again in this one.
 */
export function readSignature(request: ReceivedRequest, rules: SignatureRules): SignatureClaim {
  const header = request.header('signature');
  if (header === null) throw new Refusal('unsigned', 'the request has no Signature header');
  const parameters = parseSignatureHeader(header);
  const keyId = parseUri(parameters.keyId) ?? refuse('keyId is no URL');
  checkCoverage(request, parameters.headers);
  checkHost(request, rules.host);
  checkTimes(request, parameters, rules.now);
  if (parameters.headers.includes('digest')) checkDigest(request.header('digest'), request.body);
  const bases = targetsOf(request).map((target) => baseOf(request, target, parameters));
  return { keyId, verify: (key) => bases.some((base) => verifyBase(base, parameters.signature, key)) };
}

function refuse(reason: string): never {
  throw new Refusal('bad-signature', `Signature: ${reason}`);
}

function checkCoverage(request: ReceivedRequest, names: readonly string[]): void {
  const withoutBody = request.method === 'GET' || request.method === 'HEAD';
  const needed = withoutBody ? ['(request-target)', 'host'] : ['(request-target)', 'host', 'digest'];
  const bare = needed.find((name) => !names.includes(name));
  if (bare !== undefined) refuse(`${bare} is not signed`);
  if (!names.includes('date') && !names.includes('(created)')) refuse('neither date nor (created) is signed');
}

function checkHost(request: ReceivedRequest, host: string): void {
  const signed = request.header('host')?.trim() ?? '';
  if (signed.toLowerCase() !== host.toLowerCase()) refuse(`it is for the host ${signed}`);
}

function checkTimes(request: ReceivedRequest, parameters: SignatureParameters, now: number): void {
  const { headers, created, expires } = parameters;
  if (headers.includes('date')) checkMoment('Date', httpDateMs(request.header('date')), now);
  if (created !== undefined) checkMoment('created', created * 1000, now);
  if (expires !== undefined && expires * 1000 < now) throw new Refusal('stale', 'the signature has expired');
}

function checkMoment(name: string, momentMs: number, now: number): void {
  if (momentMs < now - ageMaxMs) throw new Refusal('stale', `${name} is more than 12 hours ago`);
  if (momentMs > now + aheadMaxMs) throw new Refusal('stale', `${name} is more than an hour ahead`);
}

/** Only with a zone written out: Date.parse would take ours. */
function httpDateMs(text: string | null): number {
  const momentMs = text !== null && /(?:GMT|UTC|[+-]\d{4})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(momentMs) ? refuse('Date is no date of HTTP') : momentMs;
}

/** Misskey signs the path without its query, and GoToSocial tries that after the whole. */
function targetsOf(request: ReceivedRequest): readonly string[] {
  const query = request.target.indexOf('?');
  return query === -1 ? [request.target] : [request.target, request.target.slice(0, query)];
}

function baseOf(request: ReceivedRequest, target: string, parameters: SignatureParameters): string {
  const { headers, created, expires } = parameters;
  const header = (name: string): string | null => request.header(name);
  return signingString(headers, { method: request.method, target, created, expires, header });
}
