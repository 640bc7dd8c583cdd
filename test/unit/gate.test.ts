import { describe, expect, test } from 'vitest';
import { openGate } from '../../src/gate.ts';

const headerOf =
  (fields: Readonly<Record<string, string>>) =>
  (name: string): string | null =>
    fields[name] ?? null;

const by = (host: string) =>
  headerOf({ signature: `keyId="https://${host}/users/a#main-key",signature="x"` });
const bytesMax = 256 * 1024;

describe('whose rate a request counts against', () => {
  const rate = { perMinute: 1, burst: 1 };

  test('the network that it comes from, whatever its signature claims', () => {
    const gate = openGate(rate, () => 0);
    gate.enter('203.0.113.7', by('one.test'), bytesMax)();
    expect(() => gate.enter('203.0.113.7', by('two.test'), bytesMax)).toThrow(
      'too many requests of 203.0.113.7',
    );
    expect(() => gate.enter('203.0.113.8', by('one.test'), bytesMax)).not.toThrow();
  });

  test.each([
    ['the draft', { signature: 'keyId="https://One.test/users/a#main-key",signature="x"' }],
    [
      'RFC 9421',
      { signature: 'sig1=:x:', 'signature-input': 'sig1=("@method");keyid="https://one.test/u#k"' },
    ],
  ])('where only a proxy is seen, the server that the signature names, by %s', (_form, fields) => {
    const gate = openGate(rate, () => 0);
    gate.enter(undefined, headerOf(fields), bytesMax)();
    expect(() => gate.enter(undefined, by('one.test'), bytesMax)).toThrow('of one.test');
    expect(() => gate.enter(undefined, by('two.test'), bytesMax)).not.toThrow();
  });

  test('nobody’s, and so all of theirs together, where none is named', () => {
    const gate = openGate(rate, () => 0);
    gate.enter(undefined, headerOf({ signature: 'junk' }), bytesMax)();
    expect(() => gate.enter(undefined, headerOf({ signature: 'other junk' }), bytesMax)).toThrow(
      'too many requests',
    );
  });
});

test('a refused request holds no place', () => {
  const gate = openGate({ perMinute: 1, burst: 1 }, () => 0);
  const leave = gate.enter(undefined, by('one.test'), bytesMax);
  expect(() => gate.enter(undefined, by('one.test'), bytesMax)).toThrow('too many');
  expect(gate.underWay()).toBe(1);
  leave();
  expect(gate.underWay()).toBe(0);
});

test('bodies of unknown or absurd length count as the longest', () => {
  const gate = openGate({ perMinute: 10_000, burst: 10_000 }, () => 0);
  let count = 0;
  expect(() => {
    for (; count < 1000; count += 1)
      gate.enter(
        undefined,
        headerOf({ 'content-length': count % 2 === 0 ? '99999999999' : 'junk' }),
        bytesMax,
      );
  }).toThrow('too many requests are under way');
  expect(count).toBe(64); // Half of the memory; the rest is for others.
  expect(() => gate.enter(undefined, by('other.test'), bytesMax)).not.toThrow();
});
