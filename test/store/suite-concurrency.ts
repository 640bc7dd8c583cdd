import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Store, Transaction } from '../../src/store/store.ts';
import type { FreshStoreMaker } from './cast.ts';
import { actorOf, alice, answerTo, bob, followerOf, keyPairOf, like, mainKeyOf, otherPost } from './cast.ts';
import { messageOf, outgoing, post, quoteOf, replyOf, uri, vote } from './cast.ts';

type Effects = (tx: Transaction) => void;

const first = replyOf('a');
const second = answerTo(first, 'b', { actor: bob });
const activityId = uri('https://social.test/likes/1');
const authorizationId = uri('https://blog.test/ap/quotes/1');
const toFollowers = outgoing('1', [], { to: 'followers' });
const report = { objects: [post], content: 'spam', at: 1 };

/** What may get into each other's way: few names, and every operation that shares one of them. */
export const effectsOn = (actor: typeof alice, other: typeof alice): readonly Effects[] => [
  (tx) => tx.putActor(actorOf(actor, { name: 'new', inbox: uri(`${actor}/new`) }), 2),
  (tx) => tx.putActor(actorOf(actor, { keys: [{ id: mainKeyOf(alice), pem: 'claimed' }] }), 1),
  (tx) => tx.removeActor(actor, 3),
  (tx) => tx.putFollower(followerOf(actor), 1),
  (tx) => tx.putFollower(followerOf(actor), 2, 'pending'),
  (tx) => tx.acceptFollower(actor),
  (tx) => tx.moveFollower(actor, followerOf(other), 3),
  (tx) => tx.removeFollower(actor),
  (tx) => tx.removeFollowersOn(new URL(actor).host),
  (tx) => tx.doubtFollowersAt(uri(`${actor}/inbox`), 5),
  (tx) => tx.postponeDoubt(actor, 6, true),
  (tx) => tx.settleDoubt(actor),
  (tx) => tx.enqueue(toFollowers),
  (tx) => tx.putReply(first, 1),
  (tx) => tx.putReply(second, 1),
  (tx) => tx.putSanitised(first.id, first.content, 'clean'),
  (tx) => tx.putSanitised(second.id, second.content, 'clean'),
  (tx) => tx.removeReply(first.id, actor, 2),
  (tx) => tx.putReaction(like(actor, { activityId }), 1),
  (tx) => tx.putReaction(like(actor, { emoji: '🎉' }), 1),
  (tx) => tx.removeReaction('like', actor, post),
  (tx) => tx.removeReaction('like', actor, post, '🎉'),
  (tx) => tx.removeReactionById(activityId, actor),
  (tx) => tx.putVote(vote(actor, 'tea'), true, 1),
  (tx) => tx.putVote(vote(actor, 'coffee'), true, 1),
  (tx) => tx.putVote(vote(actor, 'water'), false, 1),
  (tx) => tx.putQuote(quoteOf('q', { actor }), 1),
  (tx) => tx.putQuote(quoteOf('q', { actor, authorizationId }), 1),
  (tx) => tx.putQuote(quoteOf('q', { actor, objectId: otherPost }), 1),
  (tx) => tx.removeQuote(quoteOf('q').quotingId, actor),
  (tx) => tx.putKeyPair(post, 'request', keyPairOf(actor, 'put')),
  (tx) => tx.makeKeyPair(post, 'request', keyPairOf(actor, 'made')),
  (tx) => tx.putSignatureForm('social.test', actor, 1),
  (tx) => tx.putSeen('a signature', 1, actor),
  (tx) => tx.putReport({ ...report, actor }),
  (tx) => tx.removeReportsOf(actor),
  (tx) => tx.putPrivateMessage(messageOf(`to ${actor}`, { actor }), 1),
  (tx) => tx.removePrivateMessage(messageOf(`to ${actor}`).id, actor),
  (tx) => tx.enqueue(outgoing(`to ${actor}`, [uri(`${actor}/inbox`)], { causedBy: actor })),
  (tx) => tx.supersede(post, ['Create']),
];

export function concurrency(fresh: FreshStoreMaker): void {
  test('transactions that share a commit leave what they leave one by one', async () => {
    const all = [...effectsOn(alice, bob), ...effectsOn(bob, alice)];
    const few = fc.shuffledSubarray(all, { minLength: 4, maxLength: 12 });
    const drawing = few.chain((some) => fc.array(fc.constantFrom(...some), { minLength: 10, maxLength: 30 }));
    await fc.assert(
      fc.asyncProperty(drawing, async (drawn) => {
        await using together = await fresh();
        await using apart = await fresh();
        await Promise.all(drawn.map((effect) => together.store.transact(effect)));
        for (const effect of drawn) await apart.store.transact(effect);
        expect(await stateOf(together.store)).toEqual(await stateOf(apart.store));
      }),
      { seed: 1, numRuns: 15 },
    );
  });
}

/** All that the effects can change, in an order of its own: row numbers say only which statement came first. */
async function stateOf(store: Store): Promise<unknown> {
  const followers = [...(await store.followers(0, 10)), ...(await store.followers(0, 10, 'pending'))];
  return {
    actors: await Promise.all([alice, bob].map((actor) => store.findActor(actor))),
    followers: followers.map(({ actor, inbox, since }) => `${actor} ${inbox} ${since}`).sort(),
    accepted: await store.countFollowers(),
    doubted: (await store.doubtedFollowers(9, 10))
      .map(({ actor, missingDays }) => [actor, missingDays])
      .sort(),
    deliveries: (await store.deliveriesOf(toFollowers.id)).map(({ inbox }) => inbox).sort(),
    conversation: await store.conversation(post),
    counts: await store.counts(),
    unsanitised: (await store.unsanitisedReplies(10)).map(({ id }) => id).sort(),
    polls: await store.polls(),
    quote: (await store.findQuote(authorizationId))?.objectId,
    keys: await store.keyPair(post, 'request'),
    form: await store.signatureForm('social.test'),
    removed: await Promise.all([alice, bob].map((actor) => store.wasRemoved(first.id, actor))),
    reports: (await store.reports(10)).map(({ actor }) => actor).sort(),
    seen: await store.wasSeen('a signature'),
    domains: new Set(await store.fullestDomains(10)),
  };
}
