import { isObject, valuesOf } from './property.ts';
import type { Visibility } from './vocabulary.ts';
import { PUBLIC } from './vocabulary.ts';

/** As peers write it: expanded, compacted (Threads, activitypub.bot), and by JSON-LD vocabulary. */
const publicNames: ReadonlySet<unknown> = new Set([PUBLIC, 'as:Public', 'Public']);

/** Whoever writes to more hides Public among them: what is not found is not shown. */
const addressesMax = 1000;

/**
 * Who may see something addressed so (ActivityPub §5.6, §7.1), as far as the first 1,000 of each list say. 'followers' is told
 * from 'direct' by an address that ends like a followers collection; that is a guess, and neither is ever shown.
 */
export function visibilityOf(to: unknown, cc: unknown): Visibility {
  const primary = addressesIn(to);
  if (primary.some((address) => publicNames.has(address))) return 'public';
  const secondary = addressesIn(cc);
  if (secondary.some((address) => publicNames.has(address))) return 'unlisted';
  return [...primary, ...secondary].some(isFollowers) ? 'followers' : 'direct';
}

function addressesIn(value: unknown): readonly unknown[] {
  return valuesOf(value)
    .slice(0, addressesMax)
    .map((address) => (isObject(address) ? address.id : address));
}

function isFollowers(address: unknown): boolean {
  return typeof address === 'string' && /\/followers(?:\.json|\/)?$/.test(address);
}
