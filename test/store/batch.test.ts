import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupsOf } from '../../src/store/batch.ts';
import type { Operation, OperationKind } from '../../src/store/operation.ts';
import { record } from '../../src/store/record.ts';
import { alice, answerTo, bob, followerOf, like, outgoing, quoteOf, replyOf, uri, vote } from './cast.ts';

const kindsOf = (...transactions: Parameters<typeof record>[0][]): readonly string[] =>
  groupsOf(transactions.flatMap((effects) => record(effects))).map(
    ({ kind, rows }) => `${kind} ${rows.length}`,
  );

test('operations of a kind that concern different things share a statement, across transactions', () => {
  const each = ['a', 'b', 'c'].map((id) => (tx: Parameters<Parameters<typeof record>[0]>[0]) => {
    tx.putReply(replyOf(id), 1);
    tx.putReaction(like(uri(`https://social.test/${id}`)), 1);
  });
  expect(kindsOf(...each)).toEqual(['putReply 3', 'putReaction 3']);
});

test('follows answered by an Accept each take three statements together', () => {
  const each = [alice, bob].map((actor) => (tx: Parameters<Parameters<typeof record>[0]>[0]) => {
    tx.putFollower(followerOf(actor), 1);
    tx.enqueue(outgoing(actor, [uri(`${actor}/inbox`)], { objectId: actor }));
  });
  expect(kindsOf(...each)).toEqual(['putFollower 2', 'enqueueToInboxes 2']);
});

test('voices of different voters share a statement, as do those of one voter who may choose several options', () => {
  const each = [alice, bob].map((actor) => (tx: Parameters<Parameters<typeof record>[0]>[0]) => {
    tx.putVote(vote(actor, 'tea'), false, 1);
    tx.putVote(vote(actor, 'coffee'), false, 1);
  });
  expect(kindsOf(...each)).toEqual(['putVote 4']);
  const single = [alice, bob].map(
    (actor) => (tx: Parameters<Parameters<typeof record>[0]>[0]) => tx.putVote(vote(actor, 'tea'), true, 1),
  );
  expect(kindsOf(...single)).toEqual(['putVote 2']);
});

test.each<[string, Parameters<typeof record>[0], readonly string[]]>([
  [
    'a reply and its edit',
    (tx) => {
      tx.putReply(replyOf('a'), 1);
      tx.putReply(replyOf('a', { updated: 2000 }), 1);
    },
    ['putReply 1', 'putReply 1'],
  ],
  [
    'a reply and its answer',
    (tx) => {
      tx.putReply(replyOf('a'), 1);
      tx.putReply(answerTo(replyOf('a'), 'b'), 1);
    },
    ['putReply 1', 'putReply 1'],
  ],
  [
    'a Like, its Undo and a new Like',
    (tx) => {
      tx.putReaction(like(alice), 1);
      tx.removeReaction('like', alice, replyOf('a').inReplyTo);
      tx.putReaction(like(alice), 1);
    },
    ['putReaction 1', 'removeReaction 1', 'putReaction 1'],
  ],
  [
    'a follower, a fan-out and a later follower',
    (tx) => {
      tx.putFollower(followerOf(alice), 1);
      tx.enqueue(outgoing('1', [], { to: 'followers' }));
      tx.putFollower(followerOf(bob), 1);
    },
    ['putFollower 1', 'enqueueToFollowers 1', 'putFollower 1'],
  ],
  [
    'what an actor does before and after its removal',
    (tx) => {
      tx.putReaction(like(alice), 1);
      tx.removeActor(alice, 1);
      tx.putReaction(like(alice), 1);
    },
    ['putReaction 1', 'removeActor 1', 'putReaction 1'],
  ],
  [
    'two voices of one voter in a poll of one choice',
    (tx) => {
      tx.putVote(vote(alice, 'tea'), true, 1);
      tx.putVote(vote(alice, 'coffee'), true, 1);
    },
    ['putVote 1', 'putVote 1'],
  ],
  [
    'a quote and its end',
    (tx) => {
      tx.putQuote(quoteOf('a'), 1);
      tx.removeQuote(quoteOf('a').quotingId, alice);
      tx.putQuote(quoteOf('a'), 1);
    },
    ['putQuote 1', 'removeQuote 1', 'putQuote 1'],
  ],
  [
    'a Follow that waits, its acceptance, a move and the same again',
    (tx) => {
      tx.putFollower(followerOf(alice), 1, 'pending');
      tx.acceptFollower(alice);
      tx.moveFollower(alice, followerOf(bob), 1);
      tx.putFollower(followerOf(alice), 1, 'pending');
      tx.acceptFollower(alice);
    },
    ['putFollower 1', 'acceptFollower 1', 'moveFollower 1', 'putFollower 1', 'acceptFollower 1'],
  ],
  [
    'two activities of one object',
    (tx) => {
      tx.enqueue(outgoing('1', [uri('https://one.test/inbox')]));
      tx.supersede(outgoing('1', []).objectId, ['Create']);
      tx.enqueue(outgoing('2', [uri('https://one.test/inbox')]));
    },
    ['enqueueToInboxes 1', 'supersede 1', 'enqueueToInboxes 1'],
  ],
])('%s keep their order', (_, effects, groups) => {
  expect(kindsOf(effects)).toEqual(groups);
});

test('no operation ever passes one that it conflicts with, or joins it', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 3 });
  const operation = fc.record({
    kind: fc.constantFrom<OperationKind>('putReply', 'putReaction', 'removeActor'),
    exclusive: names,
    shared: names,
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 20 }), (drawn) => {
      const operations: Operation[] = drawn.map((one, place) => ({ ...one, row: { place } }));
      const groups = groupsOf(operations);
      const groupOf = (one: Operation): number => groups.findIndex(({ rows }) => rows.includes(one.row));
      expect(groups.flatMap(({ rows }) => rows)).toHaveLength(operations.length);
      for (const [place, later] of operations.entries()) {
        expect(groups[groupOf(later)]?.kind).toBe(later.kind);
        for (const earlier of operations.slice(0, place).filter((one) => conflict(one, later))) {
          expect(groupOf(earlier)).toBeLessThan(groupOf(later));
        }
      }
    }),
    { seed: 1 },
  );
});

function conflict(one: Operation, other: Operation): boolean {
  const holds = (operation: Operation, name: string): boolean =>
    operation.exclusive.includes(name) || operation.shared.includes(name);
  return one.exclusive.some((name) => holds(other, name)) || other.exclusive.some((name) => holds(one, name));
}
