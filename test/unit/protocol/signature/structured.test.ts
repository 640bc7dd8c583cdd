import { describe, expect, test } from 'vitest';
import { bytesOf, parseMembers, stringListOf } from '../../../../src/protocol/signature/structured.ts';

test('members are read in order, each as it was written, whatever the space around commas', () => {
  const members = parseMembers('  a=("x" "y";z=1);b="c, d" ,\tb-2=:AAAA:,c;d=e ');
  expect(members?.map(({ name, text }) => [name, text])).toEqual([
    ['a', '("x" "y";z=1);b="c, d"'],
    ['b-2', ':AAAA:'],
    ['c', ';d=e'],
  ]);
});

test('a list of strings and a sequence of bytes are what they are, and nothing else', () => {
  const members = parseMembers('list=("x";y "z");p=1, bytes=:c2ln:, mixed=("x" y), tagged=:c2ln:;x') ?? [];
  expect(members.map((member) => stringListOf(member)?.strings.map(([text]) => text))).toEqual([
    ['x', 'z'],
    undefined,
    undefined,
    undefined,
  ]);
  expect(members.map((member) => bytesOf(member)?.length)).toEqual([undefined, 3, undefined, undefined]);
});

describe('malformed is', () => {
  test.each([
    ['no dictionary', '"x"'],
    ['a name in capitals', 'A=1'],
    ['a name twice', 'a=1, a=1'],
    ['a name twice, with other values', 'a=1, b=2, a=3'],
    ['a parameter twice', 'a=("x");b=1;b=1'],
    ['a parameter twice, with other values', 'a=("x");b=1;b=2'],
    ['a comma at the end', 'a=1,'],
    ['no comma', 'a=1 b=2'],
    ['space that no serialiser writes', 'a=( "x" )'],
    ['two spaces in a list', 'a=("x"  "y")'],
    ['space before a parameter', 'a=("x"); b=1'],
    ['a leading zero', 'a=01'],
    ['a zero below zero', 'a=-0'],
    ['true written out', 'a=?1'],
    ['base64 without padding', 'a=:AA:'],
    ['base64 with bits that do not count', 'a=:AB==:'],
    ['base64 of another alphabet', 'a=:_-_-:'],
    ['bytes without an end', 'a=:AAAA'],
    ['text without an end', 'a="b'],
    ['text that is no ASCII', 'a="\u00e9"'],
    ['too long', `a="${'b'.repeat(9000)}"`],
  ])('%s', (_, header) => {
    expect(parseMembers(header)).toBeUndefined();
  });
});

test('an empty header has no members', () => {
  expect(parseMembers(' ')).toEqual([]);
});
