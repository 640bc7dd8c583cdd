import { acceptOf, queueAnswer } from '../answers.ts';
import type { Handler } from './handler.ts';

/**
 * Stores the Follower and answers Accept, also the second time: the peer may have lost the first (ActivityPub §7.5). The
 * answer goes to the follower's own inbox. Where the writer lets followers in, whoever is new waits for that.
 */
export const handleFollow: Handler<'Follow'> = (activity, signer, tx, { isFollower, keys, now, site }) => {
  if (activity.object !== site.actor) return;
  const { id, inbox, sharedInbox } = signer;
  const isWaiting = site.blog.approveFollowers && !isFollower;
  tx.putFollower(
    { actor: id, inbox, sharedInbox, followId: activity.id },
    now,
    isWaiting ? 'pending' : 'accepted',
  );
  if (!isWaiting) queueAnswer(acceptOf(activity, site, now, keys), site.actor, { actor: id, inbox }, tx, now);
};
