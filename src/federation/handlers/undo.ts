import type { ReactionKind } from '../../protocol/vocabulary.ts';
import type { Handler } from './handler.ts';

const reactionKinds: ReadonlyMap<string, ReactionKind> = new Map([
  ['Like', 'like'],
  ['Announce', 'announce'],
]);

/**
 * Takes back a Follow, Like or Announce (ActivityPub §7.10). Matched by actor, type and object; by the id only where nothing
 * else is named, because Misskey and snac name ids that they never sent.
 */
export const handleUndo: Handler<'Undo'> = ({ object }, signer, tx, { site, objects }) => {
  const isOfUs = object.object === site.actor || object.id === site.actor; // snac names nothing but whom it followed.
  if (object.type === 'Follow' || (object.type === undefined && isOfUs)) {
    if (object.object === undefined || object.object === site.actor) tx.removeFollower(signer.id);
    return;
  }
  const kind = reactionKinds.get(object.type ?? '');
  const target = object.object === undefined ? undefined : objects(object.object);
  if (kind !== undefined && target !== undefined) tx.removeReaction(kind, signer.id, target.id);
  else if (object.id !== undefined) {
    tx.removeReactionById(object.id, signer.id);
    if (object.type === undefined) tx.removeFollowerById(object.id, signer.id);
  }
};
