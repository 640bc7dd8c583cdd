/** What was written to the writer alone is in no other place, however it was addressed and whatever it answers. */
import { expect, test } from 'vitest';
import { sanitiseReplies } from '../../src/federation/sanitise.ts';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { freshSqlite } from '../store/fresh-sqlite.ts';
import { uri } from '../unit/builders.ts';
import { kettle, lid } from '../unit/federation/handlers/scope.ts';
import { alice, follow, openInbox, reply, requestOf, type Inbox } from '../unit/federation/inbox-desk.ts';
import { receive } from '../../src/federation/receive.ts';
import { site } from '../unit/theme/sample.ts';

const secret = 'where the biscuits are';

function messageTo(audience: object, more: object = {}): object {
  const object = { ...reply.object, content: `<p>Only you know ${secret}.</p>`, ...audience, ...more };
  return { ...reply, ...audience, object };
}

const direct = { to: [site.actor], cc: [] };
const forFollowers = { to: [`${alice}/followers`], cc: [site.actor] };

async function openWatched(): Promise<Inbox & { readonly path: string; readonly logged: unknown[] }> {
  const fresh = await freshSqlite();
  const logged: unknown[] = [];
  const inbox = await openInbox({}, { store: fresh.store });
  const context = { ...inbox.context, log: (event: unknown) => void logged.push(event) };
  return {
    context,
    store: fresh.store,
    path: fresh.path,
    logged,
    [Symbol.asyncDispose]: async () => {
      await inbox[Symbol.asyncDispose]();
      await fresh[Symbol.asyncDispose]();
    },
  };
}

/** Tables in which the text stands. */
async function tablesWith(text: string, path: string): Promise<readonly string[]> {
  const connection = await Connection.open(path, 1000);
  try {
    const tables = await connection.all<{ readonly name: string }>(
      `SELECT name FROM sqlite_schema WHERE type = 'table'`,
    );
    const holding: string[] = [];
    for (const { name } of tables)
      if (JSON.stringify(await connection.all(`SELECT * FROM ${name}`)).includes(text)) holding.push(name);
    return holding;
  } finally {
    await connection.close();
  }
}

test.each([
  ['to us, under a post', messageTo(direct)],
  ['to followers and us, under a post', messageTo(forFollowers)],
  ['to followers, under a post', messageTo({ to: [`${alice}/followers`], cc: [] })],
  ['to us and our followers', messageTo({ to: [site.actor, site.followers], cc: [] })],
  ['to us, under a post that is closed', messageTo(direct, { inReplyTo: lid.id })],
  ['to us, in answer to nothing', messageTo(direct, { inReplyTo: undefined })],
  ['to us, and quotes a post', messageTo(direct, { quote: kettle.id, quoteUri: kettle.id })],
])('a message %s is the writer’s alone', async (_, message) => {
  await using inbox = await openWatched();
  const { context, logged, path, store } = inbox;
  const changed: unknown[] = [];
  store.onConversationChange((ids) => changed.push(...ids));
  await receive(requestOf(follow), context);
  await receive(requestOf(message), context);
  await context.moderation.record();
  while ((await sanitiseReplies(store)) > 0);
  expect(await tablesWith(secret, path)).toEqual(['private_messages']);
  expect([changed, JSON.stringify(logged).includes(secret)]).toEqual([[], false]);
  expect(await store.counts()).toEqual(new Map());
  expect([await store.standingCounts(), await store.refusals(0)]).toEqual([new Map(), []]);
  expect(await store.threadOf(uri(reply.object.id))).toBeUndefined();
});

test('what is written to others is not kept at all', async () => {
  await using inbox = await openWatched();
  const others = { to: ['https://other.test/users/bob'], cc: [] };
  await receive(requestOf(messageTo(others, { inReplyTo: undefined })), inbox.context);
  expect(await tablesWith(secret, inbox.path)).toEqual([]);
});

test('who is blocked leaves none, also by an edit', async () => {
  await using inbox = await openWatched();
  const { context, store } = inbox;
  await receive(requestOf(messageTo(direct, { content: 'Hello.' })), context);
  const rule = { act: 'block', pattern: 'social.test', source: 'command', since: 1 } as const;
  await store.transact((tx) => tx.putRule({ ...rule, reason: undefined, file: undefined }));
  await context.moderation.refresh();
  const edit = { ...messageTo(direct, { updated: '2026-03-10T12:00:00Z' }), type: 'Update' };
  await receive(requestOf(edit), context);
  await expect(receive(requestOf(messageTo(direct)), context)).rejects.toMatchObject({ code: 'blocked' });
  expect(await store.privateMessages(10)).toMatchObject([{ text: 'Hello.' }]);
});
