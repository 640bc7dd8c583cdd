import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../../src/config.ts';
import { writeInto } from '../../../src/release/files.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import { inputsDigest, isUpToDate } from '../../../src/release/publish.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { openScratch } from '../../support/scratch.ts';
import { aliceKeys, blogKeys, NOW } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

describe('a release is up to date', () => {
  async function upToDate(
    changes: Partial<Manifest> = {},
    inputs = 'inputs',
    queued = 'r1',
  ): Promise<boolean> {
    await using fresh = await freshSqlite();
    await fresh.store.transact((tx) => {
      tx.putSetting('release', queued);
      tx.putKeyPair(site.actor, 'assertion', { ...aliceKeys, id: blogKeys.assertion.id });
    });
    const manifest = await openDesk().build([], { release: 'r1' });
    return await isUpToDate({ ...manifest, ...changes }, inputs, { store: fresh.store, now: () => NOW });
  }

  test('when nothing changed and all it says is queued', async () => {
    expect(await upToDate()).toBe(true);
  });

  test('while the next scheduled post is not due', async () => {
    expect(await upToDate({ nextDue: NOW + 1 })).toBe(true);
  });

  test('but not when content, theme or origin changed', async () => {
    expect(await upToDate({}, 'other inputs')).toBe(false);
  });

  test('nor when a scheduled post is due', async () => {
    expect(await upToDate({ nextDue: NOW })).toBe(false);
  });

  test('nor when a publication was broken off before its deliveries were queued', async () => {
    expect(await upToDate({}, 'inputs', 'r0')).toBe(false);
  });

  test('nor when the key that its proofs were made with was changed', async () => {
    expect(await upToDate({ assertionKey: `${site.actor}#older-key` })).toBe(false);
  });

  test('nor when there is none', async () => {
    await using fresh = await freshSqlite();
    expect(await isUpToDate(undefined, 'inputs', { store: fresh.store, now: () => NOW })).toBe(false);
  });
});

describe('the digest of what a release is made from', () => {
  const places = [
    'content/posts/kettle.md',
    'src/layouts/Layout.astro',
    'public/favicon.svg',
    'package-lock.json',
  ];

  async function openProject(): Promise<string> {
    const scratch = openScratch();
    onTestFinished(() => scratch[Symbol.asyncDispose]());
    for (const place of places) await writeInto(join(scratch.path, place), 'as it was');
    return scratch.path;
  }
  const digestOf = (dir: string, environment: Readonly<Record<string, string>> = {}): Promise<string> =>
    inputsDigest(loadSettings(environment, dir), dir);

  test.each(places)('changes with %s', async (place) => {
    const dir = await openProject();
    const before = await digestOf(dir);
    await writeInto(join(dir, place), 'changed');
    expect(await digestOf(dir)).not.toBe(before);
  });

  test('changes with the origin, which stands in every page', async () => {
    const dir = await openProject();
    expect(await digestOf(dir, { ORIGIN: 'https://blog.test' })).not.toBe(await digestOf(dir));
  });

  test('is the same wherever the server listens and whatever lies beside', async () => {
    const dir = await openProject();
    const before = await digestOf(dir);
    await writeInto(join(dir, 'README.md'), 'Read me.');
    expect(await digestOf(dir, { PORT: '8080', PRIVATE_PEERS: '127.0.0.0/8' })).toBe(before);
  });
});
