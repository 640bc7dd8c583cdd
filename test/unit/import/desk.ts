import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { carryOver, type ImportReport } from '../../../src/import/carry.ts';
import type { Kind } from '../../../src/import/found.ts';
import { withFound } from '../../../src/import/recognise.ts';
import { loadLibrary } from '../../../src/posts/load.ts';
import type { Post } from '../../../src/posts/post.ts';

export const fixtures = join(import.meta.dirname, '../../fixtures/import');
export const picture = readFileSync(join(fixtures, 'mastodon/media_attachments/files/111/original/open.png'));

/** A blog to import into, and a folder to import from; both are gone with it. */
export interface ImportDesk extends Disposable {
  readonly contentDir: string;
  readonly source: string;
  /** Puts files into the source, by path. */
  put(files: Readonly<Record<string, string | Buffer>>): void;
  run(kind: Kind, options?: { readonly from?: string; readonly isDry?: boolean }): Promise<ImportReport>;
  /** The file of a post as it was written: `kettle.md`. */
  written(name: string): string;
  /** All posts as the blog reads them, drafts too; throws when any is wrong. */
  posts(): Promise<readonly Post[]>;
  post(slug: string): Promise<Post>;
}

export const now = new Date('2026-03-01T12:00:00Z');
export const origin = 'https://blog.test';

export function openImportDesk(): ImportDesk {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'outward-test-import-')));
  const contentDir = join(folder, 'content');
  const source = join(folder, 'source');
  const putInto = (place: string, files: Readonly<Record<string, string | Buffer>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, path)), { recursive: true });
      writeFileSync(join(place, path), text);
    }
  };
  putInto(contentDir, {
    'blog.yml': 'title: Blog\ndescription: A blog.\nhandle: blog\nlang: en\nauthor: ada\n',
    'authors/ada.md': '---\nname: Ada\n---\n',
    'authors/bob.md': '---\nname: Bob\n---\n',
  });
  mkdirSync(source);
  const posts = async (): Promise<readonly Post[]> =>
    (await loadLibrary({ contentDir, origin, now, drafts: true })).posts;
  return {
    contentDir,
    source,
    put: (files) => {
      putInto(source, files);
    },
    run: (kind, { from = source, isDry = false } = {}) =>
      withFound(from, { kind, now, origin }, (found, root) =>
        carryOver(found, { root, contentDir, now, isDry }),
      ),
    written: (name) => readFileSync(join(contentDir, 'posts', name), 'utf8'),
    posts,
    post: async (slug) => {
      const post = (await posts()).find((one) => one.slug === slug);
      if (post === undefined) throw new Error(`no post ${slug}`);
      return post;
    },
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
