import { isObject, valuesOf } from './property.ts';
import type { Visibility } from './vocabulary.ts';
import { PUBLIC } from './vocabulary.ts';

/** As peers write it: expanded, compacted (Threads, activitypub.bot), and by JSON-LD vocabulary. */
const publicNames: ReadonlySet<unknown> = new Set([PUBLIC, 'as:Public', 'Public']);

/**
 * Who may see something addressed so (ActivityPub §5.6, §7.1). 'followers' is told from 'direct' by an address that ends
 * like a followers collection; that is a guess, and neither is ever shown.
 */
export function visibilityOf(to: unknown, cc: unknown): Visibility {
  const primary = valuesOf(to).map(addressOf);
  if (primary.some((address) => publicNames.has(address))) return 'public';
  const secondary = valuesOf(cc).map(addressOf);
  if (secondary.some((address) => publicNames.has(address))) return 'unlisted';
  return [...primary, ...secondary].some(isFollowers) ? 'followers' : 'direct';
}

function addressOf(value: unknown): unknown {
  return isObject(value) ? value.id : value;
}

function isFollowers(address: unknown): boolean {
  return typeof address === 'string' && /\/followers(?:\.json|\/)?$/.test(address);
}
