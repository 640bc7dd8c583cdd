/** Nobody fills the disk: each domain has its share, what costs nothing to repeat leaves one trace, and others notice nothing. */
import { describe, expect, test } from 'vitest';
import { openQuotas } from '../../src/federation/quotas.ts';
import type { ReceivedRequest } from '../../src/protocol/signature/claim.ts';
import { claim } from '../store/cast.ts';
import { found, NOW, personOf, uri } from '../unit/builders.ts';
import { kettle, lid } from '../unit/federation/handlers/scope.ts';
import { alice, type Inbox } from '../unit/federation/inbox-desk.ts';
import { site } from '../unit/theme/sample.ts';
import { answerTo, createOf, deleteOf, eve, later, noteBy, openScene, signedBy } from './support/cast.ts';

const shareBytes = 40_000;

interface Scene extends Inbox {
  /** Seconds pass, so that what is stored is looked at again. */
  wait(): void;
}

/** The inbox, where each domain may fill so much. */
async function openShared(
  documents: Parameters<typeof openScene>[0] = {},
  bytesMax = shareBytes,
): Promise<Scene> {
  const inbox = await openScene(documents);
  let at = NOW;
  const quotas = openQuotas({ store: inbox.store, bytesMax, now: () => at });
  return { ...inbox, context: { ...inbox.context, quotas }, wait: () => (at += 1_000) };
}

/** How many of `requests` got which answer. */
async function answersTo(
  inbox: Inbox,
  requests: readonly ReceivedRequest[],
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const request of requests) {
    const answer = await answerTo(request, inbox);
    counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return counts;
}

/** As a server does that is told to come again: sends what was refused again, till nothing more is taken. Gives what was not. */
async function insist(
  inbox: Scene,
  requests: readonly ReceivedRequest[],
): Promise<readonly ReceivedRequest[]> {
  const refused: ReceivedRequest[] = [];
  for (const request of requests) {
    if ((await answerTo(request, inbox)) === 'too-many-requests') refused.push(request);
  }
  inbox.wait();
  return refused.length < requests.length ? insist(inbox, refused) : refused;
}

function times(count: number, requestOf: (n: number) => ReceivedRequest): readonly ReceivedRequest[] {
  return Array.from({ length: count }, (_, n) => requestOf(n));
}

const noteOf = (n: number, author: string = eve): ReturnType<typeof noteBy> =>
  noteBy(author, { id: `${new URL(author).origin}/notes/${n}`, content: `<p>${'x'.repeat(500)}</p>` });
const replies = (count: number): readonly ReceivedRequest[] =>
  times(count, (n) => signedBy(eve, createOf(noteOf(n))));

/** How many bytes the domain of eve fills, after a look at whether others are as welcome as ever. */
async function shareOf(inbox: Inbox): Promise<number> {
  const another = noteBy(alice, { id: 'https://social.test/notes/another' });
  expect(await answerTo(signedBy(alice, createOf(another)), inbox)).toBe('taken');
  return inbox.store.domainBytes('evil.test');
}

describe('a domain that fills its share', () => {
  test('429: with replies is told to come again later, and what others write is taken', async () => {
    await using inbox = await openShared();
    const refused = await insist(inbox, replies(40));
    expect(refused.length).toBeGreaterThan(10);
    expect(await inbox.store.unsanitisedReplies(100)).toHaveLength(40 - refused.length);
    expect(await shareOf(inbox)).toBeLessThan(shareBytes);
  });

  test('429: with names below it, a new one for each reply, gets no more than under one name', async () => {
    const person = (n: number): string => `https://s${n}.evil.test/m`;
    const documents = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [person(n), found(person(n), personOf(person(n)))]),
    );
    await using inbox = await openShared(documents);
    const requests = times(40, (n) => signedBy(person(n), createOf(noteOf(n, person(n)))));
    expect((await insist(inbox, requests)).length).toBeGreaterThan(10);
    expect(await shareOf(inbox)).toBeLessThan(shareBytes);
  });

  test('429: with wishes to quote, each of which has an answer, and an inbox that takes none', async () => {
    await using inbox = await openShared();
    const asked = (n: number): object => ({
      id: `${eve}#asks/${n}`,
      type: 'QuoteRequest',
      object: lid.id,
      instrument: { ...noteOf(n), inReplyTo: undefined, quote: lid.id },
    });
    const requests = times(40, (n) => signedBy(eve, asked(n)));
    const refused = await insist(inbox, requests);
    expect(refused.length).toBeGreaterThan(10);
    expect((await inbox.store.deliveryCounts()).pending).toBe(40 - refused.length);
    expect(await shareOf(inbox)).toBeLessThan(shareBytes);
  });

  test('429: with replies that others answer, so that they are fetched, gets no more than by sending them', async () => {
    const parent = (n: number): string => `https://evil.test/unheard/${n}`;
    const documents = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => {
        const long = noteBy(eve, { id: parent(n), content: `<p>${'x'.repeat(2_000)}</p>` });
        return [parent(n), found(parent(n), long)];
      }),
    );
    await using inbox = await openShared(documents);
    const answerOf = (n: number): object =>
      createOf({ ...noteOf(n, alice), inReplyTo: parent(n), cc: [site.actor] });
    const counts = await answersTo(
      inbox,
      times(40, (n) => signedBy(alice, answerOf(n))),
    );
    expect(counts['too-many-requests']).toBeGreaterThan(10);
    expect(await inbox.store.domainBytes('evil.test')).toBeLessThan(shareBytes);
  });

  test('keeps what it has here, may take it back, and has room again by that', async () => {
    await using inbox = await openShared();
    await insist(inbox, replies(40));
    const kept = await inbox.store.unsanitisedReplies(100);
    const more = signedBy(eve, createOf(noteOf(100)));
    expect(await answerTo(more, inbox)).toBe('too-many-requests');
    expect(await inbox.store.unsanitisedReplies(100)).toEqual(kept);
    const gone = times(10, (n) => signedBy(eve, deleteOf(noteOf(n))));
    expect(await answersTo(inbox, gone)).toEqual({ taken: 10 });
    expect(await inbox.store.unsanitisedReplies(100)).toHaveLength(kept.length - 10);
    inbox.wait();
    expect(await answerTo(more, inbox)).toBe('taken');
  });

  test('may follow no longer, but who follows may unfollow, and an account may go', async () => {
    await using inbox = await openShared();
    const follow = { id: `${eve}#follow`, type: 'Follow', object: site.actor, content: 'x'.repeat(2_000) };
    expect(await answerTo(signedBy(eve, follow), inbox)).toBe('taken');
    await insist(inbox, replies(40));
    expect(await answerTo(signedBy(eve, follow, later()), inbox)).toBe('too-many-requests');
    const undo = { id: `${eve}#undo`, type: 'Undo', object: follow };
    expect(await answerTo(signedBy(eve, undo), inbox)).toBe('taken');
    expect(await inbox.store.countFollowers()).toBe(0);
    const leave = { id: `${eve}#delete`, type: 'Delete', object: eve };
    expect(await answerTo(signedBy(eve, leave), inbox)).toBe('taken');
    expect(await inbox.store.unsanitisedReplies(100)).toEqual([]);
  });
});

describe('what costs nothing to repeat', () => {
  test('a Like with another emoji each time is kept five times', async () => {
    await using inbox = await openShared({}, 10_000_000);
    const like = (n: number): object => ({
      id: `${eve}#likes/${n}`,
      type: 'Like',
      object: kettle.id,
      content: `:e${n}:`,
    });
    await answersTo(
      inbox,
      times(40, (n) => signedBy(eve, like(n))),
    );
    await inbox.store.transact((tx) => {
      for (let n = 0; n < 5; n += 1) tx.removeReaction('like', eve, kettle.id, `:e${n}:`);
    });
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 0 });
  });

  test('a Follow has one answer to come, however often it is sent', async () => {
    await using inbox = await openShared({}, 10_000_000);
    const follow = (n: number): object => ({ id: `${eve}#follows/${n}`, type: 'Follow', object: site.actor });
    await answersTo(
      inbox,
      times(40, (n) => signedBy(eve, follow(n), later(n / 60))),
    );
    expect(await claim(inbox.store, { now: NOW })).toHaveLength(1);
    expect(await inbox.store.countFollowers()).toBe(1);
  });

  test('a Delete of what never was here is never refused, but counts: who sends very many has no room for anything else', async () => {
    await using inbox = await openShared();
    expect(await answerTo(signedBy(eve, createOf(noteOf(1_000))), inbox)).toBe('taken');
    const deletes = times(200, (n) => signedBy(eve, deleteOf(noteOf(n))));
    expect(await answersTo(inbox, deletes)).toEqual({ taken: 200 });
    const quotas = openQuotas({ store: inbox.store, bytesMax: shareBytes, now: () => NOW });
    const restarted = { ...inbox, context: { ...inbox.context, quotas } };
    expect(await answerTo(signedBy(eve, createOf(noteOf(2_000))), restarted)).toBe('too-many-requests');
    await shareOf(restarted);
  });

  test('of the reports of one actor the newest twenty are kept', async () => {
    await using inbox = await openShared({}, 10_000_000);
    const flag = (n: number): object => ({
      id: `${eve}#flags/${n}`,
      type: 'Flag',
      object: [site.actor],
      content: `Rude, ${n} times.`,
    });
    await answersTo(
      inbox,
      times(30, (n) => signedBy(eve, flag(n))),
    );
    const reports = await inbox.store.reports(100);
    expect(reports).toHaveLength(20);
    expect(reports[0]?.content).toBe('Rude, 29 times.');
  });

  test('news of accounts never heard of costs not even a look into the store', async () => {
    await using inbox = await openShared();
    await inbox.store.dataVersion();
    const asked: string[] = [];
    const { findActor } = inbox.store;
    const store = { ...inbox.store, findActor: (id: typeof eve) => (asked.push(id), findActor(id)) };
    const leave = (n: number): object => {
      const actor = uri(`https://big.test/users/${n}`);
      return { id: `${actor}#delete`, type: 'Delete', actor, object: actor };
    };
    const scene = { ...inbox, context: { ...inbox.context, store } };
    expect(
      await answersTo(
        scene,
        times(100, (n) => signedBy(eve, leave(n))),
      ),
    ).toEqual({ taken: 100 });
    expect(asked.length).toBeLessThan(3);
    expect(inbox.context.remote.fetched).toEqual([]);
  });
});
