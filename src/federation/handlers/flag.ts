import type { Uri } from '../../protocol/vocabulary.ts';
import type { Handler } from './handler.ts';

/** Keeps a report for the writer to see, of what it says about the blog and its objects (interop 5.2); nothing follows by itself. */
export const handleFlag: Handler<'Flag'> = (
  { content, objects: named },
  signer,
  tx,
  { now, objects, site },
) => {
  const ownId = (named: Uri): Uri | undefined => (named === site.actor ? named : objects(named)?.id);
  const own = new Set(named.map(ownId).filter((id) => id !== undefined));
  if (own.size > 0) tx.putReport({ actor: signer.id, objects: [...own], content, at: now });
};
