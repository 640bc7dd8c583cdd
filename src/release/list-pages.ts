import { notesPages } from '../posts/notes.ts';
import { seriesPath, yearPath } from '../posts/paths.ts';
import type { Post } from '../posts/post.ts';
import { seriesOf, versionsOf, type Series } from '../posts/series.ts';
import { hashOf } from './files.ts';

/** A page that lists posts, and what stands for all that it shows. */
export interface ListPage {
  readonly path: string;
  readonly key: string;
}

/** The pages of years, of older notes and of series, of `listed` posts, newest first; `keyOf` stands for posts as lists show them. */
export function listPagesOf(
  listed: readonly Post[],
  keyOf: (posts: readonly Post[]) => string,
): readonly ListPage[] {
  const years = [...Map.groupBy(listed, ({ date }) => date.getUTCFullYear())];
  const yearPages = years.map(([year, posts], place) => {
    const beside = [years[place - 1]?.[0], years[place + 1]?.[0]];
    return { path: yearPath(year), key: hashOf([keyOf(posts), ...beside].join()) };
  });
  const older = notesPages(listed).slice(1);
  const notes = older.map(({ newer, path, posts }) => ({ path, key: hashOf([keyOf(posts), newer].join()) }));
  const all = seriesOf(listed);
  const series = all.map((one) => ({
    path: seriesPath(one.name),
    key: hashOf(JSON.stringify([one.name, keyOf(one.posts), versionsOf(one, all)])),
  }));
  return [...yearPages, ...notes, ...series];
}

/** What the pages of posts say of the series that they are part of. */
export function seriesMarks(listed: readonly Post[]): ReadonlyMap<Post, string> {
  return new Map(seriesOf(listed).flatMap((series) => series.posts.map((post) => [post, markOf(series)])));
}

function markOf({ name, posts }: Series): string {
  const parts = posts.map(({ body, contentWarning, lang, slug, title }) => {
    return [slug, title, lang, contentWarning, title === '' ? body.text.slice(0, 80) : ''];
  });
  return hashOf(JSON.stringify([name, parts]));
}
