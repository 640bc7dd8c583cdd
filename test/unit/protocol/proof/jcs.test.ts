import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../../src/protocol/proof/jcs.ts';
import { fixture } from '../fixture.ts';
import { seed, shuffled, strangersJson } from './documents.ts';

const vectors = fixture('signatures/rfc8785-jcs') as unknown as {
  readonly files: readonly { name: string; input: string; outputHex: string }[];
  readonly numbers: readonly { ieee754: string; expected: string }[];
  readonly numberErrors: readonly string[];
};
const double = (ieee754: string): number => Buffer.from(ieee754, 'hex').readDoubleBE();
const badJson = expect.objectContaining({ name: 'Refusal', code: 'bad-json' }) as Error;

describe('RFC 8785', () => {
  test.each(vectors.files)('$name', ({ input, outputHex }) => {
    expect(Buffer.from(canonicalJson(JSON.parse(input) as object)).toString('hex')).toBe(outputHex);
  });

  test.each(vectors.numbers)('number $ieee754 is written $expected', ({ ieee754, expected }) => {
    expect(canonicalJson([double(ieee754)])).toBe(`[${expected}]`);
  });

  test.each(vectors.numberErrors)('400: number %s has no text', (ieee754) => {
    expect(() => canonicalJson([double(ieee754)])).toThrow(badJson);
  });

  test('400: a number that is too large for a double is none either', () => {
    expect(() => canonicalJson(JSON.parse('{"size":1e400}') as object)).toThrow(badJson);
  });
});

test.each([['{"a":"\\ud83d"}'], ['{"\\udc00":1}'], ['[["x\\ud83dy"]]']])(
  '400: half a character in %s',
  (json) => {
    expect(() => canonicalJson(JSON.parse(json) as object)).toThrow(badJson);
  },
);

test('the order of keys, at any depth, makes no difference', () => {
  fc.assert(
    fc.property(strangersJson, fc.integer(), (json, salt) => {
      expect(canonicalJson(shuffled(json, salt))).toBe(canonicalJson(json));
    }),
    { seed },
  );
});

test('the text means what the value meant, and is its own canonical form', () => {
  fc.assert(
    fc.property(strangersJson, (json) => {
      const meant = JSON.parse(canonicalJson(json)) as object;
      expect(meant).toEqual(json);
      expect(canonicalJson(meant)).toBe(canonicalJson(json));
    }),
    { seed },
  );
});
