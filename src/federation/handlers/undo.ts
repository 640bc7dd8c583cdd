import type { ReactionKind, UndoneActivity } from '../../protocol/vocabulary.ts';
import type { Site } from '../../site.ts';
import type { Handler } from './handler.ts';

const reactionKinds: ReadonlyMap<string | undefined, ReactionKind> = new Map([
  ['Like', 'like'],
  ['Announce', 'announce'],
]);

/**
 * Takes back a Follow, Like or Announce (ActivityPub §7.10). Matched by actor, type and object; by the id only where nothing
 * else is named, because Misskey and snac name ids that they never sent.
 */
export const handleUndo: Handler<'Undo'> = ({ object: undone }, signer, tx, { objects, site }) => {
  if (isFollow(undone, site)) {
    if (undone.object === undefined || undone.object === site.actor) tx.removeFollower(signer.id);
    return;
  }
  const kind = reactionKinds.get(undone.type);
  if (kind === undefined && undone.type !== undefined) return; // A Block, say: who was let go does not come back by it.
  const target = undone.object && objects(undone.object);
  if (kind !== undefined && target !== undefined) tx.removeReaction(kind, signer.id, target.id, undone.emoji);
  else if (undone.id !== undefined) {
    tx.removeReactionById(undone.id, signer.id);
    if (undone.type === undefined) tx.removeFollowerById(undone.id, signer.id);
  }
};

/** snac names nothing but whom it followed. */
function isFollow({ id, object, type }: UndoneActivity, { actor }: Site): boolean {
  return type === 'Follow' || (type === undefined && (object === actor || id === actor));
}
