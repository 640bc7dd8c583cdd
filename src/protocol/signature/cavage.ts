import { Refusal } from '../refusal.ts';
import { parseUri } from '../uri.ts';
import { signingString } from './base.ts';
import { checkDigest } from './digest.ts';
import type { SignatureParameters } from './header.ts';
import { parseSignatureHeader } from './header.ts';
import { verifyBase } from './keys.ts';
import type { ReceivedRequest, SignatureClaim, SignatureRules } from './received.ts';
import { checkExpiry, checkMoment, isWithoutBody } from './received.ts';

/**
 * Reads the signature in `header`, the Signature of draft-cavage-http-signatures-12: it covers target, host, time and, unless
 * it is a GET or HEAD, the digest. Throws as `readSignature` does.
 */
export function readCavageSignature(
  request: ReceivedRequest,
  header: string,
  rules: SignatureRules,
): SignatureClaim {
  const parameters = parseSignatureHeader(header);
  const { headers, signature } = parameters;
  const keyId = parseUri(parameters.keyId) ?? refuse('keyId is no URL');
  checkCoverage(request.method, headers);
  checkHost(request.header('host'), rules.host);
  checkTimes(request, parameters, rules.now);
  if (headers.includes('digest')) checkDigest(request.header('digest'), request.body);
  const bases = targetsOf(request).map((target) => baseOf(request, target, parameters));
  return {
    keyId,
    signatures: [signature],
    covers: (field) => headers.includes(field),
    verify: (key) => bases.some((base) => verifyBase(base, signature, key)),
  };
}

function refuse(reason: string): never {
  throw new Refusal('bad-signature', `Signature: ${reason}`);
}

function checkCoverage(method: string, names: readonly string[]): void {
  const needed = isWithoutBody(method)
    ? ['(request-target)', 'host']
    : ['(request-target)', 'host', 'digest'];
  const bare = needed.find((name) => !names.includes(name));
  if (bare !== undefined) refuse(`${bare} is not signed`);
  if (!names.includes('date') && !names.includes('(created)')) refuse('neither date nor (created) is signed');
}

function checkHost(signed: string | null, host: string): void {
  if (signed?.trim().toLowerCase() !== host.toLowerCase()) refuse(`it is for the host ${signed ?? ''}`);
}

function checkTimes(request: ReceivedRequest, parameters: SignatureParameters, now: number): void {
  const { headers, created, expires } = parameters;
  if (headers.includes('date')) checkMoment('Date', httpDateMs(request.header('date')), now);
  if (created !== undefined) checkMoment('created', created * 1000, now);
  checkExpiry(expires, now);
}

/** Only with a zone written out: Date.parse would take ours. */
function httpDateMs(text: string | null): number {
  const momentMs = text !== null && /(?:GMT|UTC|[+-]\d{4})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(momentMs) ? refuse('Date is no date of HTTP') : momentMs;
}

/** Misskey signs the path without its query, and GoToSocial tries that after the whole. */
function targetsOf({ target }: ReceivedRequest): readonly string[] {
  const query = target.indexOf('?');
  return query === -1 ? [target] : [target, target.slice(0, query)];
}

function baseOf(request: ReceivedRequest, target: string, parameters: SignatureParameters): string {
  const { headers, created, expires } = parameters;
  const header = (name: string): string | null => request.header(name);
  return signingString(headers, { method: request.method, target, created, expires, header });
}
