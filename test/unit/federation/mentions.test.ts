import { expect, test } from 'vitest';
import { findMention, rememberMention, resolveMention } from '../../../src/federation/mentions.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { siteOf } from '../../../src/site.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { fakeRemote, found, NOW, personOf, type FakeRemote } from '../builders.ts';
import { site } from '../theme/sample.ts';

const handle = { user: 'Ann', host: 'social.test' };
const annId = 'https://social.test/users/ann';
const webfingerUrl = 'https://social.test/.well-known/webfinger?resource=acct%3AAnn%40social.test';

function jrdOf(self: string): JsonObject {
  return {
    subject: 'acct:ann@social.test',
    links: [{ rel: 'self', type: 'application/activity+json', href: self }],
  };
}

/** WebFinger answers, and so does the actor, unless `documents` says otherwise. */
function remoteOf(documents: Readonly<Record<string, FetchOutcome>> = {}): FakeRemote {
  return fakeRemote({
    [webfingerUrl]: found(webfingerUrl, jrdOf(annId)),
    [annId]: found(annId, personOf(annId)),
    ...documents,
  });
}

test('a handle is looked up by WebFinger, then at its actor, and remembered', async () => {
  await using fresh = await freshSqlite();
  const context = { store: fresh.store, remote: remoteOf(), site };
  const outcome = await resolveMention(handle, context);
  const mention = { name: '@Ann@social.test', actor: annId, inbox: `${annId}/inbox` };
  expect(outcome).toMatchObject({ kind: 'fetched', mention });
  expect(context.remote.fetched).toEqual([webfingerUrl, annId]);
  expect(await findMention(handle, context)).toBeUndefined();

  await fresh.store.transact((tx) => rememberMention(outcome, tx, NOW));
  const lowerCase = { user: 'ann', host: 'social.test' };
  expect(await resolveMention(lowerCase, context)).toEqual({
    kind: 'known',
    mention: { ...mention, name: '@ann@social.test' },
  });
  expect(context.remote.fetched).toHaveLength(2);
});

test('a blog that is tried out over http asks over http', async () => {
  await using fresh = await freshSqlite();
  const remote = remoteOf();
  await resolveMention(
    { user: 'ann', host: 'localhost:4322' },
    { store: fresh.store, remote, site: siteOf(site.blog, 'http://localhost:4321') },
  );
  expect(remote.fetched).toEqual([
    'http://localhost:4322/.well-known/webfinger?resource=acct%3Aann%40localhost%3A4322',
  ]);
});

const other = 'https://social.test/users/bob';
const elsewhere = 'https://evil.test/users/ann';
test.each<[string, Readonly<Record<string, FetchOutcome>>, string]>([
  [
    'whose server does not answer',
    { [webfingerUrl]: { kind: 'failed', reason: 'ECONNREFUSED' } },
    'ECONNREFUSED',
  ],
  ['that is gone', { [webfingerUrl]: { kind: 'gone' } }, 'it is gone'],
  [
    'without an actor',
    { [webfingerUrl]: found(webfingerUrl, { links: [] }) },
    'its WebFinger answer names no actor',
  ],
  ['whose actor is gone', { [annId]: { kind: 'gone' } }, `${annId} is gone`],
  [
    'whose actor is none',
    { [annId]: found(annId, { id: annId, type: 'Note' }) },
    `an actor ${annId} of no Actor type`,
  ],
  [
    'whose actor calls itself another',
    { [annId]: found(annId, personOf(other)) },
    `${annId} calls itself ${other}`,
  ],
  [
    'whose actor was found on another origin',
    { [annId]: found(elsewhere, personOf(annId)) },
    `${elsewhere} speaks for another origin`,
  ],
  [
    'whose actor was found on another origin, as another',
    { [annId]: found(elsewhere, personOf(elsewhere)) },
    `${annId} calls itself ${elsewhere}`,
  ],
])('a handle %s is unknown, with the reason, and nothing is remembered', async (_, documents, reason) => {
  await using fresh = await freshSqlite();
  const context = { store: fresh.store, remote: remoteOf(documents), site };
  const outcome = await resolveMention(handle, context);
  expect(outcome).toEqual({ kind: 'unknown', name: '@Ann@social.test', reason });
  await fresh.store.transact((tx) => rememberMention(outcome, tx, NOW));
  expect(await findMention(handle, context)).toBeUndefined();
});
