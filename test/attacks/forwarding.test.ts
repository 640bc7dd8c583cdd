/** A stranger has the blog pass on, and sign, what others read as its own word. */
import { getDocumentLoader } from '@fedify/fedify/runtime';
import { Activity } from '@fedify/fedify/vocab';
import { describe, expect, test } from 'vitest';
import { startDeliverer } from '../../src/federation/deliver.ts';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import { actorOf, claim, followerOf } from '../store/cast.ts';
import { waitFor } from '../support/wait-for.ts';
import { blogKeys, NOW, uri } from '../unit/builders.ts';
import { kettle } from '../unit/federation/handlers/scope.ts';
import type { Inbox } from '../unit/federation/inbox-desk.ts';
import { site } from '../unit/theme/sample.ts';
import { answerTo, createOf, eve, noteBy, openScene, signedBy } from './support/cast.ts';

const follower = uri('https://gts.test/users/dan');
const activityStreams = 'https://www.w3.org/ns/activitystreams';

/** Fedify has its own copies of the well-known contexts, and is to fetch nothing. */
const ownCopies = getDocumentLoader();
const contextLoader = (url: string): ReturnType<typeof ownCopies> =>
  url === activityStreams ? ownCopies(url) : Promise.reject(new Error(`${url} is not to be fetched`));
const loaders = { contextLoader, documentLoader: contextLoader };

/** What eve has the right to have passed on. */
const create = { '@context': activityStreams, ...createOf(noteBy(eve)), cc: [site.followers] };

async function openFollowed(): Promise<Inbox> {
  const inbox = await openScene();
  await inbox.store.transact((tx) => {
    tx.putActor(actorOf(follower), NOW);
    tx.putFollower(followerOf(follower), NOW);
  });
  return inbox;
}

/** The bodies that go out after eve has sent `body`. */
async function forwarded(inbox: Inbox, body: string): Promise<readonly string[]> {
  await answerTo(signedBy(eve, {}, { body }), inbox);
  return (await claim(inbox.store, { now: NOW })).map((delivery) => delivery.body);
}

/** `text` with a key `name` put before all others, so that there are two of it where it was. */
function doubled(name: string, value: unknown, text = JSON.stringify(create)): string {
  return text.replace('{', `{${JSON.stringify(name)}:${JSON.stringify(value)},`);
}

const deletion = { actor: site.actor, type: 'Delete', object: kettle.id, id: `${site.actor}#x` };

describe('a key that stands there twice, of which other readers take the first,', () => {
  test.each(Object.entries(deletion))('goes out once, as we read it: %s', async (name, value) => {
    await using inbox = await openFollowed();
    const body = doubled(name, value);
    expect(body.split(JSON.stringify(name)).length).toBeGreaterThan(2);
    expect(await forwarded(inbox, body)).toEqual([JSON.stringify(JSON.parse(body))]);
  });

  test('goes out once, though it be a whole Delete by the blog, escaped', async () => {
    await using inbox = await openFollowed();
    const body = Object.entries(deletion)
      .reduce((text, [name, value]) => doubled(name, value, text), JSON.stringify(create))
      .replaceAll('"actor"', '"\\u0061ctor"');
    const [text = ''] = await forwarded(inbox, body);
    expect(text).toBe(JSON.stringify({ ...(JSON.parse(body) as object) }));
    expect(text.split('"actor"')).toHaveLength(2);
    expect(JSON.parse(text)).toMatchObject({ type: 'Create', actor: eve });
  });

  test('is not taken at all where we would read the blog', async () => {
    await using inbox = await openFollowed();
    const body = JSON.stringify({ ...create, actor: site.actor });
    expect(await forwarded(inbox, doubled('actor', eve, body))).toEqual([]);
  });
});

describe('names that mean something else by the context', () => {
  const asActor = { '@id': 'as:actor', '@type': '@id' };
  const evil = 'https://evil.test/x';
  /** Each names another actor to whoever reads JSON-LD, or another type. */
  const disguises: readonly (readonly [how: string, document: object])[] = [
    ['an alias', { '@context': [activityStreams, { actor: evil, me: asActor }], me: site.actor }],
    [
      'a whole name',
      { '@context': [activityStreams, { actor: evil }], [`${activityStreams}#actor`]: { id: site.actor } },
    ],
    ['a compact name', { '@context': [activityStreams, { actor: evil }], 'as:actor': { id: site.actor } }],
    [
      'an alias of a prefix',
      {
        '@context': [
          activityStreams,
          { x: `${activityStreams}#`, actor: evil, me: { '@id': 'x:actor', '@type': '@id' } },
        ],
        me: site.actor,
      },
    ],
    ['another type', { '@context': [activityStreams, { Create: 'as:Delete' }] }],
    ['a keyword', { '@context': [activityStreams, { kind: '@type', type: evil }], kind: 'Delete' }],
    ['another id', { '@context': [activityStreams, { id: evil, name: '@id' }], name: `${site.actor}#x` }],
  ];

  test.each(disguises)('do deceive Fedify: %s', async (_, disguise) => {
    const activity = await Activity.fromJsonLd({ ...create, ...disguise }, loaders);
    const read = [activity.actorId?.href, activity.id?.href, activity.constructor.name];
    expect([site.actor, `${site.actor}#x`, 'Delete'].filter((name) => read.includes(name))).toHaveLength(1);
  });

  test.each(disguises)('are not passed on: %s', async (_, disguise) => {
    await using inbox = await openFollowed();
    expect(await forwarded(inbox, JSON.stringify({ ...create, ...disguise }))).toEqual([]);
    expect(await inbox.store.threadOf(noteBy(eve).id)).toBe(kettle.id);
  });
});

test('what a stranger says is signed by the server’s own actor, what the blog says by the blog', async () => {
  await using inbox = await openFollowed();
  await answerTo(signedBy(eve, create), inbox);
  await answerTo(signedBy(eve, { id: `${eve}#follows/1`, type: 'Follow', object: site.actor }), inbox);
  const { remote, store } = inbox.context;
  const deliverer = startDeliverer(inbox.context, { owner: 'test/1/1', random: () => 0.5 });
  await waitFor(async () => (await store.deliveryCounts()).pending === 0, 'both to be sent');
  await deliverer.stop();
  const keys = remote.posted.map(({ body, key }) => [(JSON.parse(body) as { type: string }).type, key]);
  expect(keys.sort()).toEqual([
    ['Accept', 'request'],
    ['Create', 'instance'],
  ]);
  expect(blogKeys.instance.id.startsWith(`${site.instanceActor}#`)).toBe(true);
});

test('an id of ours is not passed on under that id, nor one that looks like it', async () => {
  for (const id of [`${site.actor}#creates/1`, `${site.instanceActor}#1`, `${site.origin}.evil.test/1`]) {
    await using inbox = await openFollowed();
    expect(await forwarded(inbox, JSON.stringify({ ...create, id: id as Uri }))).toEqual([]);
  }
});
