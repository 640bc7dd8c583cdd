import type { Handler } from './handler.ts';

/** Counts a Like or an Announce of one of our objects, once an actor (ActivityPub §7.10, §7.11). */
export const handleReaction: Handler<'Like' | 'Announce'> = (
  { type, id, object },
  signer,
  tx,
  { objects, now },
) => {
  const target = objects(object);
  if (target === undefined) return;
  const kind = type === 'Like' ? 'like' : 'announce';
  tx.putReaction({ kind, actor: signer.id, objectId: target.id, activityId: id }, now);
};
