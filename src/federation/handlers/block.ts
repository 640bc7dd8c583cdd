import type { Handler } from './handler.ts';

/** Whoever blocks the blog follows it no more. Nothing is answered, and an Undo of it brings nobody back (interop 5.2). */
export const handleBlock: Handler<'Block'> = ({ object }, signer, tx, { site }) => {
  if (object === site.actor) tx.removeFollower(signer.id);
};
