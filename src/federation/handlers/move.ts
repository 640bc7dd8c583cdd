import type { Handler } from './handler.ts';

/**
 * A follower goes on as somebody else: the new actor, who says to be the same person, follows in its place (FEP-7628). Without
 * that word nothing changes. Nothing is sent.
 */
export const handleMove: Handler<'Move'> = ({ object }, signer, tx, { now, successor }) => {
  if (object !== signer.id || successor === undefined) return;
  const { id, inbox, sharedInbox } = successor;
  tx.putActor(successor, now);
  tx.moveFollower(signer.id, { actor: id, inbox, sharedInbox, followId: undefined }, now);
};
