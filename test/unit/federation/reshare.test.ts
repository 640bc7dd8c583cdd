import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import { PUBLIC } from '../../../src/protocol/vocabulary.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import type { Publication } from '../../../src/federation/publish.ts';
import type { Store } from '../../../src/store/store.ts';
import { bob, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { hourMs, isProved, NOW } from '../builders.ts';
import { bodyOf, postOf, site } from '../theme/sample.ts';
import { publish, queued, worldOf } from './publishing.ts';

const dayMs = 24 * hourMs;
const kettle = postOf('kettle');
const objectId = site.objectId(kettle.id);

function wishing(days: number, more: Partial<Post> = {}): Post {
  return { ...kettle, reshare: new Date(NOW + days * dayMs), ...more };
}

/** A blog that has one follower, published once. */
async function openPublished(
  post: Post = kettle,
  isFirst = false,
): Promise<AsyncDisposable & { readonly store: Store }> {
  const fresh = await freshSqlite();
  await fresh.store.transact((tx) => tx.putFollower(followerOf(bob), 1));
  await publish([post], worldOf(fresh.store), NOW, isFirst);
  return fresh;
}

/** Publishes `post` some days later; what the notices say. */
async function publishAfter(days: number, post: Post, store: Store): Promise<readonly JsonObject[]> {
  return activitiesOf(await publish([post], worldOf(store), NOW + days * dayMs));
}

function activitiesOf({ notices }: Publication): readonly JsonObject[] {
  return notices.map(({ activity }) => JSON.parse(activity.body) as JsonObject);
}

describe('a post that is to be boosted again', () => {
  test('is when its date has come, for all followers, once', async () => {
    await using fresh = await openPublished();
    expect(await publishAfter(1, wishing(2), fresh.store)).toEqual([]);
    const { notices } = await publish([wishing(2)], worldOf(fresh.store), NOW + 3 * dayMs);
    expect(notices).toMatchObject([
      {
        kind: 'reshare',
        why: 'its front matter says reshare: 2026-03-12',
        post: { id: kettle.id },
        activity: { to: 'followers', objectId },
      },
    ]);
    const [announce] = notices.map(({ activity }) => JSON.parse(activity.body) as JsonObject);
    expect(announce).toMatchObject({
      id: `${objectId}#reshare-${(NOW + 2 * dayMs) / 1000}`,
      type: 'Announce',
      actor: site.actor,
      published: '2026-03-13T12:00:00Z',
      to: [PUBLIC],
      cc: [site.followers],
      object: objectId,
    });
    expect(isProved(announce ?? {})).toBe(true);
    expect(await publishAfter(4, wishing(2), fresh.store)).toEqual([]);
  });

  test('is for a later date again, after the former boost was undone', async () => {
    await using fresh = await openPublished();
    const [first] = await publishAfter(3, wishing(2), fresh.store);
    const [undo, second] = await publishAfter(6, wishing(5), fresh.store);
    const { proof: _, '@context': __, ...sent } = first ?? {};
    expect(undo).toMatchObject({ id: `${String(first?.id)}-undo`, type: 'Undo', object: sent });
    expect(second).toMatchObject({ type: 'Announce', id: `${objectId}#reshare-${(NOW + 5 * dayMs) / 1000}` });
    expect(await publishAfter(7, wishing(4), fresh.store)).toEqual([]);
  });

  test('is at once when a commit says so, whatever its dates', async () => {
    await using fresh = await openPublished();
    const post = wishing(5, { trailers: { reshare: '1a2b3c4' } });
    const publication = await publish([post], worldOf(fresh.store), NOW + dayMs);
    expect(publication.notices).toMatchObject([{ why: 'commit 1a2b3c4 says Outward-Reshare: true' }]);
    expect(await publishAfter(4, wishing(5), fresh.store)).toEqual([]);
    expect(await publishAfter(5, wishing(5), fresh.store)).toMatchObject([
      { type: 'Undo' },
      { type: 'Announce' },
    ]);
  });

  test('of the archive is too, but not for a date before the first start', async () => {
    await using fresh = await openPublished(wishing(-1), true);
    expect(await publishAfter(1, wishing(-1), fresh.store)).toEqual([]);
    expect(await publishAfter(2, wishing(1), fresh.store)).toMatchObject([{ type: 'Announce' }]);
  });

  test('is not in the moment that it is told first', async () => {
    await using fresh = await openPublished();
    const tea = postOf('tea', { reshare: new Date(NOW - 1), trailers: { reshare: '1a2b3c4' } });
    const { notices, steps } = await publish([kettle, tea], worldOf(fresh.store), NOW + dayMs);
    expect(steps).toMatchObject([{ change: { kind: 'create' } }]);
    expect(notices).toEqual([]);
    const later = await publish(
      [kettle, { ...tea, trailers: undefined }],
      worldOf(fresh.store),
      NOW + 2 * dayMs,
    );
    expect(later.notices).toEqual([]);
  });

  test.each<[string, Partial<Post>]>([
    ['for followers only', { visibility: 'followers' }],
    ['a like', { likeOf: 'https://social.test/notes/1' }],
    ['a page only', { federate: false }],
  ])('is not when it is %s', async (_, changes) => {
    await using fresh = await freshSqlite();
    await publish([{ ...kettle, ...changes }], worldOf(fresh.store), NOW, true);
    expect(await publishAfter(3, wishing(2, changes), fresh.store)).toEqual([]);
  });

  test('is to those who find it unlisted, as the post is', async () => {
    await using fresh = await openPublished({ ...kettle, visibility: 'unlisted' });
    const [announce] = await publishAfter(3, wishing(2, { visibility: 'unlisted' }), fresh.store);
    expect(announce).toMatchObject({ to: [site.followers], cc: [PUBLIC] });
  });
});

describe('in the queue', () => {
  const typesQueued = async (store: Store): Promise<readonly unknown[]> =>
    (await queued(store)).map(({ type }) => type);

  test('an edit goes before the boost of what was edited', async () => {
    await using fresh = await openPublished(kettle, true);
    await publishAfter(3, wishing(2, { body: bodyOf('Other words.') }), fresh.store);
    expect(await typesQueued(fresh.store)).toEqual(['Update']);
    expect(await fresh.store.deliveryCounts()).toMatchObject({ pending: 2 });
  });

  test('a Delete takes the place of the boost that nobody has begun to send', async () => {
    await using fresh = await openPublished(kettle, true);
    await publishAfter(3, wishing(2), fresh.store);
    await publish([], worldOf(fresh.store), NOW + 4 * dayMs);
    expect(await typesQueued(fresh.store)).toEqual(['Delete']);
    expect(await fresh.store.deliveryCounts()).toMatchObject({ pending: 1 });
  });

  test('a boost that nobody has begun to send gives way to the next one', async () => {
    await using fresh = await openPublished(kettle, true);
    await publishAfter(3, wishing(2), fresh.store);
    await publishAfter(6, wishing(5), fresh.store);
    expect(await fresh.store.deliveryCounts()).toMatchObject({ pending: 2 });
  });
});
