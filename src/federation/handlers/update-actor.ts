import type { Handler } from './handler.ts';

/** Takes over a changed profile, name or inbox; only one's own (ActivityPub §7.3). */
export const handleUpdateActor: Handler<'UpdateActor'> = ({ object }, signer, tx, { now }) => {
  if (object.id === signer.id) tx.putActor(object, now);
};
