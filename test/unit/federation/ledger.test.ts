import { describe, expect, test } from 'vitest';
import { findPost, ledgerOf, nearestPost, objectIdsOf, type Told } from '../../../src/federation/ledger.ts';
import type { Announcement, LedgerRecord, WaitingPublication } from '../../../src/store/store.ts';
import { NOW } from '../builders.ts';
import { site } from '../theme/sample.ts';

function announced(id: string, more: Partial<Announcement> = {}): Announcement {
  const moments = { published: NOW, updated: undefined, deleted: undefined };
  return { id, slug: id, state: 'announced', digest: '', type: 'Article', ...moments, ...more };
}

function waitingFor(...says: readonly [verb: string, slug: string | null][]): WaitingPublication {
  return {
    ...{ token: 't', release: 'r', previous: undefined, at: NOW, sendAt: NOW + 80_000 },
    says: says.map(([verb, slug]) => ({ verb, slug, inboxes: 3 })),
  };
}

function toldOf(announcements: readonly Announcement[], more: Partial<Told> = {}): Told {
  return { announcements, formerSlugs: new Map(), waiting: undefined, ...more };
}

const kettle = announced('kettle');
/** Another object under the slug that was once the kettle's id. */
const chai = announced('2026-tea', { slug: 'chai' });

describe('a post is found by', () => {
  test.each([
    ['its slug', 'chai'],
    ['its id', '2026-tea'],
    ['its file', 'content/posts/chai.md'],
    ['the address of its page', site.pageUrl('chai')],
    ['the address of its object', site.objectId('2026-tea')],
    ['the address of an activity', `${site.objectId('2026-tea')}#create`],
    ['a slug that it had', 'tea'],
  ])('%s', (_, name) => {
    const told = toldOf([kettle, chai], { formerSlugs: new Map([['tea', '2026-tea']]) });
    expect(findPost(name, told, site)).toEqual({ slug: 'chai', versions: [chai] });
  });

  test('a slug in letters of any script', () => {
    const tee = announced('grüner-tee');
    expect(findPost(site.pageUrl('grüner-tee'), toldOf([tee]), site)?.versions).toEqual([tee]);
  });
});

test('a post that waits for its date is found by slug, id and file, once nobody else is meant', () => {
  const told = toldOf([kettle], { scheduled: [{ id: 'fixed', slug: 'later' }] });
  for (const name of ['later', 'fixed', 'content/posts/later.md', site.pageUrl('later')])
    expect(findPost(name, told, site)).toEqual({ slug: 'later', versions: [] });
  expect(nearestPost('latr', told, site)).toBe('later');
});

test('who has a slug now comes before whose id or former slug it is, and before one that is gone', () => {
  const gone = announced('old', { slug: 'tea', state: 'deleted' });
  const living = announced('new', { slug: 'tea' });
  const called = announced('tea', { slug: 'green' });
  expect(findPost('tea', toldOf([gone, called, living]), site)?.versions).toEqual([living]);
  expect(findPost('tea', toldOf([gone, called]), site)?.versions).toEqual([called]);
  expect(findPost('tea', toldOf([gone]), site)?.versions).toEqual([gone]);
});

test('all objects that a post ever was belong to it, the newest last', () => {
  const gone = announced('kettle', { state: 'deleted', deleted: NOW });
  const again = announced('kettle~2', { slug: 'kettle' });
  const other = announced('kettle-2');
  for (const name of ['kettle', 'kettle~2', site.objectId('kettle'), site.pageUrl('kettle')]) {
    const post = findPost(name, toldOf([gone, other, again]), site);
    expect(post).toEqual({ slug: 'kettle', versions: [gone, again] });
    expect(objectIdsOf(post!, site)).toEqual([site.objectId('kettle'), site.objectId('kettle~2')]);
  }
});

test('one that waits to be told for the first time is found by its slug', () => {
  const told = toldOf([kettle], { waiting: waitingFor(['Update', null], ['Create', 'leaves']) });
  expect(findPost('leaves', told, site)).toEqual({ slug: 'leaves', versions: [] });
});

test.each(['kettel', 'https://elsewhere.test/posts', `${site.origin}/`, '%E0%A4%A', '', 'constructor'])(
  'nobody is found by "%s"',
  (name) => expect(findPost(name, toldOf([kettle]), site)).toBeUndefined(),
);

test('the nearest slug or id, told or about to be, is what was meant', () => {
  const told = toldOf([kettle, chai], { waiting: waitingFor(['Create', 'leaves']) });
  expect(nearestPost('kettel', told, site)).toBe('kettle');
  expect(nearestPost(site.pageUrl('leafs'), told, site)).toBe('leaves');
  expect(nearestPost('2026-te', told, site)).toBe('2026-tea');
  expect(nearestPost('something-else', told, site)).toBeUndefined();
});

const record: LedgerRecord = {
  reached: { inboxes: 2, servers: 1, firstAt: NOW, lastAt: NOW + 1 },
  activities: [],
};

test('a ledger says where the post stands, what was accepted, and what is about to be told of it', () => {
  const updated = announced('kettle', { updated: NOW + 5 });
  const waiting = waitingFor(['Update', 'kettle'], ['Add', 'kettle'], ['Create', 'leaves']);
  expect(ledgerOf({ slug: 'kettle', versions: [updated] }, record, waiting, site)).toEqual({
    ...{ id: 'kettle', objectId: site.objectId('kettle'), slug: 'kettle', state: 'announced' },
    ...{ publishedAt: NOW, updatedAt: NOW + 5, deletedAt: undefined },
    waiting: { verbs: ['Update', 'Add'], tellAt: NOW + 80_000 },
    ...record,
  });
});

test('of a post that came back its newest object tells the state, and what others wait for is not its wait', () => {
  const gone = announced('kettle', { state: 'deleted', deleted: NOW });
  const again = announced('kettle~2', { slug: 'kettle' });
  const ledger = ledgerOf(
    { slug: 'kettle', versions: [gone, again] },
    record,
    waitingFor(['Create', 'x']),
    site,
  );
  expect(ledger).toMatchObject({
    id: 'kettle~2',
    state: 'announced',
    deletedAt: undefined,
    waiting: undefined,
  });
});

test('of a post that nobody was told of yet only the wait is known', () => {
  const ledger = ledgerOf({ slug: 'leaves', versions: [] }, record, waitingFor(['Create', 'leaves']), site);
  expect(ledger).toMatchObject({
    id: undefined,
    objectId: undefined,
    state: 'untold',
    waiting: { verbs: ['Create'] },
  });
});
