import { describe, expect, test } from 'vitest';
import {
  ACCEPT_SIGNATURE,
  draftCavage,
  formatForm,
  parseAcceptSignature,
  parseForm,
  rfc9421,
} from '../../../../src/protocol/signature/form.ts';

const minimum = ['@method', '@target-uri', 'content-digest'];

describe('what a peer asks for', () => {
  test('is taken with its label, components and parameters in their order (Fedify)', () => {
    const asked =
      'sig1=("@method" "@target-uri" "@authority" "content-digest");created;nonce="bm9uY2U";keyid;alg="rsa-v1_5-sha256"';
    expect(parseAcceptSignature(asked)).toEqual({
      kind: 'rfc9421',
      label: 'sig1',
      components: ['@method', '@target-uri', '@authority', 'content-digest'],
      parameters: ['created', 'keyid', 'alg'],
      given: new Map([['nonce', 'bm9uY2U']]),
    });
  });

  test('is taken as far as it can be filled in', () => {
    const asked =
      'x=("@status" "x-secret" "date" "content-digest";req "@query-param";name="a");keyid="k";moon;tag=1';
    expect(parseAcceptSignature(asked)).toEqual({
      kind: 'rfc9421',
      label: 'x',
      components: ['date', ...minimum],
      parameters: ['keyid', 'created'],
      given: new Map(),
    });
  });

  test('is never less than what makes a signature worth anything', () => {
    expect(parseAcceptSignature('x=()')).toMatchObject({
      components: minimum,
      parameters: ['created', 'keyid'],
    });
  });

  test('is the first that can be had', () => {
    const asked = 'a=1, b=("date");alg="ecdsa-p256-sha256", c=("host" "@method"), d=("date")';
    expect(parseAcceptSignature(asked)).toMatchObject({
      label: 'c',
      components: ['host', '@method', '@target-uri', 'content-digest'],
    });
  });

  test.each([
    ['nothing', ''],
    ['no dictionary', '("@method")'],
    ['no list', 'sig1'],
    ['another algorithm', 'sig1=("@method");alg="hmac-sha256"'],
    ['an algorithm that is a word', 'sig1=("@method");alg'],
    ['two things at once', 'sig1=("@method"), sig1=("date")'],
    ['a label too long', `${'a'.repeat(65)}=("@method")`],
    ['too much', `sig1=("@method");nonce="${'n'.repeat(2048)}"`],
  ])('is not known when it is %s', (_, asked) => {
    expect(parseAcceptSignature(asked)).toBeUndefined();
  });

  test('is what we ask for ourselves', () => {
    expect(parseAcceptSignature(ACCEPT_SIGNATURE)).toMatchObject({
      components: minimum,
      parameters: ['created', 'keyid'],
    });
  });
});

describe('a form is remembered', () => {
  test.each([
    ['draft-cavage', draftCavage],
    ['RFC 9421', rfc9421],
    ['a peer’s', parseAcceptSignature('p=("date" "@authority");tag="a \\"b";expires;created')!],
  ])('%s', (_, form) => {
    expect(parseForm(formatForm(form))).toEqual(form);
  });

  test('but not its nonce, which counts once', () => {
    const form = parseAcceptSignature('p=("date");nonce="1";tag="t"')!;
    expect(parseForm(formatForm(form))).toEqual({ ...form, given: new Map([['tag', 't']]) });
  });

  test('but not what nobody wrote', () => {
    expect(parseForm('draft-cavage-12')).toBeUndefined();
    expect(parseForm('')).toBeUndefined();
  });
});
