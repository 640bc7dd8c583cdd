import { renderBody } from '../../../src/posts/markdown.ts';
import { openPictures } from '../../../src/posts/pictures.ts';
import type { ContentProblem, PostBody } from '../../../src/posts/post.ts';
import { ContentError } from '../../../src/posts/post.ts';
import type { Files } from './content-folder.ts';
import { temporaryFolder, writeBelow } from './content-folder.ts';

/** Draws a text as that of `content/posts/kettle.md`, where it begins on line 5; `files` are below `content/`. */
export async function draw(markdown: string, files: Files = {}, lang = 'en'): Promise<PostBody> {
  const contentDir = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await writeBelow(contentDir, name, bytes);
  return renderBody(markdown, {
    file: 'content/posts/kettle.md',
    lang,
    line: 5,
    directory: 'posts',
    origin: 'https://blog.test',
    pagePath: '/posts/kettle/',
    pictures: openPictures(contentDir),
  });
}

/** The problems of a text that cannot be drawn. */
export async function problemsIn(markdown: string, files: Files = {}): Promise<readonly ContentProblem[]> {
  const error: unknown = await draw(markdown, files).catch((thrown: unknown) => thrown);
  if (error instanceof ContentError) return error.problems;
  throw error instanceof Error ? error : new Error('the text could be drawn');
}
