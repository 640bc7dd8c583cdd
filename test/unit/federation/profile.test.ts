import { describe, expect, test } from 'vitest';
import type { Blog, Post } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { siteOf } from '../../../src/site.ts';
import type { Store } from '../../../src/store/store.ts';
import { bob, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import {
  aliceKeys,
  blogKeys,
  fakeRemote,
  found,
  hourMs,
  isProved,
  NOW,
  personOf,
  type FakeRemote,
} from '../builders.ts';
import { postOf, site } from '../theme/sample.ts';
import { publish, queued, worldOf } from './publishing.ts';

/** A blog that has one follower and was published once, with `posts`. */
async function openPublished(
  posts: readonly Post[] = [],
): Promise<AsyncDisposable & { readonly store: Store }> {
  const fresh = await freshSqlite();
  await fresh.store.transact((tx) => tx.putFollower(followerOf(bob), 1));
  await publish(posts, worldOf(fresh.store), NOW, true);
  return fresh;
}

function withBlog(changes: Partial<Blog>): { readonly site: typeof site } {
  return { site: siteOf({ ...site.blog, ...changes }, site.origin) };
}

/** Types of what waits, the first line of each notice. */
async function typesQueued(store: Store): Promise<readonly unknown[]> {
  return (await queued(store)).map(({ type }) => type);
}

describe('the profile', () => {
  test('is told to nobody at first', async () => {
    await using fresh = await openPublished([postOf('kettle', { pinned: true })]);
    expect(await queued(fresh.store)).toEqual([]);
    expect(await fresh.store.setting('featured')).toBe('id-kettle');
  });

  test('is told once when it has changed', async () => {
    await using fresh = await openPublished();
    const world = worldOf(fresh.store, fakeRemote(), withBlog({ title: 'The Slower Kettle' }));
    const { notices } = await publish([], world, NOW + hourMs);
    expect(notices).toMatchObject([{ kind: 'actor', post: undefined }]);
    const [update] = await queued(fresh.store);
    expect(update).toMatchObject({
      type: 'Update',
      actor: site.actor,
      object: {
        id: site.actor,
        type: 'Person',
        name: 'The Slower Kettle',
        published: '2026-03-10T12:00:00Z',
      },
    });
    expect(isProved(update ?? {})).toBe(true);
    expect((await publish([], world, NOW + 2 * hourMs)).notices).toEqual([]);
  });

  test('is not told for the sake of new keys: that is told with them', async () => {
    await using fresh = await openPublished();
    const keys = { ...blogKeys, request: { ...blogKeys.instance, publicKeyPem: aliceKeys.publicKeyPem } };
    expect((await publish([], worldOf(fresh.store, fakeRemote(), { keys }), NOW + hourMs)).notices).toEqual(
      [],
    );
  });

  test('that changes twice before it is sent is told as it is in the end', async () => {
    await using fresh = await openPublished();
    for (const [hours, title] of ['Slower', 'Slowest'].entries())
      await publish([], worldOf(fresh.store, fakeRemote(), withBlog({ title })), NOW + (hours + 1) * hourMs);
    expect(await queued(fresh.store)).toMatchObject([{ object: { name: 'Slowest' } }]);
  });
});

describe('a pinned post', () => {
  const kettle = postOf('kettle');
  const pinned = { ...kettle, pinned: true };

  test('is put on the list of the featured once, and taken from it', async () => {
    await using fresh = await openPublished([kettle]);
    const world = worldOf(fresh.store);
    const { notices } = await publish([pinned], world, NOW + hourMs);
    expect(notices).toMatchObject([{ kind: 'pin', post: { slug: 'kettle' } }]);
    expect(await queued(fresh.store)).toMatchObject([
      { type: 'Add', object: site.objectId('id-kettle'), target: site.featured },
    ]);
    expect((await publish([pinned], world, NOW + 2 * hourMs)).notices).toEqual([]);
    const later = await publish([kettle], world, NOW + 3 * hourMs);
    expect(later.notices).toMatchObject([{ kind: 'unpin', post: { slug: 'kettle' } }]);
  });

  test('that is new is sent before it is put there', async () => {
    await using fresh = await openPublished();
    await publish([pinned], worldOf(fresh.store), NOW + hourMs);
    expect(await typesQueued(fresh.store)).toEqual(['Create']);
    expect(await fresh.store.deliveryCounts()).toMatchObject({ pending: 2 });
  });

  test('that is deleted is deleted, and nothing else', async () => {
    await using fresh = await openPublished([pinned]);
    expect((await publish([], worldOf(fresh.store), NOW + hourMs)).notices).toEqual([]);
    expect(await typesQueued(fresh.store)).toEqual(['Delete']);
    expect(await fresh.store.setting('featured')).toBe('');
  });

  test.each<[string, Partial<Post>]>([
    ['unlisted', { visibility: 'unlisted' }],
    ['for followers only', { visibility: 'followers' }],
    ['a page only', { federate: false }],
    ['a like', { likeOf: 'https://social.test/notes/1' }],
  ])('that is %s is on no list', async (_, changes) => {
    await using fresh = await openPublished([{ ...pinned, ...changes }]);
    expect(await fresh.store.setting('featured')).toBe('');
  });
});

describe('a move', () => {
  const newHome = 'https://new.test/users/kettle';
  const moved = withBlog({ movedTo: newHome });
  const remoteWith = (alsoKnownAs: readonly string[]): FakeRemote =>
    fakeRemote({ [newHome]: found(newHome, personOf(newHome, aliceKeys.publicKeyPem, { alsoKnownAs })) });

  test('is told once, after the profile that says so', async () => {
    await using fresh = await openPublished();
    const world = worldOf(fresh.store, remoteWith([site.actor]), moved);
    const { notices } = await publish([], world, NOW + hourMs);
    expect(notices.map(({ kind }) => kind)).toEqual(['actor', 'move']);
    const move = JSON.parse(notices[1]?.activity.body ?? '{}') as JsonObject;
    expect(move).toMatchObject({ type: 'Move', object: site.actor, target: newHome, to: [site.followers] });
    expect(isProved(move)).toBe(true);
    expect(await queued(fresh.store)).toMatchObject([{ type: 'Update', object: { movedTo: newHome } }]);
    expect((await publish([], world, NOW + 2 * hourMs)).notices).toEqual([]);
  });

  test.each<[string, FakeRemote, string]>([
    [
      'does not know the blog',
      remoteWith(['https://blog.test/ap/actors/other']),
      'does not say that it is this',
    ],
    ['does not answer', fakeRemote(), 'cannot be found (nobody there)'],
  ])('to an account that %s is refused with what to do there', async (_, remote, reason) => {
    await using fresh = await openPublished();
    const { refused, notices } = await publish([], worldOf(fresh.store, remote, moved), NOW + hourMs);
    expect(refused).toMatchObject([
      { file: 'content/blog.yml', reason: expect.stringContaining(reason) as string },
    ]);
    expect(notices.map(({ kind }) => kind)).toEqual(['actor']);
  });
});
