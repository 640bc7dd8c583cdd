import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Refusal } from '../../../../src/protocol/refusal.ts';
import { readSignature, type ReceivedRequest } from '../../../../src/protocol/signature/claim.ts';
import type { SignatureForm } from '../../../../src/protocol/signature/form.ts';
import {
  draftCavage,
  formatForm,
  parseAcceptSignature,
  parseForm,
  rfc9421,
} from '../../../../src/protocol/signature/form.ts';
import { formatSignatureHeader, parseSignatureHeader } from '../../../../src/protocol/signature/header.ts';
import {
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
} from '../../../../src/protocol/signature/keys.ts';
import { signedHeaders } from '../../../../src/protocol/signature/sign.ts';
import { parseSignatures } from '../../../../src/protocol/signature/signature-input.ts';

const seed = 20_261_122;
const keyId = 'https://peer.test/users/ann#main-key';
const pairs = await Promise.all([generateKeyPair('request'), generateKeyPair('assertion')]);
const keys = pairs.map(({ privateKeyPem, publicKeyPem }) => ({
  keyId,
  privateKey: privateKeyFromPem(privateKeyPem),
  publicKey: publicKeyFromPem(publicKeyPem),
}));

const line = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/);
const token = fc.stringMatching(/^x-[a-z0-9]{1,12}$/);
const name = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,20}$/);

const signing = fc.record({
  method: fc.constantFrom('GET' as const, 'POST' as const),
  target: fc.stringMatching(/^\/[a-z0-9/%=&.~-]{0,30}(\?[a-z0-9/?=&%+-]{0,30})?$/),
  body: fc.string({ unit: 'grapheme' }),
  headers: fc.dictionary(token, line, { maxKeys: 3 }),
  second: fc.integer({ min: 0, max: 4_000_000_000 }),
  form: fc.constantFrom(
    draftCavage,
    rfc9421,
    parseAcceptSignature('p=("@request-target" "@path" "@query" "host" "date");tag="t";expires')!,
  ),
  key: fc.constantFrom(...keys),
});

interface Sent {
  readonly fields: Record<string, string>;
  readonly target: string;
  readonly method: string;
  readonly body: Uint8Array;
}

async function sent({ method, target, body, headers, second, form, key }: SigningValues): Promise<Sent> {
  const url = new URL(`https://blog.test${target}`);
  const bytes = new TextEncoder().encode(method === 'POST' ? body : '');
  const request = { method, url, date: new Date(second * 1000), body: bytes, headers };
  const fields = await signedHeaders(request, key, form);
  return { fields, target: url.pathname + url.search, method, body: bytes };
}

type SigningValues = typeof signing extends fc.Arbitrary<infer T> ? T : never;

function receivedFrom({ fields, ...request }: Sent): ReceivedRequest {
  return { ...request, header: (field) => fields[field] ?? null };
}

const rulesOf = ({ second }: SigningValues) => ({
  now: second * 1000,
  host: 'blog.test',
  origin: 'https://blog.test',
});

test('whatever is signed is read and verified, in each form and with each kind of key', async () => {
  await fc.assert(
    fc.asyncProperty(signing, async (values) => {
      const claim = readSignature(receivedFrom(await sent(values)), rulesOf(values));
      expect(claim.keyId).toBe(keyId);
      expect(claim.verify(values.key.publicKey)).toBe(true);
      for (const field of Object.keys(values.headers)) expect(claim.covers(field)).toBe(true);
    }),
    { seed, numRuns: 150 },
  );
});

test('with any byte of what is signed flipped, it is refused or does not verify', async () => {
  await fc.assert(
    fc.asyncProperty(
      signing,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 0, max: 6 }),
      async (values, which, at, bit) => {
        const request = await sent(values);
        const parts = partsOf(request, values.form, Object.keys(values.headers));
        const part = parts[which % parts.length]!;
        const changed = part.with(flipped(part, at, bit));
        fc.pre(!sayTheSame(request, changed));
        expect(isAccepted(receivedFrom(changed), values)).toBe(false);
      },
    ),
    { seed, numRuns: 400 },
  );
});

function isAccepted(request: ReceivedRequest, values: SigningValues): boolean {
  try {
    const claim = readSignature(request, rulesOf(values));
    return claim.keyId === keyId && claim.verify(values.key.publicKey);
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return false;
  }
}

/** A text that is signed, and the request with another in its place. */
interface Part {
  readonly text: string;
  /** Where it begins to count. */
  readonly from?: number;
  with(text: string): Sent;
}

function partsOf(request: Sent, form: SignatureForm, further: readonly string[]): readonly Part[] {
  const { fields, method, target, body } = request;
  const isDraft = form.kind === 'draft-cavage';
  const names = [...further, ...(isDraft ? ['date', 'digest'] : ['signature-input', 'content-digest'])];
  const field = (name: string): Part => ({
    text: fields[name] ?? '',
    with: (text) => ({ ...request, fields: { ...fields, [name]: text } }),
  });
  const signature = field('signature');
  const parts: readonly Part[] = [
    ...names.map(field),
    // Of the draft's parameters only the signature itself counts: the others are not signed.
    { ...signature, from: isDraft ? signature.text.indexOf('signature="') : 0 },
    { text: target, with: (text) => ({ ...request, target: text }) },
    { text: method, with: (text) => ({ ...request, method: isDraft ? text.toUpperCase() : text }) },
    {
      text: Buffer.from(body).toString('latin1'),
      with: (text) => ({ ...request, body: Buffer.from(text, 'latin1') }),
    },
  ];
  return parts.filter(({ text }) => text !== '');
}

/** The text with one bit of one character changed, of those that count. */
function flipped({ text, from = 0 }: Part, at: number, bit: number): string {
  const index = from + (at % (text.length - from));
  const character = String.fromCharCode(text.charCodeAt(index) ^ (1 << bit));
  return text.slice(0, index) + character + text.slice(index + 1);
}

/** Whether two requests are one for who reads them: space around a value, and the case of the draft's method, say nothing. */
function sayTheSame(a: Sent, b: Sent): boolean {
  const trimmed = ({ fields, ...rest }: Sent) => ({
    ...rest,
    body: Buffer.from(rest.body).toString('latin1'),
    fields: Object.entries(fields).map(([name, value]) => `${name}: ${value.trim()}`),
  });
  return JSON.stringify(trimmed(a)) === JSON.stringify(trimmed(b));
}

test('a Signature header of the draft is parsed as it was formatted', () => {
  const parameters = fc.record({
    keyId: fc.webUrl(),
    algorithm: fc.constantFrom('rsa-sha256', 'hs2019', undefined),
    headers: fc.uniqueArray(fc.oneof(token, fc.constantFrom('(request-target)', '(created)', 'date')), {
      minLength: 1,
      maxLength: 10,
    }),
    signature: fc.uint8Array({ minLength: 1, maxLength: 512 }).map((bytes) => Buffer.from(bytes)),
    created: fc.option(fc.nat(), { nil: undefined }),
    expires: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(parameters, (written) => {
      expect(parseSignatureHeader(formatSignatureHeader(written))).toEqual(written);
    }),
    { seed, numRuns: 300 },
  );
});

test('the headers of RFC 9421 are parsed as they were formatted, and the text of a label is what was sent', async () => {
  await fc.assert(
    fc.asyncProperty(signing, async (values) => {
      if (values.form.kind === 'draft-cavage') return;
      const { fields } = await sent(values);
      const input = fields['signature-input'] ?? '';
      const [labelled, ...others] = parseSignatures(input, fields.signature ?? '');
      expect(others).toEqual([]);
      expect(`${values.form.label}=${labelled?.text ?? ''}`).toBe(input);
      expect(labelled?.parameters.get('created')).toBe(values.second);
      expect(labelled?.components.map(([component]) => component)).toEqual(
        expect.arrayContaining(['@method', '@target-uri', ...Object.keys(values.headers)]),
      );
    }),
    { seed, numRuns: 60 },
  );
});

test('a form that a peer asks for is remembered as it is, but for its nonce', () => {
  const asked = fc
    .tuple(name, fc.uniqueArray(fc.constantFrom('@method', '@path', 'date', 'host', 'x-y')), fc.option(line))
    .map(([label, components, tag]) => {
      const list = components.map((component) => `"${component}"`).join(' ');
      const text = tag?.replace(/["\\]/g, '\\$&');
      return `${label}=(${list});nonce="1"${text === undefined ? '' : `;tag="${text}"`}`;
    });
  fc.assert(
    fc.property(asked, (header) => {
      const form = parseAcceptSignature(header);
      expect(form?.kind).toBe('rfc9421');
      const remembered = parseForm(formatForm(form!));
      expect(formatForm(remembered!)).toBe(formatForm(form!));
      expect(parseForm(formatForm(remembered!))).toEqual(remembered);
    }),
    { seed, numRuns: 200 },
  );
});

test('any text in the headers of a signature is read or refused, and nothing else', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.stringMatching(/^[a-c]=\(("[@a-z-]{1,9}"[ ;]?){0,3}\)(;[a-c](=[0-9:"a-z]{1,9})?){0,3}$/),
  );
  fc.assert(
    fc.property(text, text, (input, signature) => {
      const fields: Record<string, string> = { 'signature-input': input, signature, 'content-digest': input };
      const header = (field: string): string | null => fields[field] ?? null;
      const request = { method: 'POST', target: '/ap/inbox', header, body: new Uint8Array() };
      const rules = { now: 0, host: 'blog.test', origin: 'https://blog.test' };
      expect(() => readSignature(request, rules)).toThrow(Refusal);
      expect(() => parseAcceptSignature(input)).not.toThrow();
    }),
    { seed, numRuns: 500 },
  );
});
