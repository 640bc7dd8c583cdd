import { planChanges } from '../../../src/federation/plan.ts';
import { effectsOf, preparePublication, type Publication } from '../../../src/federation/publish.ts';
import type { Post } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import type { Store } from '../../../src/store/store.ts';
import { blogKeys, fakeRemote, NOW, type FakeRemote } from '../builders.ts';
import { site } from '../theme/sample.ts';

/** A blog that publishes. */
export interface World {
  readonly store: Store;
  readonly remote: FakeRemote;
  readonly site: typeof site;
  readonly keys: typeof blogKeys;
}

export function worldOf(store: Store, remote = fakeRemote(), more: Partial<World> = {}): World {
  return { store, remote, site, keys: blogKeys, ...more };
}

/** Plans `posts` against what the store knows, prepares and commits. */
export async function publish(
  posts: readonly Post[],
  world: World,
  now = NOW,
  isFirst = false,
): Promise<Publication> {
  const plan = planChanges(posts, await world.store.announcements(), isFirst, now);
  const publication = await preparePublication(plan, posts, world, now);
  await commit(publication, world);
  return publication;
}

/** Tells the world at once. */
export async function commit(publication: Publication, { site, store }: World): Promise<void> {
  await store.putPublication(effectsOf(publication, 'release-1', site), { instead: undefined, now: NOW });
}

/** Activities that wait, oldest first, once each. */
export async function queued(store: Store): Promise<readonly JsonObject[]> {
  const deliveries = await store.claimDeliveries({
    limit: 100,
    now: 10 * NOW,
    leaseMs: 0,
    owner: 'test',
    busyHosts: [],
  });
  const bodies = new Set(deliveries.map(({ body }) => body));
  return [...bodies].map((body) => JSON.parse(body) as JsonObject);
}
