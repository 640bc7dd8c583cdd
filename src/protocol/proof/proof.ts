/** Object Integrity Proofs (FEP-8b32) of the cryptosuite eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites §3.3). */
import { createHash, sign, verify, type KeyObject } from 'node:crypto';
import { assert } from '../../assert.ts';
import { dateOf, isObject, valuesOf } from '../property.ts';
import { Refusal } from '../refusal.ts';
import { parseUri } from '../uri.ts';
import { AS_CONTEXT, type JsonObject, type Uri } from '../vocabulary.ts';
import { canonicalJson } from './jcs.ts';
import { multibaseOf, parseMultibase } from './multibase.ts';

export const DATA_INTEGRITY_CONTEXT = 'https://w3id.org/security/data-integrity/v2';

/** What a proof says of itself, word for word: the key is one that its owner vouches with. */
const kind = { type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', proofPurpose: 'assertionMethod' };

/** A document has one; a second may be there for another cryptosuite, or while keys change. */
const proofsMax = 4;
const signatureBytes = 64;
const proofValueLengthMax = 90;

/** A proof that a document carries: who is said to have made it, and whether a key confirms it. */
export interface ProofClaim {
  /** The key, which must be one of the document's owner: `actor` of an activity, `attributedTo` of an object (FEP-fe34). */
  readonly verificationMethod: Uri;
  /** When it was made, where that is said. */
  readonly created: Date | undefined;
  /** After this moment it proves nothing. */
  readonly expires: Date | undefined;
  /** Whether the document is as the holder of `key` signed it; never with a key that is not Ed25519. */
  verify(key: KeyObject): boolean;
}

/**
 * `document` with a proof by `key` (Ed25519) in place of any that it had, and with the context that defines proofs. Nothing of
 * it may be changed afterwards. Throws Refusal('bad-json') when a stranger's part of it has no canonical form.
 */
export function addProof<Document extends JsonObject>(
  document: Document,
  key: { readonly id: Uri; readonly privateKey: KeyObject },
  created: Date,
): Document & { readonly proof: JsonObject } {
  assert(key.privateKey.asymmetricKeyType === 'ed25519', `${key.id} is no key to make proofs with`);
  const context = contextWithProofs(document['@context']);
  const options = {
    '@context': context,
    ...kind,
    verificationMethod: key.id,
    created: created.toISOString().replace(/\.\d+Z$/, 'Z'),
  };
  const hash = Buffer.concat([hashOf(options), hashOf({ ...unsecured(document), '@context': context })]);
  const proof = { ...options, proofValue: multibaseOf(sign(null, hash, key.privateKey)) };
  return { ...document, '@context': context, proof };
}

/** The proofs of `document` itself that can be checked, none of them checked yet. Those of objects in it are theirs. */
export function proofsOf(document: JsonObject): readonly ProofClaim[] {
  return valuesOf(document.proof)
    .slice(0, proofsMax)
    .filter(isObject)
    .map((proof) => claimOf(proof, document))
    .filter((claim) => claim !== undefined);
}

function claimOf(proof: JsonObject, document: JsonObject): ProofClaim | undefined {
  const verificationMethod = parseUri(proof.verificationMethod);
  const signature = parseMultibase(proof.proofValue, proofValueLengthMax);
  const expires = dateOf(proof.expires);
  const isReadable = Object.entries(kind).every(([name, value]) => proof[name] === value);
  if (!isReadable || verificationMethod === undefined || signature?.length !== signatureBytes)
    return undefined;
  // An end that cannot be read is not the same as none.
  if (expires === undefined && valuesOf(proof.expires).length > 0) return undefined;
  return {
    verificationMethod,
    created: dateOf(proof.created),
    expires,
    verify: (key) => verifies(document, proof, signature, key),
  };
}

function verifies(document: JsonObject, proof: JsonObject, signature: Buffer, key: KeyObject): boolean {
  if (key.asymmetricKeyType !== 'ed25519') return false;
  try {
    return signedHashes(document, proof).some((hash) => verify(null, hash, key, signature));
  } catch (error) {
    if (error instanceof Refusal) return false; // Without a canonical form there is nothing that was signed.
    throw error;
  }
}

/** What the proof may be the signature of: options first, then the document. */
function signedHashes(document: JsonObject, proof: JsonObject): readonly Buffer[] {
  const { proofValue, ...options } = proof;
  const context = options['@context'];
  if (context === undefined) {
    const hash = hashOf(unsecured(document));
    // Mitra, Hubzilla and Streams hash the options that they send; early drafts gave them the document's context before that.
    const hashed = [options, { ...options, '@context': document['@context'] }];
    return hashed.map((each) => Buffer.concat([hashOf(each), hash]));
  }
  // The contexts after these were added on the way; what they say counts for nothing here, where names are read as they are.
  if (!beginsWith(document['@context'], context)) return [];
  return [Buffer.concat([hashOf(options), hashOf({ ...unsecured(document), '@context': context })])];
}

/** What a proof is made of: an RsaSignature2017 is added after it (FEP-8b32, Backward compatibility). */
function unsecured(document: JsonObject): JsonObject {
  const { proof, signature, ...rest } = document;
  return rest;
}

function beginsWith(contexts: unknown, first: unknown): boolean {
  const wanted = valuesOf(first);
  return canonicalJson(valuesOf(contexts).slice(0, wanted.length)) === canonicalJson(wanted);
}

function hashOf(value: JsonObject): Buffer {
  return createHash('sha256').update(canonicalJson(value)).digest();
}

/** The document's own context with that of proofs, ahead of definitions made in place. */
function contextWithProofs(context: unknown): readonly unknown[] {
  const contexts = context === undefined ? [AS_CONTEXT] : valuesOf(context);
  if (contexts.some((each) => typeof each === 'string' && proofContexts.has(each))) return contexts;
  const end = contexts.findLastIndex((each) => typeof each === 'string') + 1;
  return contexts.toSpliced(end, 0, DATA_INTEGRITY_CONTEXT);
}

const proofContexts: ReadonlySet<string> = new Set([
  'https://w3id.org/security/data-integrity/v1',
  DATA_INTEGRITY_CONTEXT,
]);
