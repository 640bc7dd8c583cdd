import { followersDigest, formatSynchronization } from '../protocol/follower-sync.ts';
import type { Delivery } from '../store/store.ts';
import type { Context } from './context.ts';

/**
 * The value of Collection-Synchronization (FEP-8fcf) for each of these deliveries that may carry one. A server that finds the
 * digest wrong removes the followers who are not in our list, so it is told only where our list is certainly whole: with what
 * goes to all followers, where somebody follows and no answer of ours is still on its way; and never from a store whose
 * setting `followersWhole` is `no`, as a restored or imported one may be.
 */
export async function synchronizationsFor(
  deliveries: readonly Delivery[],
  { store, site }: Pick<Context, 'store' | 'site'>,
): Promise<ReadonlyMap<Delivery, string>> {
  const byOrigin = Map.groupBy(
    deliveries.filter(({ toFollowers }) => toFollowers),
    ({ inbox }) => new URL(inbox).origin,
  );
  if (byOrigin.size === 0 || (await store.setting('followersWhole')) === 'no') return new Map();
  const { followers: collectionId, followersSynchronization: url } = site;
  const values = new Map<Delivery, string>();
  for (const [origin, ids] of await store.settledFollowers([...byOrigin.keys()])) {
    const value = formatSynchronization({ collectionId, url, digest: followersDigest(ids) });
    for (const delivery of byOrigin.get(origin) ?? []) values.set(delivery, value);
  }
  return values;
}
