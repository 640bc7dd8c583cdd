import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
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

/** What a thread runs; `on` listens to whoever started it. */
function programOf(text: string): URL {
  const begin = `import { parentPort } from 'node:worker_threads'; const on = parentPort.on.bind(parentPort);`;
  return new URL(`data:text/javascript,${encodeURIComponent(`${begin}\n${text}`)}`);
}

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

describe('a thread that is lost', () => {
  const silenceMs = 20;

  test.each([
    ['never answers', 'setInterval(() => undefined, 1000);'],
    ['fails at its first task', `on('message', () => { throw new Error('no'); });`],
    ['ends without a word', `on('message', () => process.exit(0));`],
    ['cannot begin', 'throw new Error("no");'],
  ])('because it %s costs nobody his signature', async (_, program) => {
    const lost = openSigners({ program: programOf(program), silenceMs });
    onTestFinished(() => lost.close());
    const [{ own, theirs } = expect.fail('two keys were made')] = keys;
    const bases = Array.from({ length: 200 }, (__, index) => `date: ${index}`);
    const signatures = await Promise.all(bases.map((base) => lost.sign(base, own)));
    expect(
      bases.every((base, index) => verifyBase(base, signatures[index] ?? new Uint8Array(), theirs)),
    ).toBe(true);
  });
});

test('after they were closed, whoever still waits hears of it', async () => {
  const [key] = keys;
  const asked = Array.from({ length: 100 }, () => signers.sign('late', key?.own ?? expect.fail('no key')));
  signers.close();
  const settled = await Promise.allSettled(asked);
  expect(settled.map(({ status }) => status)).toContain('rejected');
});
