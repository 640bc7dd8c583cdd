import { expect, test, vi } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { perishables, type Store, type Transaction } from '../../src/store/store.ts';
import { actorOf, alice, bob, claim, followerOf, keyPairOf, like } from './cast.ts';
import { mainKeyOf, messageOf, outgoing, post, quoteOf, replyOf, vote } from './cast.ts';
import { freshSqlite } from './fresh-sqlite.ts';
import { failureAt } from './suite-hosts.ts';

/** What is wanted whole, and read from its start. */
const wholeReads: readonly string[] = [
  'announcements',
  'former_slugs',
  'reports', // In the order of its rows, and no further than asked for.
  'replies USING INDEX replies_unsanitised',
  'replies USING COVERING INDEX replies_shown',
  'replies USING INDEX replies_not_open', // Counted for the writer.
  'moderation_rules', // All of them.
  'replies', // For a page that the writer names, which is rare.
  'silenced_accounts', // Once for a post that is published.
  'private_messages', // At most a thousand.
  'private_messages USING COVERING INDEX private_messages_by_domain', // Likewise.
  'reactions USING COVERING INDEX sqlite_autoindex_reactions_1',
  'quotes USING COVERING INDEX sqlite_autoindex_quotes_1',
  'votes USING COVERING INDEX votes_by_option',
  'deliveries USING COVERING INDEX deliveries_leased',
  'deliveries USING COVERING INDEX deliveries_ended',
  'deliveries USING COVERING INDEX deliveries_in_order',
  'domains', // Asked for by the writer only.
  'followers', // Of a host that is dead, which is rare.
  'hosts', // Likewise, and only those that fail are there.
];

test('every statement finds its rows by an index, but for those that want all there are', async () => {
  await using database = await freshSqlite();
  const asked = vi.spyOn(Connection.prototype, 'all');
  for (const effect of everyEffect) await database.store.transact(effect);
  await Promise.all(everyRead.map((read) => read(database.store)));
  await database.store.releaseLeases(() => true);
  const statements = new Set(asked.mock.calls.map(([sql]) => sql).filter((sql) => !isControl(sql)));
  asked.mockRestore();
  const connection = await Connection.open(database.path, 0);
  const scans: string[] = [];
  for (const sql of statements) {
    const plan = await connection.all<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const details = plan.map(({ detail }) => detail);
    const gathered = new Set(details.map((detail) => /^(?:MATERIALIZE|CO-ROUTINE) (.+)/.exec(detail)?.[1]));
    scans.push(...details.filter((detail) => isScan(detail) && !gathered.has(detail.replace('SCAN ', ''))));
  }
  await connection.close();
  expect(scans.filter((detail) => !wholeReads.includes(detail.replace('SCAN ', '')))).toEqual([]);
});

/** JSON that is handed in is short, and what another step of the same plan has gathered was looked at there. */
function isScan(detail: string): boolean {
  return detail.startsWith('SCAN') && !/VIRTUAL TABLE|\(subquery|CONSTANT ROW/.test(detail);
}

function isControl(sql: string): boolean {
  return /^\s*(BEGIN|COMMIT|PRAGMA)/.test(sql);
}

const everyEffect: readonly ((tx: Transaction) => void)[] = [
  (tx) => tx.putActor(actorOf(alice), 1),
  (tx) => tx.putFollower(followerOf(alice), 1, 'pending'),
  (tx) => tx.acceptFollower(alice),
  (tx) => tx.moveFollower(alice, followerOf(bob), 1),
  (tx) => tx.putReply(replyOf('a'), 1),
  (tx) => tx.putSanitised(replyOf('a').id, 'a', 'a'),
  (tx) => tx.putReaction(like(alice), 1),
  (tx) => tx.putVote(vote(alice, 'tea'), true, 1),
  (tx) => tx.putQuote(quoteOf('a'), 1),
  (tx) => tx.putReport({ actor: alice, objects: [post], content: 'spam', at: 1 }),
  (tx) => tx.putSignatureForm('social.test', 'cavage', 1),
  (tx) => tx.enqueue(outgoing('1', [bob], { to: 'followers' })),
  (tx) => tx.enqueue(outgoing('2', [bob])),
  (tx) => tx.supersede(post, ['Create']),
  (tx) => tx.putDeliveryOutcome(1, { state: 'delivered', at: 1, status: 202 }),
  (tx) => tx.putDeliveryOutcome(1, { state: 'delivered', at: 1, status: 202 }, hostWorks),
  (tx) => tx.putDeliveryOutcome(2, { state: 'retry', at: 1, reason: 'answered 503' }, hostFails),
  (tx) => tx.giveBack(1, 'worker'),
  (tx) => tx.askHost('social.test', 1),
  (tx) => tx.askHostsFailingSince(1, 1),
  (tx) => tx.doubtFollowersAt(bob, 1),
  (tx) => tx.postponeDoubt(bob, 1, true),
  (tx) => tx.settleDoubt(bob),
  (tx) => tx.removeFollowersOn('social.test'),
  (tx) => tx.putSetting('a', 'b'),
  (tx) => tx.putFormerSlug('a', 'b'),
  (tx) => tx.putKeyPair(post, 'request', keyPairOf(post, 'a')),
  (tx) => tx.makeKeyPair(post, 'assertion', keyPairOf(post, 'b')),
  (tx) => tx.removeReaction('like', alice, post),
  (tx) => tx.removeReactionById(post, alice),
  (tx) => tx.removeQuote(quoteOf('a').quotingId, alice),
  (tx) => tx.removeReply(replyOf('a').id, alice, 1),
  (tx) => tx.removeFollower(alice),
  (tx) => tx.removeFollowerById(post, alice),
  (tx) => tx.removeActor(alice, 1),
  (tx) => tx.putSeen('a signature', 1, alice),
  (tx) => tx.removeReportsOf(alice),
  (tx) => tx.putReplyRule(replyOf('a').id, 'a', { act: 'hold', pattern: 'a' }),
  (tx) => tx.judgeReply(replyOf('a').id, 'approved'),
  (tx) => tx.knowAuthorOf(replyOf('a').id),
  (tx) => tx.releaseReplies(post, 'open'),
  (tx) => tx.putRule(aRule),
  (tx) => tx.removeRule('a', 'command'),
  (tx) => tx.silence(alice, 'block'),
  (tx) => tx.countRefusals(1, 'closed', 1),
  (tx) => tx.putPrivateMessage(messageOf('a'), 1),
  (tx) => tx.removePrivateMessage(messageOf('a').id, alice),
  // What there is to clean.
  (tx) => tx.putActor(actorOf(bob), 1),
  (tx) => tx.putFollower(followerOf(bob), 1, 'pending'),
  (tx) => tx.putReport({ actor: bob, objects: [post], content: 'spam', at: 1 }),
];

const aRule = {
  ...({
    pattern: 'a',
    act: 'hold',
    source: 'command',
    reason: undefined,
    file: undefined,
    since: 1,
  } as const),
};
const hostFails = failureAt(1, { host: 'social.test' });
const hostWorks = { kind: 'works', host: 'social.test', at: 1 } as const;

const everyRead: readonly ((store: Store) => Promise<unknown>)[] = [
  (store) => store.findActor(alice),
  (store) => store.findActorByKeyId(mainKeyOf(alice)),
  (store) => store.countFollowers(),
  (store) => store.followers(0, 10),
  (store) => store.findFollower(alice),
  (store) => store.followersAt('https://social.test'),
  (store) => store.settledFollowers(['https://social.test']),
  (store) => store.followerInboxes(),
  (store) => store.audience({ to: 'followers', inboxes: [bob] }),
  (store) => store.conversation(post),
  (store) => store.counts(),
  (store) => store.unsanitisedReplies(10),
  (store) => store.threadOf(post),
  (store) => store.authorOf(post),
  (store) => store.threadIds(post),
  (store) => store.replyIds(post),
  (store) => store.announcements(),
  (store) => store.formerSlugs(),
  (store) => claim(store),
  (store) => store.holders(post),
  (store) => store.nextDeliveryAt(),
  (store) => store.deliveryCounts(),
  (store) => store.deliveriesOf(post),
  (store) => store.ledger([post]),
  (store) => store.failingHosts(10),
  (store) => store.polls(),
  (store) => store.findQuote(post),
  (store) => store.reports(10),
  (store) => store.signatureForm('social.test'),
  (store) => store.wasRemoved(post, alice),
  (store) => store.wasSeen('a signature'),
  (store) => store.dataVersion(),
  (store) => store.domainBytes('social.test'),
  (store) => store.fullestDomains(10),
  ...perishables.map(
    (kind) => (store: Store) => store.clean({ kind, now: 1, after: 0, limit: 10, deletedObjects: [] }),
  ),
  (store) => store.repliesStanding('held', 10),
  (store) => store.judgedReply(post),
  (store) => store.findReply('1'),
  (store) => store.findReply(post),
  (store) => store.privateMessages(10),
  (store) => store.standingCounts(),
  (store) => store.rules(),
  (store) => store.repliesToJudge(0, 10),
  (store) => store.accountsToJudge(0, 10),
  (store) => store.refusals(1),
  (store) => store.setting('a'),
  (store) => store.keyPair(post, 'request'),
];
