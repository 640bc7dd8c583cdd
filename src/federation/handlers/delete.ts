import { sameOrigin } from '../../protocol/uri.ts';
import type { Handler } from './handler.ts';

/**
 * Removes what the signer owns: itself, or what it wrote or did under that id (ActivityPub §7.4). The store compares the
 * author; a name on the same host is not enough. Of another origin the signer owns nothing, and nothing is remembered of it.
 */
export const handleDelete: Handler<'Delete'> = ({ object }, signer, tx, { now }) => {
  if (object === signer.id) {
    tx.removeActor(signer.id, now);
    return;
  }
  if (!sameOrigin(object, signer.id)) return;
  tx.removeReply(object, signer.id, now);
  tx.removePrivateMessage(object, signer.id);
  tx.removeQuote(object, signer.id);
  tx.removeReactionById(object, signer.id); // Misskey deletes its boosts.
};
