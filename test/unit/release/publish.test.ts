import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadSettings } from '../../../src/config.ts';
import { writeInto } from '../../../src/release/files.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import { inputsDigest, isUpToDate, planPublication, type Planned } from '../../../src/release/publish.ts';
import type { Saying } from '../../../src/store/store.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { openScratch } from '../../support/scratch.ts';
import { aliceKeys, blogKeys, fakeRemote, NOW } from '../builders.ts';
import { postFile, temporaryFolder, writeContent, type Files } from '../posts/content-folder.ts';
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

describe('a plan', () => {
  /** Of what `files` say, while `says` waits. */
  async function planOf(files: Files, says: readonly Saying[]): Promise<Planned> {
    await using fresh = await freshSqlite();
    const { store } = fresh;
    const [dataDir, contentDir] = [await temporaryFolder(), await writeContent(files)];
    await store.transact((tx) => tx.putSetting('registeredAt', String(NOW)));
    const waiting = { token: 't', release: 'r2', previous: 'r1', at: NOW, sendAt: NOW + 60_000, says };
    await store.putPublication(() => undefined, { instead: undefined, waiting, now: NOW });
    return await planPublication({
      settings: loadSettings({ DATA_DIR: dataDir, CONTENT_DIR: contentDir }, '/'),
      projectDir: dataDir,
      store,
      remote: fakeRemote(),
      now: () => NOW,
      useKeysOf: () => Promise.resolve(blogKeys),
    });
  }

  test('names what waits and is not to be told any more, and what goes out later', async () => {
    const files = {
      'posts/tea.md': postFile('Text'),
      'posts/later.md': postFile('Text').replace('2026-03-01', '2026-04-01'),
    };
    const says = [
      { verb: 'Create', slug: 'tea', inboxes: 3 },
      { verb: 'Delete', slug: 'kettle', inboxes: 3 },
    ];
    const { publication, scheduled, withdrawn } = await planOf(files, says);
    expect(publication.steps).toMatchObject([{ change: { kind: 'create' }, announcement: { slug: 'tea' } }]);
    expect(withdrawn).toEqual([says[1]]);
    expect(scheduled).toMatchObject([{ kind: 'post', slug: 'later' }]);
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
