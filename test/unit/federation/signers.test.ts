import { afterEach, describe, expect, test } from 'vitest';
import { openSigners } from '../../../src/federation/signers.ts';
import {
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
  verifyBase,
} from '../../../src/protocol/signature/keys.ts';

const pairs = await Promise.all([generateKeyPair('request'), generateKeyPair('assertion')]);
const keys = pairs.map(({ privateKeyPem, publicKeyPem }) => ({
  own: privateKeyFromPem(privateKeyPem),
  theirs: publicKeyFromPem(publicKeyPem),
}));

const signers = openSigners();
afterEach(() => signers.close());

describe('signatures', () => {
  test.each([1, 200])('%i of them at once verify, each for its own base and key', async (count) => {
    const asked = Array.from({ length: count }, (_, index) => ({
      base: `date: ${index} caf\u00e9`,
      ...(keys[index % keys.length] ?? expect.fail('two keys were made')),
    }));
    const signatures = await Promise.all(asked.map(({ base, own }) => signers.sign(base, own)));
    const verified = asked.map(({ base, theirs }, index) =>
      verifyBase(base, signatures[index] ?? new Uint8Array(), theirs),
    );
    expect(verified).toEqual(asked.map(() => true));
  });
});

test('after they were closed, whoever still waits hears of it', async () => {
  const [key] = keys;
  const asked = Array.from({ length: 100 }, () => signers.sign('late', key?.own ?? expect.fail('no key')));
  signers.close();
  const settled = await Promise.allSettled(asked);
  expect(settled.map(({ status }) => status)).toContain('rejected');
});
