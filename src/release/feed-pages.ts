import { feedFiles, feedsOf } from '../posts/feeds.ts';
import type { Library, Post } from '../posts/post.ts';

/** Every feed of the site, as a page to be drawn: again when `keyOf` what it holds has changed, and only then. */
export function feedPagesOf(
  library: Library,
  keyOf: (posts: readonly Post[]) => string,
): readonly { readonly path: string; readonly key: string }[] {
  return feedsOf(library).flatMap(({ base, posts }) => {
    const key = keyOf(posts);
    return feedFiles.map((file) => ({ path: `${base}${file}`, key }));
  });
}
