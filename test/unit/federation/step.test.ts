import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import { PUBLIC, type JsonObject, type Uri } from '../../../src/protocol/vocabulary.ts';
import type { Store } from '../../../src/store/store.ts';
import { alice, bob, followerOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { fakeRemote, found, hourMs, isProved, NOW, personOf } from '../builders.ts';
import { bodyOf, postOf, site } from '../theme/sample.ts';
import { publish, queued, worldOf } from './publishing.ts';

const annId = 'https://social.test/users/ann';
const noteId = 'https://social.test/notes/1';
const annInbox = `${annId}/inbox`;
const documents = {
  [noteId]: found(noteId, { id: noteId, type: 'Note', attributedTo: annId }),
  [annId]: found(annId, personOf(annId)),
};

/** A store with a follower, and where what waits there goes. */
async function openFollowed(): Promise<AsyncDisposable & { readonly store: Store }> {
  const fresh = await freshSqlite();
  await fresh.store.transact((tx) => tx.putFollower(followerOf(bob), 1));
  return fresh;
}

async function inboxesOf(store: Store, activity: JsonObject | undefined): Promise<readonly Uri[]> {
  const reports = await store.deliveriesOf(activity?.id as Uri);
  return reports.map(({ inbox }) => inbox).sort();
}

const kinds: readonly [type: string, changes: Partial<Post>, inboxes: readonly string[]][] = [
  ['Like', { likeOf: noteId }, [annInbox]],
  ['Announce', { repostOf: noteId }, [`${bob}/inbox`, annInbox]],
];

describe.each(kinds)('a %s', (type, changes, inboxes) => {
  const post = postOf('fine', { type: 'note', title: '', body: bodyOf(''), ...changes });
  const id = site.objectId(post.id);

  test('is sent for a post, under the id of the post, to whom it concerns', async () => {
    await using fresh = await openFollowed();
    await publish([post], worldOf(fresh.store, fakeRemote(documents)));
    const [activity] = await queued(fresh.store);
    expect(activity).toMatchObject({ id, type, actor: site.actor, object: noteId });
    expect(isProved(activity ?? {})).toBe(true);
    expect(await inboxesOf(fresh.store, activity)).toEqual(inboxes);
    expect(await fresh.store.announcements()).toMatchObject([{ id: post.id, type, state: 'announced' }]);
  });

  test('is undone when the post is gone, though nobody can be asked any more', async () => {
    await using fresh = await openFollowed();
    await publish([post], worldOf(fresh.store, fakeRemote(documents)));
    await queued(fresh.store);
    const remote = fakeRemote();
    await publish([], worldOf(fresh.store, remote), NOW + hourMs);
    const undo = (await fresh.store.announcements()).at(0);
    expect(undo).toMatchObject({ state: 'deleted', type });
    const reports = await fresh.store.deliveriesOf(`${id}#undo` as Uri);
    expect(reports.map(({ inbox }) => inbox as string).sort()).toEqual(inboxes);
    expect(remote.fetched).toEqual([]);
  });

  test('is undone whole: with its type, its actor and what it was about', async () => {
    await using fresh = await openFollowed();
    await publish([post], worldOf(fresh.store, fakeRemote(documents)));
    const { steps } = await publish([], worldOf(fresh.store), NOW + hourMs);
    const undo = JSON.parse(steps[0]?.activity?.body ?? '{}') as JsonObject;
    expect(undo).toMatchObject({ type: 'Undo', object: { id, type, actor: site.actor, object: noteId } });
    expect(undo.object).not.toHaveProperty('proof');
    expect(isProved(undo)).toBe(true);
  });

  test('of the archive was never sent, and is not undone', async () => {
    await using fresh = await openFollowed();
    const remote = fakeRemote();
    await publish([post], worldOf(fresh.store, remote), NOW, true);
    const { steps } = await publish([], worldOf(fresh.store, remote), NOW + hourMs);
    expect(steps.map(({ activity }) => activity)).toEqual([undefined]);
    expect(remote.fetched).toEqual([]);
  });

  test('of what cannot be found is refused with the line to mend', async () => {
    await using fresh = await freshSqlite();
    const { refused } = await publish([post], worldOf(fresh.store));
    const [field] = Object.keys(changes);
    expect(refused).toMatchObject([
      {
        file: post.file,
        reason: expect.stringContaining('cannot be found') as string,
        remedy: expect.stringContaining(`under ${field}`) as string,
      },
    ]);
  });

  test('whose page moves says nothing to anybody', async () => {
    await using fresh = await openFollowed();
    await publish([post], worldOf(fresh.store, fakeRemote(documents)));
    const { steps } = await publish([{ ...post, slug: 'good' }], worldOf(fresh.store), NOW + hourMs);
    expect(steps).toMatchObject([{ change: { kind: 'quiet' }, activity: undefined }]);
    expect(await fresh.store.formerSlugs()).toEqual(new Map([['fine', post.id]]));
  });
});

describe('a proof', () => {
  test('is in everything that is sent', async () => {
    await using fresh = await openFollowed();
    const post = postOf('kettle');
    const bodies: JsonObject[] = [];
    for (const [hours, posts] of [[post], [{ ...post, title: 'Anew' }], []].entries()) {
      const { steps } = await publish(posts, worldOf(fresh.store), NOW + hours * hourMs);
      bodies.push(...steps.map(({ activity }) => JSON.parse(activity?.body ?? '{}') as JsonObject));
    }
    expect(bodies.map(({ type }) => type)).toEqual(['Create', 'Update', 'Delete']);
    expect(bodies.map(isProved)).toEqual([true, true, true]);
    expect(bodies[0]?.proof).toMatchObject({ created: '2026-03-10T12:00:00Z' });
  });

  test('is left out where there is no room: the text is worth more', async () => {
    await using fresh = await openFollowed();
    const bare = async (length: number): Promise<JsonObject> => {
      const slug = `long-${length}`;
      const body = bodyOf('x', { federatedHtml: `<p>${'x'.repeat(length)}</p>` });
      const { steps } = await publish([postOf(slug, { body })], worldOf(fresh.store));
      const text = steps.find(({ change }) => change.kind === 'create')?.activity?.body ?? '';
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(60_000);
      return JSON.parse(text) as JsonObject;
    };
    const roomy = await bare(50_000);
    expect(isProved(roomy)).toBe(true);
    const full = await bare(58_200);
    expect(full).not.toHaveProperty('proof');
    expect((full.object as JsonObject).content).toContain('x'.repeat(58_200));
  });
});

describe('a poll', () => {
  const poll = { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + hourMs) };
  const post = postOf('tea', { type: 'note', title: '', poll });
  const objectId = site.objectId(post.id);

  test('that is over is told once, with its votes, as no edit of the text', async () => {
    await using fresh = await openFollowed();
    const world = worldOf(fresh.store);
    await publish([post], world);
    await fresh.store.transact((tx) => {
      tx.putVote({ poll: objectId, actor: alice, option: 'Green' }, true, NOW + 1);
    });
    const { steps } = await publish([post], world, NOW + hourMs);
    const update = JSON.parse(steps[0]?.activity?.body ?? '{}') as JsonObject;
    expect(update).toMatchObject({
      type: 'Update',
      id: `${objectId}#update-${(NOW + hourMs) / 1000}`,
      object: {
        type: 'Question',
        closed: '2026-03-10T13:00:00Z',
        votersCount: 1,
        oneOf: [
          { name: 'Green', replies: { totalItems: 1 } },
          { name: 'Black', replies: { totalItems: 0 } },
        ],
      },
    });
    expect(update.object).not.toHaveProperty('updated');
    expect((await publish([post], world, NOW + 2 * hourMs)).steps).toEqual([]);
  });
});

describe('what is for followers only', () => {
  const secret = postOf('secret', { visibility: 'followers', quotes: 'nobody' });

  test('names nobody else when it is sent, and when it is deleted', async () => {
    await using fresh = await openFollowed();
    const world = worldOf(fresh.store);
    const [created] = (await publish([secret], world)).steps;
    const [deleted] = (await publish([], world, NOW + hourMs)).steps;
    for (const step of [created, deleted]) {
      expect(step?.activity?.to).toBe('followers');
      expect(step?.activity?.body).not.toContain(PUBLIC);
      expect(JSON.parse(step?.activity?.body ?? '{}')).toMatchObject({ to: [site.followers] });
    }
  });
});
