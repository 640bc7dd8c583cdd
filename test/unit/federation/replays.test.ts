import { expect, test } from 'vitest';
import type { Act } from '../../../src/federation/handlers/handler.ts';
import { isReplay, rememberSignature } from '../../../src/federation/replays.ts';
import { effectsOf, NOW, uri } from '../builders.ts';
import { alice } from '../../store/cast.ts';

const envelope = { id: undefined, actor: alice };
const like: Act = { ...envelope, type: 'Like', object: alice, emoji: undefined };
const create: Act = { ...envelope, type: 'Create', objects: [] };
const keyId = uri(`${alice}#main-key`);
const claimOf = (...texts: readonly string[]) => ({
  keyId,
  signatures: texts.map((text) => Buffer.from(text)),
});

/** A store that has seen what `remembered` recorded. */
function contextOf(...remembered: readonly string[]) {
  const digests = effectsOf((tx) => rememberSignature(claimOf(...remembered), like, tx, NOW)).map(
    ([, digest]) => digest,
  );
  const asked: string[] = [];
  const wasSeen = (digest: string): Promise<boolean> => {
    asked.push(digest);
    return Promise.resolve(digests.includes(digest));
  };
  return { asked, context: { store: { wasSeen } } as unknown as Parameters<typeof isReplay>[2] };
}

test('a signature is remembered by its digest, for the site of whoever signed', () => {
  const effects = effectsOf((tx) => rememberSignature(claimOf('signed'), like, tx, NOW));
  expect(effects).toEqual([['putSeen', expect.stringMatching(/^[\w+/]{43}=$/), NOW, keyId]]);
});

test('what was remembered is known again, and nothing else', async () => {
  const { context } = contextOf('signed');
  expect(await isReplay(claimOf('signed'), like, context)).toBe(true);
  expect(await isReplay(claimOf('signed '), like, context)).toBe(false);
});

test('another signature put before or behind it does not make it new', async () => {
  const { context } = contextOf('signed');
  expect(await isReplay(claimOf('junk', 'signed'), like, context)).toBe(true);
  expect(await isReplay(claimOf('signed', 'junk'), like, context)).toBe(true);
});

test('a Create costs nothing: it is neither remembered nor looked up', async () => {
  const { asked, context } = contextOf('signed');
  expect(await isReplay(claimOf('signed'), create, context)).toBe(false);
  expect(asked).toEqual([]);
  expect(effectsOf((tx) => rememberSignature(claimOf('signed'), create, tx, NOW))).toEqual([]);
});
