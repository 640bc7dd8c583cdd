import { hash } from 'node:crypto';
import type { SignatureClaim } from '../protocol/signature/claim.ts';
import type { Transaction } from '../store/store.ts';
import type { Context } from './context.ts';
import type { Act } from './handlers/handler.ts';

/**
 * What can be taken back, or takes back, so that whoever kept the request could send it again later and undo what was done
 * since. A Create is none of these: what is deleted stays refused by its id.
 */
const remembered: ReadonlySet<Act['type']> = new Set([
  'Follow',
  'Undo',
  'Like',
  'Announce',
  'Block',
  'Move',
  'QuoteRequest',
  'Update',
  'UpdateActor',
  'Delete',
]);

type Signed = Pick<SignatureClaim, 'keyId' | 'signatures'>;

/**
 * Whether this very request was here before, and had its effects: then it has no more, and is answered as it was. A server
 * that tells us the same thing anew signs anew.
 */
export async function isReplay(
  claim: Signed,
  activity: Act,
  { store }: Pick<Context, 'store'>,
): Promise<boolean> {
  if (!remembered.has(activity.type)) return false;
  for (const signature of claim.signatures) if (await store.wasSeen(digestOf(signature))) return true;
  return false;
}

/** To be recorded with the effects of `activity`: a request that failed may come again. `now` in milliseconds. */
export function rememberSignature(claim: Signed, activity: Act, tx: Transaction, now: number): void {
  if (!remembered.has(activity.type)) return;
  for (const signature of claim.signatures) tx.putSeen(digestOf(signature), now, claim.keyId);
}

function digestOf(signature: Uint8Array): string {
  return hash('sha256', signature, 'base64');
}
