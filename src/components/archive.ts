import type { Library, Post } from '../posts/post.ts';
import { postsByYear } from './listing.ts';

export interface ArchiveYear {
  readonly year: number;
  /** Newest first. */
  readonly posts: readonly Post[];
  /** Whether the archive's first page names them, or leaves that to the page of the year. */
  readonly isShown: boolean;
}

/** The years with listed posts, newest first: whole ones are shown, as long as they have `countMax` posts together. */
export function archiveYears(library: Library, countMax: number): readonly ArchiveYear[] {
  let count = 0;
  return [...postsByYear(library)].map(([year, posts], index) => {
    count += posts.length;
    return { year, posts, isShown: index === 0 || count <= countMax };
  });
}

/** Posts by the first day (UTC) of their month, in their order. */
export function postsByMonth(
  posts: readonly Post[],
): readonly (readonly [month: Date, posts: readonly Post[]])[] {
  const months = Map.groupBy(posts, ({ date }) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth()));
  return [...months].map(([month, group]) => [new Date(month), group]);
}
