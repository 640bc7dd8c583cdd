import type { Post, Scheduled } from './post.ts';

/** What goes out by itself after `now`, soonest first; of a post that is also boosted again, both. */
export function scheduledIn(posts: readonly Post[], now: Date): readonly Scheduled[] {
  const all = posts
    .filter(({ draft }) => !draft)
    .flatMap((post) => [
      scheduledOf(post, 'post', post.date),
      ...(post.federate && post.reshare !== undefined ? [scheduledOf(post, 'reshare', post.reshare)] : []),
    ]);
  return all.filter(({ dueAt }) => dueAt > now.getTime()).sort((a, b) => a.dueAt - b.dueAt);
}

function scheduledOf(
  { federate, file, id, slug, title }: Post,
  kind: Scheduled['kind'],
  due: Date,
): Scheduled {
  return { kind, id, slug, title, file, federate, dueAt: due.getTime() };
}
