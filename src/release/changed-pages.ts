import { pagePath, postPath } from '../posts/paths.ts';
import type { Library } from '../posts/post.ts';
import type { Manifest } from './manifest.ts';

/**
 * Slugs of what only the site shows, `content/pages` and posts that are pages only, where a release shows something else than
 * the one before it. None where all pages may differ, because the theme does.
 */
export function changedPages(
  before: Manifest | undefined,
  after: Manifest,
  { pages, posts }: Pick<Library, 'pages' | 'posts'>,
): readonly string[] {
  if (before?.theme !== after.theme) return [];
  const hashIn = ({ resources }: Manifest, path: string): string | undefined => resources[path]?.hash;
  const pagesOnly = posts.filter(({ federate }) => !federate);
  return [
    ...pages.map(({ slug }) => ({ slug, path: pagePath(slug) })),
    ...pagesOnly.map(({ slug }) => ({ slug, path: postPath(slug) })),
  ].flatMap(({ path, slug }) => (hashIn(before, path) === hashIn(after, path) ? [] : [slug]));
}
