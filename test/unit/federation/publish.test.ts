import { describe, expect, test } from 'vitest';
import { planChanges, type Plan } from '../../../src/federation/plan.ts';
import {
  effectsOf,
  inboxCount,
  preparePublication,
  type Publication,
} from '../../../src/federation/publish.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { alice, bob, claim, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { announcementOf, fakeRemote, found, hourMs, NOW, personOf, uri } from '../builders.ts';
import { bodyOf, postOf, site } from '../theme/sample.ts';
import { commit, publish, queued, worldOf, type World } from './publishing.ts';

const kettle = postOf('kettle');
const edited = postOf('kettle', { body: bodyOf('Other words.') });

async function prepare(plan: Partial<Plan>, now = NOW): Promise<Publication> {
  await using fresh = await freshSqlite();
  return await preparePublication(
    { changes: [], refused: [], isFirst: false, ...plan },
    [],
    worldOf(fresh.store),
    now,
  );
}

const why = 'a test says so';

describe('the moments of', () => {
  const bodyAt = async (
    plan: Partial<Plan>,
    now?: number,
  ): Promise<{ announcement: Announcement; activity: JsonObject }> => {
    const [step] = (await prepare(plan, now)).steps;
    return {
      announcement: step!.announcement,
      activity: JSON.parse(step?.activity?.body ?? '{}') as JsonObject,
    };
  };

  test('a Create are now, in whole seconds, whatever the page says', async () => {
    const { announcement, activity } = await bodyAt(
      { changes: [{ kind: 'create', why, post: kettle, digest: 'd' }] },
      NOW + 789,
    );
    expect(announcement).toEqual({
      id: 'id-kettle',
      slug: 'kettle',
      state: 'announced',
      digest: 'd',
      type: 'Article',
      published: NOW,
      updated: undefined,
      deleted: undefined,
    });
    expect(activity).toMatchObject({
      published: '2026-03-10T12:00:00Z',
      object: { published: '2026-03-10T12:00:00Z' },
    });
  });

  test('what is only registered are those of the writer', async () => {
    const updated = new Date('2026-03-05T10:00:00Z');
    const { announcement } = await bodyAt({
      changes: [{ kind: 'register', why, post: { ...kettle, updated }, digest: 'd' }],
    });
    expect(announcement).toMatchObject({
      state: 'registered',
      published: kettle.date.getTime(),
      updated: updated.getTime(),
    });
  });

  test.each([
    ['now', { published: NOW - hourMs, updated: undefined }, NOW],
    ['now, after an earlier one', { published: NOW - hourMs, updated: NOW - 5_000 }, NOW],
    ['a second after the Create of this very second', { published: NOW, updated: undefined }, NOW + 1_000],
    ['a second after the Update of this very second', { published: NOW - hourMs, updated: NOW }, NOW + 1_000],
    [
      'a second after one that a clock put ahead',
      { published: NOW, updated: NOW + hourMs },
      NOW + hourMs + 1_000,
    ],
  ])('an Update are %s', async (_, told, updated) => {
    const before = announcementOf(kettle, told);
    const { announcement, activity } = await bodyAt(
      { changes: [{ kind: 'update', why, post: edited, digest: 'd', before }] },
      NOW + 10,
    );
    expect(announcement).toMatchObject({ state: 'announced', published: told.published, updated });
    const text = new Date(updated).toISOString().replace('.000', '');
    expect(activity).toMatchObject({
      type: 'Update',
      id: `${site.objectId('id-kettle')}#update-${updated / 1000}`,
      object: { updated: text },
    });
  });

  test('a Delete are now, and its digest is forgotten', async () => {
    const before = announcementOf(kettle);
    const { announcement, activity } = await bodyAt({ changes: [{ kind: 'delete', why, before }] });
    expect(announcement).toEqual({ ...before, state: 'deleted', digest: '', deleted: NOW });
    expect(activity).toMatchObject({ type: 'Delete', object: { type: 'Tombstone' } });
  });
});

test('what is registered or quiet sends nothing, and a quiet change still moves `updated`', async () => {
  const before = announcementOf(kettle, { state: 'registered' });
  const { steps } = await prepare({
    changes: [
      { kind: 'register', why, post: postOf('tea'), digest: 'd' },
      { kind: 'quiet', why, post: edited, digest: 'd', before },
    ],
  });
  expect(steps.map(({ activity }) => activity)).toEqual([undefined, undefined]);
  expect(steps[1]?.announcement).toMatchObject({ state: 'registered', updated: NOW });
});

describe('who is mentioned', () => {
  const annId = 'https://social.test/users/ann';
  const webfinger = (user: string): string =>
    `https://social.test/.well-known/webfinger?resource=acct%3A${user}%40social.test`;
  const jrd = { links: [{ rel: 'self', type: 'application/activity+json', href: annId }] };
  const documents = {
    [webfinger('ann')]: found(webfinger('ann'), jrd),
    [annId]: found(annId, personOf(annId)),
  };
  const mentions = ['ann', 'nobody'].map((user) => ({ user, host: 'social.test' }));
  const post = postOf('kettle', { body: bodyOf('Ask them.', { mentions }) });

  test('is addressed and reached; who cannot be found is listed, and the post goes out without them', async () => {
    await using fresh = await freshSqlite();
    const world = worldOf(fresh.store, fakeRemote(documents));
    const { steps, unresolved } = await publish([post], world);
    expect(unresolved).toEqual([{ kind: 'unknown', name: '@nobody@social.test', reason: 'nobody there' }]);
    expect(steps[0]?.activity?.inboxes).toEqual([`${annId}/inbox`]);
    const [create] = await queued(fresh.store);
    expect(create).toMatchObject({
      cc: [site.followers, annId],
      object: { tag: [{ type: 'Mention', href: annId }] },
    });
  });

  test('is reached by an Update too, where the post names them only since', async () => {
    await using fresh = await freshSqlite();
    const world = worldOf(fresh.store, fakeRemote(documents));
    await publish([kettle], world);
    const { steps } = await publish([{ ...post, id: kettle.id }], world, NOW + hourMs);
    expect(steps[0]?.activity).toMatchObject({ type: 'Update', inboxes: [`${annId}/inbox`] });
  });

  test('in the archive is not asked for', async () => {
    await using fresh = await freshSqlite();
    const remote = fakeRemote(documents);
    await publish([post], worldOf(fresh.store, remote), NOW, true);
    expect(remote.fetched).toEqual([]);
  });
});

test('a post that answers what cannot be found is refused with its file', async () => {
  const post = postOf('answer', { inReplyTo: 'https://social.test/notes/1' });
  const { refused } = await prepare({ changes: [{ kind: 'create', why, post, digest: 'd' }] });
  expect(refused).toMatchObject([
    { file: 'content/posts/answer.md', reason: 'what it answers cannot be found (nobody there)' },
  ]);
});

test('a post that answers another names it, and its author is told', async () => {
  const annId = 'https://social.test/users/ann';
  const noteId = 'https://social.test/notes/1';
  const documents = {
    [noteId]: found(noteId, { id: noteId, attributedTo: annId }),
    [annId]: found(annId, personOf(annId)),
  };
  await using fresh = await freshSqlite();
  const post = postOf('answer', { type: 'note', inReplyTo: noteId });
  const { steps } = await publish([post], worldOf(fresh.store, fakeRemote(documents)));
  expect(steps[0]?.activity?.inboxes).toEqual([`${annId}/inbox`]);
  expect(await queued(fresh.store)).toMatchObject([
    {
      type: 'Create',
      cc: [site.followers, annId],
      object: { inReplyTo: noteId, tag: [{ type: 'Mention', href: annId }] },
    },
  ]);
});

describe('a commit', () => {
  const followers = [followerOf(alice), followerOf(bob, { sharedInbox: uri('https://snac.test/inbox') })];

  async function openWorld(): Promise<World & AsyncDisposable> {
    const fresh = await freshSqlite();
    await fresh.store.transact((tx) => followers.forEach((follower) => tx.putFollower(follower, 1)));
    return { ...worldOf(fresh.store), [Symbol.asyncDispose]: () => fresh[Symbol.asyncDispose]() };
  }

  test('queues once for each inbox, and repeating it changes nothing', async () => {
    await using world = await openWorld();
    const publication = await publish([kettle], world);
    await commit(publication, world);
    expect((await world.store.deliveryCounts()).pending).toBe(2);
    expect(await world.store.announcements()).toMatchObject([{ id: 'id-kettle', state: 'announced' }]);
    expect((await publish([kettle], world, NOW + hourMs)).steps).toEqual([]);
    expect((await world.store.deliveryCounts()).pending).toBe(2);
  });

  test('of a first start remembers the moment and queues nothing', async () => {
    await using world = await openWorld();
    await publish([kettle], world, NOW, true);
    expect(await world.store.setting('registeredAt')).toBe(String(NOW));
    expect(await world.store.setting('release')).toBe('release-1');
    expect((await world.store.deliveryCounts()).pending).toBe(0);
    await publish([edited], world, NOW + hourMs);
    expect(await world.store.setting('registeredAt')).toBe(String(NOW));
  });

  test('keeps the address that a renamed post had', async () => {
    await using world = await openWorld();
    await publish([kettle], world);
    await publish([{ ...kettle, slug: 'pot' }], world, NOW + hourMs);
    expect(await world.store.formerSlugs()).toEqual(new Map([['kettle', 'id-kettle']]));
  });

  test('lets a newer Update take the place of one that nobody has begun to send, and keeps the Create', async () => {
    await using world = await openWorld();
    await publish([kettle], world);
    await publish([edited], world, NOW + hourMs);
    await publish([postOf('kettle', { body: bodyOf('Last words.') })], world, NOW + 2 * hourMs);
    expect((await world.store.deliveryCounts()).pending).toBe(4);
    expect(await queued(world.store)).toMatchObject([{ type: 'Create' }]);
  });

  test('lets a Delete take the place of everything that nobody has begun to send', async () => {
    await using world = await openWorld();
    await publish([kettle], world);
    await publish([edited], world, NOW + hourMs);
    await publish([], world, NOW + 2 * hourMs);
    expect(await queued(world.store)).toMatchObject([
      { type: 'Delete', id: `${site.objectId('id-kettle')}#delete` },
    ]);
  });

  test('that fails leaves nothing behind', async () => {
    await using world = await openWorld();
    const plan = planChanges([kettle], [], false, NOW);
    const publication = await preparePublication(plan, [kettle], world, NOW);
    const broken = {
      ...publication,
      get steps(): never {
        throw new Error('out of paper');
      },
    };
    await expect(commit(broken, world)).rejects.toThrow('out of paper');
    expect(await world.store.announcements()).toEqual([]);
  });

  test('is counted beforehand by inbox: shared ones joined, mentioned ones added', async () => {
    await using world = await openWorld();
    await world.store.transact((tx) =>
      tx.putFollower(
        followerOf(uri('https://snac.test/carol'), { sharedInbox: uri('https://snac.test/inbox') }),
        1,
      ),
    );
    const plan = planChanges([kettle], [], false, NOW);
    const { steps } = await preparePublication(plan, [kettle], world, NOW);
    const [step] = steps;
    expect(await inboxCount(step!, world.store)).toBe(2);
    const withMention = {
      ...step!,
      activity: {
        ...step!.activity!,
        inboxes: [uri('https://social.test/users/alice/inbox'), uri('https://other.test/inbox')],
      },
    };
    expect(await inboxCount(withMention, world.store)).toBe(3);
    expect(await inboxCount({ ...step!, activity: undefined }, world.store)).toBe(0);
  });
});

test('with a pace followers get it one after the other', async () => {
  await using fresh = await freshSqlite();
  const { store } = fresh;
  await store.transact((tx) => {
    for (const actor of [alice, bob]) tx.putFollower(followerOf(actor), 1);
  });
  const publication = await prepare({ changes: [{ kind: 'create', why, post: kettle, digest: 'd' }] });
  await store.transact(effectsOf(publication, 'release-1', site, 2));
  const dueAt = async (now: number): Promise<number> => (await claim(store, { now })).length;
  expect([await dueAt(NOW), await dueAt(NOW + 29_999), await dueAt(NOW + 30_000)]).toEqual([1, 0, 1]);
});
