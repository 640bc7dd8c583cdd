import { expect, test } from 'vitest';
import { parseJson } from '../../../src/protocol/json.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (depth: number): Uint8Array => bytes('{"a":'.repeat(depth - 1) + '{}' + '}'.repeat(depth - 1));
const badJson = expect.objectContaining({ name: 'Refusal', code: 'bad-json' }) as Error;

test('an object in UTF-8 is read, with or without a byte order mark', () => {
  expect(parseJson(bytes('{"name":"Käthe 🫖","n":[1,null,{"b":true}]}'))).toEqual({
    name: 'Käthe 🫖',
    n: [1, null, { b: true }],
  });
  expect(parseJson(bytes('\ufeff{"a":1}'))).toEqual({ a: 1 });
});

test.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['an array', '[]'],
  ['a string', '"x"'],
  ['null', 'null'],
  ['a number', '7'],
  ['two objects', '{}{}'],
  ['a trailing comma', '{"a":1,}'],
  ['an open end', '{"a":'],
])('400: %s is refused', (_, text) => {
  expect(() => parseJson(bytes(text))).toThrow(badJson);
});

test('400: bytes that are not UTF-8 are refused rather than repaired', () => {
  expect(() => parseJson(Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(badJson);
});

test('400: 32 levels are read, 33 are refused, and so is a body of brackets', () => {
  expect(parseJson(nested(32))).toHaveProperty('a');
  expect(() => parseJson(nested(33))).toThrow(badJson);
  expect(() => parseJson(bytes(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`))).toThrow(badJson);
});

test('400: a key that a copy would turn into a prototype is refused at any depth, however it is written', () => {
  for (const text of [
    '{"__proto__":{"admin":true}}',
    '{"a":[{"__proto__":1}]}',
    '{"\\u005f\\u005fproto__":{"admin":true}}',
  ]) {
    expect(() => parseJson(bytes(text))).toThrow(badJson);
  }
  expect({}).not.toHaveProperty('admin');
});
