import type { Handler } from './handler.ts';

/** Counts a Like, with or without an emoji, or an Announce of one of our objects (ActivityPub §7.10, §7.11). */
export const handleReaction: Handler<'Like' | 'Announce'> = (activity, signer, tx, { now, objects }) => {
  const target = objects(activity.object);
  if (target === undefined) return;
  const about = { actor: signer.id, objectId: target.id, activityId: activity.id };
  if (activity.type === 'Like') tx.putReaction({ kind: 'like', emoji: activity.emoji, ...about }, now);
  else tx.putReaction({ kind: 'announce', emoji: undefined, ...about }, now);
};
