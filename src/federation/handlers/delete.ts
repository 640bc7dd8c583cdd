import type { Handler } from './handler.ts';

/**
 * Removes what the signer owns: itself, or a Reply it wrote (ActivityPub §7.4). The store compares the author; a name on the
 * same host is not enough.
 */
export const handleDelete: Handler<'Delete'> = ({ object }, signer, tx, { now }) => {
  if (object === signer.id) tx.removeActor(signer.id, now);
  else tx.removeReply(object, signer.id, now);
};
