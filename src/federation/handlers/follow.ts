import { acceptOf } from '../objects.ts';
import type { Handler } from './handler.ts';

/**
 * Stores the Follower and answers Accept, also the second time: the peer may have lost the first (ActivityPub §7.5). The
 * answer goes to the follower's own inbox.
 */
export const handleFollow: Handler<'Follow'> = (activity, signer, tx, { site, now }) => {
  if (activity.object !== site.actor) return;
  const { id, inbox, sharedInbox } = signer;
  tx.putFollower({ actor: id, inbox, sharedInbox, followId: activity.id }, now);
  const accept = acceptOf(activity, site, now);
  tx.enqueue({
    id: accept.id,
    type: 'Accept',
    objectId: accept.id,
    body: JSON.stringify(accept),
    to: 'inboxes',
    inboxes: [inbox],
    notBefore: now,
  });
};
