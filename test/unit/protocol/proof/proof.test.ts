import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseActor } from '../../../../src/protocol/actor.ts';
import { canonicalJson } from '../../../../src/protocol/proof/jcs.ts';
import { multibaseOf } from '../../../../src/protocol/proof/multibase.ts';
import { pemOfMultikey } from '../../../../src/protocol/proof/multikey.ts';
import { addProof, DATA_INTEGRITY_CONTEXT, proofsOf } from '../../../../src/protocol/proof/proof.ts';
import { AS_CONTEXT, type JsonObject, type Uri } from '../../../../src/protocol/vocabulary.ts';
import { fixture } from '../fixture.ts';
import { pathsOf, replacedAt, seed, shuffled, strangersJson } from './documents.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const key = { id: 'https://mastodon.test/users/ann#assertion' as Uri, privateKey };
const created = new Date('2026-03-01T12:00:00.987Z');
const note: JsonObject = {
  '@context': AS_CONTEXT,
  type: 'Note',
  content: 'Hot, isn’t it?',
  to: ['https://a.test/'],
};
const signed = addProof(note, key, created);

const isProved = (document: JsonObject, by = publicKey): boolean =>
  proofsOf(document).some((claim) => claim.verify(by));
/** The document with members of its proof changed after it was made. */
const withProof = (members: JsonObject, document: JsonObject = signed): JsonObject => ({
  ...document,
  proof: { ...(document.proof as JsonObject), ...members },
});

describe('the vectors of FEP-8b32 and of the cryptosuite', () => {
  interface Vector {
    readonly id: string;
    readonly signed: JsonObject & { readonly proof: JsonObject };
    readonly canonicalProofOptions?: string;
    readonly canonicalDocument?: string;
    readonly proofHashHex?: string;
    readonly documentHashHex?: string;
    readonly expect: 'valid' | 'invalid';
  }
  const vectors = fixture('signatures/eddsa-jcs-2022') as unknown as {
    readonly key: { readonly publicKeyMultibase: string };
    readonly cases: readonly Vector[];
  };
  const alice = createPublicKey(pemOfMultikey(vectors.key.publicKeyMultibase));
  const now = new Date('2026-03-01T12:00:00Z');
  const ofHttpKeys = vectors.cases.filter(({ id }) => !id.startsWith('vc-di-eddsa/'));

  test.each(ofHttpKeys)('$id is $expect', (vector) => {
    const holds = proofsOf(vector.signed).some(
      (claim) => (claim.expires === undefined || claim.expires > now) && claim.verify(alice),
    );
    expect(holds).toBe(vector.expect === 'valid');
  });

  test.each(vectors.cases.filter((vector) => vector.canonicalDocument !== undefined))(
    '$id: what is hashed',
    (vector) => {
      const { proof, ...document } = vector.signed;
      const { proofValue: _, ...options } = proof;
      const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
      expect(canonicalJson(options)).toBe(vector.canonicalProofOptions);
      expect(canonicalJson(document)).toBe(vector.canonicalDocument);
      expect(sha256(canonicalJson(options))).toBe(vector.proofHashHex);
      expect(sha256(canonicalJson(document))).toBe(vector.documentHashHex);
    },
  );

  test('a key that is no address (did:key) is nobody’s here', () => {
    const vector = vectors.cases.find(({ id }) => id === 'vc-di-eddsa/alumni-credential');
    expect(proofsOf(vector!.signed)).toEqual([]);
  });
});

describe('a proof of ours', () => {
  test('names the key, the second, and the contexts of the document', () => {
    expect(signed.proof).toEqual({
      '@context': [AS_CONTEXT, DATA_INTEGRITY_CONTEXT],
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-jcs-2022',
      verificationMethod: key.id,
      proofPurpose: 'assertionMethod',
      created: '2026-03-01T12:00:00Z',
      proofValue: expect.stringMatching(/^z[1-9A-HJ-NP-Za-km-z]{80,89}$/) as string,
    });
  });

  test.each<[string, unknown, readonly unknown[]]>([
    ['none', undefined, [AS_CONTEXT, DATA_INTEGRITY_CONTEXT]],
    ['one', AS_CONTEXT, [AS_CONTEXT, DATA_INTEGRITY_CONTEXT]],
    ['definitions', [AS_CONTEXT, { a: 'as:a' }], [AS_CONTEXT, DATA_INTEGRITY_CONTEXT, { a: 'as:a' }]],
    ['the same', [DATA_INTEGRITY_CONTEXT, AS_CONTEXT], [DATA_INTEGRITY_CONTEXT, AS_CONTEXT]],
    [
      'the first edition',
      [AS_CONTEXT, 'https://w3id.org/security/data-integrity/v1'],
      [AS_CONTEXT, 'https://w3id.org/security/data-integrity/v1'],
    ],
  ])('adds its context to a document with %s', (_, context, expected) => {
    const document = addProof(
      context === undefined ? { type: 'Note' } : { ...note, '@context': context },
      key,
      created,
    );
    expect(document).toHaveProperty('@context', expected);
    expect(isProved(document)).toBe(true);
  });

  test('takes the place of one that was there', () => {
    const again = addProof(signed, key, created);
    expect(again).toEqual(signed);
    expect(proofsOf(again)).toHaveLength(1);
  });

  test('is not made with an RSA key', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(() => addProof(note, { ...key, privateKey: rsa.privateKey }, created)).toThrow(
      'no key to make proofs with',
    );
  });

  test('400: is not made of half a character', () => {
    const refusal = expect.objectContaining({ name: 'Refusal', code: 'bad-json' }) as Error;
    expect(() => addProof({ ...note, content: '\ud83d' }, key, created)).toThrow(refusal);
  });
});

describe('a proof of others', () => {
  test('says whose it is, since when and until when', () => {
    const [claim] = proofsOf(withProof({ expires: '2026-03-02T12:00:00Z' }));
    expect(claim).toMatchObject({ verificationMethod: key.id, expires: new Date('2026-03-02T12:00:00Z') });
    expect(proofsOf(signed)[0]).toMatchObject({
      created: new Date('2026-03-01T12:00:00Z'),
      expires: undefined,
    });
    expect(proofsOf(withProof({ created: 'yesterday' }))[0]).toMatchObject({ created: undefined });
  });

  test('is one of several, of which some are for other readers', () => {
    const other = { ...signed.proof, cryptosuite: 'mldsa44-jcs-2024' };
    const proofs = [null, 'https://a.test/proof', other, signed.proof];
    expect(isProved({ ...signed, proof: proofs })).toBe(true);
    expect(proofsOf({ ...signed, proof: proofs })).toHaveLength(1);
    expect(proofsOf({ ...signed, proof: Array.from({ length: 1000 }, () => signed.proof) })).toHaveLength(4);
  });

  test('stands beside an RsaSignature2017, which was added after it', () => {
    expect(isProved({ ...signed, signature: { type: 'RsaSignature2017', signatureValue: 'AA==' } })).toBe(
      true,
    );
  });

  test('allows contexts after its own, but none before, within or fewer', () => {
    const contexts = signed['@context'] as readonly string[];
    const withContexts = (...context: readonly unknown[]): JsonObject => ({ ...signed, '@context': context });
    expect(isProved(withContexts(...contexts, 'https://a.test/context', { a: 'as:a' }))).toBe(true);
    expect(isProved(withContexts('https://a.test/context', ...contexts))).toBe(false);
    expect(isProved(withContexts(contexts[0], 'https://a.test/context', contexts[1]))).toBe(false);
    expect(isProved(withContexts(contexts[0]))).toBe(false);
    expect(isProved({ ...signed, '@context': undefined })).toBe(false);
  });

  test('may leave its context out (Hubzilla, Mitra)', () => {
    const hubzilla = fixture('hubzilla/person');
    const create = fixture('mitra/create-reply-with-proof');
    for (const [document, owner] of [
      [hubzilla, parseActor(hubzilla)],
      [create, parseActor(fixture('mitra/person'))],
    ] as const) {
      const [claim] = proofsOf(document);
      const { pem } = owner.keys.find(({ id }) => id === claim?.verificationMethod)!;
      expect(claim?.verify(createPublicKey(pem))).toBe(true);
      expect(isProved({ ...document, name: 'Eve' }, createPublicKey(pem))).toBe(false);
      expect(isProved({ ...document, '@context': AS_CONTEXT }, createPublicKey(pem))).toBe(false);
    }
  });

  test('may leave out the context that it was made with (early drafts of the suite)', () => {
    const { proof, ...document } = signed;
    const { '@context': _, proofValue: __, ...options } = proof;
    const hash = (value: object): Buffer => createHash('sha256').update(canonicalJson(value)).digest();
    const hashes = [hash({ ...options, '@context': document['@context'] }), hash(document)];
    const proofValue = multibaseOf(sign(null, Buffer.concat(hashes), privateKey));
    expect(isProved({ ...document, proof: { ...options, proofValue } })).toBe(true);
    const documentFirst = multibaseOf(sign(null, Buffer.concat(hashes.reverse()), privateKey));
    expect(isProved({ ...document, proof: { ...options, proofValue: documentFirst } })).toBe(false);
  });

  test('is not confirmed by another key, of whatever kind', () => {
    const others = [generateKeyPairSync('ed25519'), generateKeyPairSync('rsa', { modulusLength: 2048 })];
    for (const other of others) expect(isProved(signed, other.publicKey)).toBe(false);
  });

  test('proves nothing about half a character', () => {
    expect(isProved({ ...signed, content: '\ud83d' })).toBe(false);
    expect(isProved(withProof({ nonce: '\ud83d' }))).toBe(false);
    expect(isProved(withProof({ '@context': ['\ud83d'] }))).toBe(false);
  });

  test.each<[string, JsonObject]>([
    ['another type', { type: 'Ed25519Signature2020' }],
    ['several types', { type: ['DataIntegrityProof'] }],
    ['another cryptosuite', { cryptosuite: 'eddsa-rdfc-2022' }],
    ['another purpose', { proofPurpose: 'authentication' }],
    ['no purpose', { proofPurpose: undefined }],
    ['no key', { verificationMethod: undefined }],
    ['an embedded key', { verificationMethod: { id: key.id } }],
    ['a value in another base', { proofValue: 'uAAAA' }],
    ['a value of another length', { proofValue: 'z1111' }],
    ['a value without end', { proofValue: `z${'1'.repeat(100_000)}` }],
    ['no value', { proofValue: undefined }],
    ['an end that is no moment', { expires: 'tomorrow' }],
    ['an end without a time zone', { expires: '2026-03-02T12:00:00' }],
  ])('with %s is none that can be checked', (_, members) => {
    expect(proofsOf(withProof(members))).toEqual([]);
  });

  test.each([[undefined], [null], ['https://a.test/proof'], [{}], [[[]]], [7]])('%j is none', (proof) => {
    expect(proofsOf({ ...note, proof })).toEqual([]);
  });
});

describe('of any document', () => {
  const document = strangersJson.map((json): JsonObject => ({
    ...json,
    '@context': AS_CONTEXT,
    id: 'https://a.test/1',
  }));
  const run = { seed, numRuns: 200 };

  test('a proof holds, sent as JSON, in whatever order', () => {
    fc.assert(
      fc.property(document, fc.integer(), (json, salt) => {
        const sent = JSON.parse(JSON.stringify(addProof(json, key, created))) as JsonObject;
        expect(isProved(sent)).toBe(true);
        expect(isProved(shuffled(sent, salt))).toBe(true);
      }),
      run,
    );
  });

  test('no change of the document or of the proof goes unseen', () => {
    fc.assert(
      fc.property(document, fc.nat(), fc.option(fc.jsonValue(), { nil: undefined }), (json, at, put) => {
        const sent = JSON.parse(JSON.stringify(addProof(json, key, created))) as JsonObject;
        const paths = pathsOf(sent).filter(([first]) => first !== 'signature');
        const changed = replacedAt(sent, paths[at % paths.length]!, put);
        fc.pre(canonicalJson(changed) !== canonicalJson(sent));
        expect(isProved(changed)).toBe(false);
      }),
      run,
    );
  });

  test('nothing that a stranger calls a proof does harm', () => {
    fc.assert(
      fc.property(strangersJson, fc.jsonValue(), (json, value) => {
        const members = typeof value === 'object' && !Array.isArray(value) ? value : { value };
        expect(isProved(withProof(members as JsonObject, { ...json, proof: signed.proof }))).toBe(false);
        expect(isProved({ ...json, proof: value })).toBe(false);
      }),
      run,
    );
  });
});
