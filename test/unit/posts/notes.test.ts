import { describe, expect, test } from 'vitest';
import { notesPages, type NotesPage } from '../../../src/posts/notes.ts';
import type { Post } from '../../../src/posts/post.ts';
import { postOf } from '../theme/sample.ts';

/** `count` notes, the newest, which is `n<count>`, first. */
function notes(count: number): readonly Post[] {
  return Array.from({ length: count }, (_, index) => postOf(`n${count - index}`, { type: 'note' }));
}

function spanOf({ posts }: NotesPage): readonly (string | undefined)[] {
  return [posts[0]?.slug, posts.at(-1)?.slug];
}

describe('the stream of notes', () => {
  test('has notes and no articles', () => {
    const [page] = notesPages([postOf('article'), ...notes(1)]);
    expect(page?.posts.map(({ slug }) => slug)).toEqual(['n1']);
  });

  test.each([0, 1, 30, 59])('is one page while there are %i', (count) => {
    const pages = notesPages(notes(count));
    expect(pages).toMatchObject([{ number: undefined, path: '/notes/', newer: undefined, older: undefined }]);
    expect(pages[0]?.posts).toHaveLength(count);
  });

  test('leads from the newest to the oldest and back', () => {
    const pages = notesPages(notes(95));
    expect(pages.map(({ newer, number, older, path }) => [number, path, newer, older])).toEqual([
      [undefined, '/notes/', undefined, '/notes/2/'],
      [2, '/notes/2/', '/notes/', '/notes/1/'],
      [1, '/notes/1/', '/notes/2/', undefined],
    ]);
    expect(pages.map(spanOf)).toEqual([
      ['n95', 'n61'],
      ['n60', 'n31'],
      ['n30', 'n1'],
    ]);
  });

  test.each([60, 61, 89, 90, 300])('shows each of %i once', (count) => {
    const shown = notesPages(notes(count)).flatMap(({ posts }) => posts);
    expect(shown.map(({ slug }) => slug)).toEqual(notes(count).map(({ slug }) => slug));
  });

  test('keeps its full pages whatever is added', () => {
    const before = notesPages(notes(95)).slice(1);
    const after = notesPages(notes(119)).slice(1);
    expect(after.map(spanOf)).toEqual(before.map(spanOf));
    expect(notesPages(notes(120)).slice(2).map(spanOf)).toEqual(before.map(spanOf));
  });
});
