import { expect, test } from 'vitest';
import { assert } from '../../../src/assert.ts';
import {
  aimAt,
  dropRule,
  makeRule,
  reasonWith,
  repliesThatStand,
  rulesFor,
  type Aim,
} from '../../../src/federation/moderation-verbs.ts';
import { readPattern, type Pattern } from '../../../src/posts/moderation-pattern.ts';
import { actorOf, followerOf, post, replyOf, show } from '../../store/cast.ts';
import { found, uri } from '../builders.ts';
import { alice, openInbox, type Inbox } from './inbox-desk.ts';

function patternOf(text: string): Pattern {
  const pattern = readPattern(text);
  assert(pattern !== undefined, `${text} is a pattern`);
  return pattern;
}

function aim(text: string, { context }: Inbox): Promise<Aim> {
  return aimAt(patternOf(text), context);
}

const webfinger = 'https://social.test/.well-known/webfinger?resource=acct%3Aalice%40social.test';
const jrd = {
  subject: 'acct:alice@social.test',
  links: [{ rel: 'self', type: 'application/activity+json', href: alice }],
};

test('an account is aimed at by the id that its server gives for the handle', async () => {
  await using inbox = await openInbox({ [webfinger]: found(webfinger, jrd) });
  const aimed = { pattern: alice, handle: '@alice@social.test', missing: undefined };
  expect(await aim('@Alice@social.test', inbox)).toEqual(aimed);
  expect(await aim(alice, inbox)).toEqual(aimed);
});

test('an account whose server is silent is aimed at by what was written, and why is said', async () => {
  await using inbox = await openInbox();
  expect(await aim('@bob@snac.test', inbox)).toMatchObject({ pattern: '@bob@snac.test', handle: undefined });
  expect((await aim('https://snac.test/bob', inbox)).missing).toBe('nobody there');
});

test('whoever left something here needs no network', async () => {
  await using inbox = await openInbox();
  const carol = uri('https://snac.test/carol');
  await inbox.store.transact((tx) => tx.putActor(actorOf(carol, { preferredUsername: 'carol' }), 1));
  expect(await aim(carol, inbox)).toMatchObject({ pattern: carol, handle: '@carol@snac.test' });
  expect(await aim('*.snac.test', inbox)).toMatchObject({ pattern: '*.snac.test' });
  expect(inbox.context.remote.fetched).toEqual([]);
});

test('a rule says what it took from readers and followers, and as much comes back with its end', async () => {
  await using inbox = await openInbox();
  const { context, store } = inbox;
  await show(store, replyOf('a'), replyOf('b'));
  await store.transact((tx) => {
    tx.putActor(actorOf(uri(alice)), 1);
    tx.putFollower(followerOf(uri(alice)), 1);
  });
  const rule = { act: 'block', pattern: 'social.test', reason: 'loud' } as const;
  expect(await makeRule(rule, context)).toEqual({ comments: 2, followers: 1 });
  expect(await store.rules()).toMatchObject([{ ...rule, source: 'command' }]);
  expect(await Array.fromAsync(repliesThatStand('blocked', store))).toHaveLength(2);
  expect(await dropRule('social.test', context)).toEqual({ comments: -2, followers: -1 });
  expect((await store.conversation(post)).replies).toBe(2);
});

test('a rule for an id is found again by the handle that it was made for', async () => {
  await using inbox = await openInbox();
  const { context, store } = inbox;
  const reason = reasonWith('loud', '@Alice@social.test');
  expect(reason).toBe('loud (@alice@social.test)');
  await makeRule({ act: 'limit', pattern: alice, reason }, context);
  expect(await rulesFor(patternOf('@alice@social.test'), store)).toMatchObject([{ pattern: alice }]);
  expect(await rulesFor(patternOf(alice), store)).toMatchObject([{ pattern: alice }]);
  expect(await rulesFor(patternOf('@ice@social.test'), store)).toEqual([]);
  expect(reasonWith(undefined, undefined)).toBeUndefined();
});
