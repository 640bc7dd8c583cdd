import type { KeyObject } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { parseUri } from '../uri.ts';
import type { Uri } from '../vocabulary.ts';
import { checkContentDigest } from './content-digest.ts';
import { algorithmOf, verifyBase } from './keys.ts';
import { messageBase } from './message-base.ts';
import type { ReceivedRequest, SignatureClaim, SignatureRules } from './received.ts';
import { checkExpiry, checkMoment, isWithoutBody } from './received.ts';
import type { LabelledSignature } from './signature-input.ts';
import { parseSignatures } from './signature-input.ts';
import type { Parameters } from './structured.ts';

/**
 * Reads the signatures (RFC 9421) in `input` and `signature`, the values of Signature-Input and Signature. Those that cover
 * too little, are of another time or of an algorithm that is not verified here are passed over; the claim is that of the
 * first that is left, and of others with its key. Throws as `readSignature` does: when none is left, for what tells most.
 */
export function readMessageSignature(
  request: ReceivedRequest,
  input: string,
  signature: string,
  rules: SignatureRules,
): SignatureClaim {
  const claims: SignatureClaim[] = [];
  const refusals: Refusal[] = [];
  for (const labelled of parseSignatures(input, signature)) {
    const outcome = claimOrRefusal(labelled, request, rules);
    if (outcome instanceof Refusal) refusals.push(outcome);
    else claims.push(outcome);
  }
  const keyId = claims[0]?.keyId;
  if (keyId === undefined) throw mostTelling(refusals);
  const alike = claims.filter((claim) => claim.keyId === keyId);
  return {
    keyId,
    signatures: alike.flatMap(({ signatures }) => signatures),
    covers: (field) => alike.every((claim) => claim.covers(field)),
    verify: (key) => alike.some((claim) => claim.verify(key)),
  };
}

/** A signature that is stale, or whose digest is wrong, was meant for us; another may be a proxy's. */
function mostTelling(refusals: readonly Refusal[]): Refusal {
  const telling = refusals.find(({ code }) => code !== 'bad-signature');
  return telling ?? refusals[0] ?? new Refusal('bad-signature', 'Signature-Input has no label');
}

function claimOrRefusal(
  labelled: LabelledSignature,
  request: ReceivedRequest,
  rules: SignatureRules,
): SignatureClaim | Refusal {
  try {
    return claimOf(labelled, request, rules);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function claimOf(
  { components, parameters, signature, text }: LabelledSignature,
  request: ReceivedRequest,
  rules: SignatureRules,
): SignatureClaim {
  if (signature === undefined) refuse('Signature has no such label');
  const { algorithm, keyId } = checkParameters(parameters, rules.now);
  const covered = new Set(components.flatMap(([name, { size }]) => (size === 0 ? [name] : [])));
  checkCoverage(request, covered);
  if (covered.has('content-digest')) checkContentDigest(request.header('content-digest'), request.body);
  const base = messageBase(components, text, {
    method: request.method,
    origin: rules.origin,
    target: request.target,
    header: (name) => request.header(name),
  });
  return {
    keyId,
    signatures: [signature],
    covers: (field) => covered.has(field),
    verify: (key) => isFor(algorithm, key) && verifyBase(base, signature, key),
  };
}

function checkParameters(parameters: Parameters, now: number): { algorithm: string | undefined; keyId: Uri } {
  const created = secondsOf(parameters, 'created') ?? refuse('created is missing');
  checkMoment('created', created * 1000, now);
  checkExpiry(secondsOf(parameters, 'expires'), now);
  const keyId = parseUri(parameters.get('keyid')) ?? refuse('keyid is no URL');
  return { algorithm: algorithmNamed(parameters), keyId };
}

function secondsOf(parameters: Parameters, name: string): number | undefined {
  const value = parameters.get(name);
  if (value === undefined) return undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
    ? value
    : refuse(`${name} is not a whole number of seconds`);
}

/** Of those in RFC 9421 §3.3 the one for each kind of key that the fediverse signs with; never a shared secret. */
function algorithmNamed(parameters: Parameters): string | undefined {
  const name = parameters.get('alg');
  if (name === undefined || name === 'rsa-v1_5-sha256' || name === 'ed25519') return name;
  return refuse(`alg ${typeof name === 'string' ? name : 'of no name'} is not verified here`);
}

function isFor(algorithm: string | undefined, key: KeyObject): boolean {
  return algorithm === undefined || algorithm === algorithmOf(key);
}

/** What a request cannot be moved to another place with: one of these, besides method and digest. */
const targets: readonly (readonly string[])[] = [
  ['@target-uri'],
  ['@authority', '@request-target'],
  ['@authority', '@path', '@query'],
];

function checkCoverage({ method, target }: ReceivedRequest, covered: ReadonlySet<string>): void {
  const isCovered = (name: string): boolean =>
    covered.has(name) || (name === '@query' && !target.includes('?'));
  if (!covered.has('@method')) refuse('@method is not covered');
  if (!targets.some((names) => names.every(isCovered)))
    refuse('neither @target-uri nor its parts are covered');
  if (!isWithoutBody(method) && !covered.has('content-digest')) refuse('content-digest is not covered');
}

function refuse(reason: string): never {
  throw new Refusal('bad-signature', `Signature-Input: ${reason}`);
}
