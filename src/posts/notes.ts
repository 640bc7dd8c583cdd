import { notesPath } from './paths.ts';
import type { Post } from './post.ts';

/** One page of the stream of notes. */
export interface NotesPage {
  /** From 1, the oldest; undefined for the page with the newest notes. */
  readonly number: number | undefined;
  readonly path: string;
  /** Newest first. */
  readonly posts: readonly Post[];
  /** Paths. */
  readonly newer: string | undefined;
  readonly older: string | undefined;
}

/** Of the newest page, at least, where there are as many. */
const pageSize = 30;

/**
 * The pages of the stream, from the newest on, of `posts`, which are newest first. They are counted from the oldest note, so
 * that a full page stays as it is whatever is added: the first page holds what no full page does yet, and one page's worth.
 */
export function notesPages(posts: readonly Post[]): readonly NotesPage[] {
  const notes = posts.filter(({ type }) => type === 'note').toReversed();
  const fullPages = Math.max(0, Math.floor(notes.length / pageSize) - 1);
  const pathOf = (number: number): string => notesPath(number > fullPages ? undefined : number);
  return Array.from({ length: fullPages + 1 }, (_, index) => {
    const number = fullPages + 1 - index;
    const isNewest = index === 0;
    const start = (number - 1) * pageSize;
    return {
      number: isNewest ? undefined : number,
      path: pathOf(number),
      posts: notes.slice(start, isNewest ? undefined : start + pageSize).toReversed(),
      newer: isNewest ? undefined : pathOf(number + 1),
      older: number > 1 ? pathOf(number - 1) : undefined,
    };
  });
}
