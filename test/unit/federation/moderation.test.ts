import { describe, expect, test } from 'vitest';
import { reconcileModeration } from '../../../src/federation/moderation-content.ts';
import { keepToRules } from '../../../src/federation/moderation-judge.ts';
import { openModeration } from '../../../src/federation/moderation.ts';
import { receive } from '../../../src/federation/receive.ts';
import { sanitiseReplies } from '../../../src/federation/sanitise.ts';
import type { ContentRule } from '../../../src/posts/post.ts';
import type { ModerationRule } from '../../../src/store/store.ts';
import { actorOf, replyOf, show } from '../../store/cast.ts';
import { found, NOW, personOf, thrownBy, uri } from '../builders.ts';
import { postOf, site } from '../theme/sample.ts';
import { kettle, lid, spout } from './handlers/scope.ts';
import { alice, follow, like, openInbox, reply, requestOf, type Inbox } from './inbox-desk.ts';

const day = Math.floor(NOW / 86_400_000);

function ruleOf(act: ModerationRule['act'], pattern: string): ModerationRule {
  return { act, pattern, source: 'command', reason: undefined, file: undefined, since: NOW };
}

/** The inbox of a blog whose writer has made these rules. */
async function openInboxWith(
  rules: readonly ModerationRule[],
  documents: Parameters<typeof openInbox>[0] = {},
): Promise<Inbox> {
  const inbox = await openInbox(documents);
  await addRules(inbox, rules);
  return inbox;
}

async function addRules({ context, store }: Inbox, rules: readonly ModerationRule[]): Promise<void> {
  await store.transact((tx) => {
    for (const rule of rules) tx.putRule(rule);
  });
  await keepToRules(context.moderation, store);
}

/** Takes what alice does, and makes replies fit to be shown. */
async function take({ context, store }: Inbox, ...activities: readonly object[]): Promise<void> {
  for (const activity of activities) await receive(requestOf(activity), context);
  while ((await sanitiseReplies(store)) > 0);
}

async function refusedBy(inbox: Inbox): Promise<unknown> {
  await inbox.context.moderation.record();
  return (await inbox.store.refusals(day)).map(({ count, reason }) => [reason, count]);
}

describe('who is blocked', () => {
  test.each(['social.test', '*.test', alice])('by %s is refused before anybody is asked', async (pattern) => {
    await using inbox = await openInboxWith([ruleOf('block', pattern)]);
    for (const activity of [follow, like, reply])
      expect(await thrownBy(() => take(inbox, activity))).toMatchObject({ code: 'blocked', status: 403 });
    expect(inbox.context.remote.fetched).toEqual([]);
    expect(await refusedBy(inbox)).toEqual([[pattern, 3]]);
  });

  test('by handle is refused when it is known who it is', async () => {
    await using inbox = await openInboxWith([ruleOf('block', '@alice@social.test')]);
    expect(await thrownBy(() => take(inbox, reply))).toMatchObject({ code: 'blocked' });
    expect(await inbox.store.standingCounts()).toEqual(new Map());
  });

  test('is not let in by whoever signs for somebody else either', async () => {
    await using inbox = await openInboxWith([ruleOf('block', 'social.test')]);
    const bobs = { ...like, actor: 'https://snac.test/bob' };
    expect(await thrownBy(() => take(inbox, bobs))).toMatchObject({ code: 'blocked' });
  });

  test('is passed over in silence where a group announces it', async () => {
    await using inbox = await openInboxWith([ruleOf('block', 'snac.test')]);
    const bob = 'https://snac.test/bob';
    const object = { ...like, id: `${bob}#likes/1`, actor: bob };
    await take(inbox, { id: `${alice}#announces/1`, type: 'Announce', object });
    expect(inbox.context.remote.fetched).toEqual([]);
    expect(await refusedBy(inbox)).toEqual([['snac.test', 1]]);
  });

  test('may still take back what it did', async () => {
    await using inbox = await openInbox();
    await take(inbox, reply, follow);
    await addRules(inbox, [ruleOf('block', 'social.test')]);
    await take(inbox, { type: 'Delete', object: reply.object.id }, { type: 'Undo', object: follow });
    expect(await inbox.store.judgedReply(uri(reply.object.id))).toBeUndefined();
    await inbox.store.transact((tx) => tx.silence(uri(alice), undefined));
    expect(await inbox.store.countFollowers()).toBe(0);
  });

  test('does not come in as the successor of a follower', async () => {
    const next = 'https://snac.test/alice';
    const person = { ...personOf(next), alsoKnownAs: [alice] };
    await using inbox = await openInboxWith([ruleOf('block', 'snac.test')], { [next]: found(next, person) });
    await take(inbox, follow, { type: 'Move', object: alice, target: next });
    expect((await inbox.store.followers(0, 10)).map(({ actor }) => actor)).toEqual([alice]);
  });
});

test('who is limited is taken, and neither shown nor counted', async () => {
  await using inbox = await openInboxWith([ruleOf('limit', 'social.test')]);
  await take(inbox, follow, like, reply);
  expect(await inbox.store.conversation(kettle.id)).toMatchObject({ replies: 0, likes: 0, thread: [] });
  expect(await inbox.store.repliesStanding('limited', 10)).toMatchObject([
    { cause: 'rule', pattern: 'social.test' },
  ]);
  expect(await inbox.store.countFollowers()).toBe(1);
});

test('a reply with a word that is held waits, and an edit without it does not', async () => {
  await using inbox = await openInboxWith([ruleOf('hold', 'said')]);
  await take(inbox, reply);
  expect(await inbox.store.conversation(kettle.id)).toMatchObject({ replies: 0, held: 1 });
  const object = {
    ...reply.object,
    content: '<p>Well spoken.</p>',
    updated: new Date(NOW + 1).toISOString(),
  };
  await take(inbox, { ...reply, type: 'Update', object });
  expect(await inbox.store.conversation(kettle.id)).toMatchObject({ replies: 1, held: 0 });
});

test('what is said under closed comments is counted, also when their time is over', async () => {
  await using inbox = await openInbox();
  await take(inbox, { ...reply, object: { ...reply.object, inReplyTo: lid.id } });
  const closing = { ...kettle, closesAt: NOW };
  await receive(requestOf(reply), { ...inbox.context, objects: () => closing });
  expect(await refusedBy(inbox)).toEqual([['closed', 2]]);
  await receive(requestOf(reply), { ...inbox.context, objects: () => ({ ...closing, closesAt: NOW + 1 }) });
  expect(await inbox.store.threadOf(uri(reply.object.id))).toBe(kettle.id);
});

test('where nothing else is said, the first reply of an account waits', async () => {
  await using inbox = await openInbox();
  const { policy: _, ...unsaid } = kettle;
  await receive(requestOf(reply), { ...inbox.context, objects: () => unsaid });
  expect(await inbox.store.repliesStanding('held', 10)).toMatchObject([{ cause: 'first-time' }]);
});

test.each(['Create', 'Update'])(
  'an approved reply that is edited waits again, though its %s names a post that is open',
  async (type) => {
    await using inbox = await openInbox();
    const { context, store } = inbox;
    const strict: Inbox['context'] = {
      ...context,
      objects: (url) => (url === kettle.id ? { ...kettle, policy: 'approve' } : context.objects(url)),
    };
    await take({ ...inbox, context: strict }, reply);
    await store.transact((tx) => tx.judgeReply(uri(reply.object.id), 'approved'));
    const edit = { content: 'Buy this.', inReplyTo: spout.id, updated: new Date(NOW + 1).toISOString() };
    await take({ ...inbox, context: strict }, { ...reply, type, object: { ...reply.object, ...edit } });
    expect(await store.judgedReply(uri(reply.object.id))).toMatchObject({
      standing: 'held',
      cause: 'edited',
    });
  },
);

test('a rule applies to what is here already, and taken back restores it', async () => {
  await using inbox = await openInbox();
  const { context, store } = inbox;
  await take(inbox, follow, like, reply);
  const before = await store.conversation(kettle.id);
  await addRules(inbox, [ruleOf('block', '*.test'), ruleOf('allow', 'other.test')]);
  expect(await store.conversation(kettle.id)).toMatchObject({ replies: 0, likes: 0, thread: [] });
  expect(await store.countFollowers()).toBe(0);
  await store.transact((tx) => tx.removeRule('*.test', 'command'));
  await keepToRules(context.moderation, store);
  expect(await store.conversation(kettle.id)).toEqual(before);
  expect(await store.countFollowers()).toBe(1);
});

test('of a rule that another process has made, this one judges by itself, and none twice', async () => {
  await using inbox = await openInbox();
  const { context, store } = inbox;
  await addRules(inbox, [ruleOf('limit', 'social.test')]);
  const other = openModeration(store, () => NOW);
  await show(store, replyOf('late', { objectId: kettle.id, inReplyTo: kettle.id }));
  await keepToRules(other, store);
  expect((await store.conversation(kettle.id)).replies).toBe(0);
  const version = await store.dataVersion();
  await keepToRules(context.moderation, store);
  expect(await store.dataVersion()).toBe(version);
});

test('what cannot be recorded of refusals is recorded the next time', async () => {
  await using inbox = await openInbox();
  let isDown = true;
  const transact: Inbox['store']['transact'] = (effects) =>
    isDown ? Promise.reject(new Error('down')) : inbox.store.transact(effects);
  const moderation = openModeration({ ...inbox.store, transact }, () => NOW);
  moderation.countRefusal('closed');
  await expect(moderation.record()).rejects.toThrow('down');
  moderation.countRefusal('closed');
  isDown = false;
  await moderation.record();
  await moderation.record();
  expect(await inbox.store.refusals(day)).toEqual([{ day, reason: 'closed', count: 2 }]);
});

describe('what content says', () => {
  const written = (act: ContentRule['act'], pattern: string, since?: Date): ContentRule => ({
    ...{ act, pattern, since, reason: undefined, file: 'content/moderation/a.yml', line: 2 },
  });

  test('of rules takes the place of what it said before, and leaves what commands said', async () => {
    await using inbox = await openInbox();
    const { store } = inbox;
    const context = { now: NOW, site, store };
    await store.transact((tx) => tx.putRule(ruleOf('limit', 'a.test')));
    const moderation = [written('block', 'a.test'), written('hold', 'tea', new Date(7))];
    await reconcileModeration({ moderation, posts: [] }, [], context);
    const version = await store.setting('moderation');
    await reconcileModeration({ moderation, posts: [] }, [], { ...context, now: NOW + 1 });
    expect(await store.setting('moderation')).toBe(version);
    await reconcileModeration({ moderation: [written('limit', 'tea')], posts: [] }, [], context);
    expect(
      (await store.rules()).map(({ act, pattern, since, source }) => [act, pattern, since, source]),
    ).toEqual([
      ['limit', 'a.test', NOW, 'command'],
      ['limit', 'tea', 7, 'content'],
    ]);
  });

  test('of posts opens what waited under another policy, and whoever is answered is known', async () => {
    await using inbox = await openInbox();
    const { store } = inbox;
    const objectId = site.objectId(postOf('kettle').id);
    const waiting = replyOf('a', { objectId, inReplyTo: objectId, policy: 'first-time' });
    const reconcile = (comments: 'first-time' | 'open', answered: readonly string[] = []): Promise<void> =>
      reconcileModeration({ posts: [postOf('kettle', { comments })] }, answered.map(uri), {
        now: NOW,
        site,
        store,
      });
    await store.transact((tx) => tx.putActor(actorOf(waiting.actor), 1));
    await show(store, waiting);
    await reconcile('first-time', ['https://social.test/notes/other']);
    expect((await store.conversation(objectId)).held).toBe(1);
    await reconcile('first-time', [waiting.id]);
    expect((await store.conversation(objectId)).held).toBe(0);
    await show(
      store,
      replyOf('b', { ...waiting, id: uri('https://snac.test/b'), actor: uri('https://snac.test/bob') }),
    );
    await reconcile('open');
    expect((await store.conversation(objectId)).replies).toBe(2);
  });
});
