import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { publishedPosts, documentsOf } from '../../../src/release/documents.ts';
import { buildRelease, type BuildInput } from '../../../src/release/build.ts';
import { hashOf, writeInto } from '../../../src/release/files.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import type { Indexer } from '../../../src/release/search.ts';
import { serveManifest, type ServedRelease } from '../../../src/release/served.ts';
import type { Library, Post } from '../../../src/posts/post.ts';
import type { Site } from '../../../src/site.ts';
import { COMMENTS_BEGIN, COMMENTS_END, type Renderer } from '../../../src/theme.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { openScratch } from '../../support/scratch.ts';
import { announcementOf, blogKeys, NOW } from '../builders.ts';
import { libraryOf, site } from '../theme/sample.ts';

/** A data folder that goes with the test, in which releases are built with a theme of a few words. */
export interface Desk {
  readonly dataDir: string;
  /** Paths that were drawn, in order. */
  readonly drawn: string[];
  build(posts: readonly Post[], changes?: Changes): Promise<Manifest>;
  open(manifest: Manifest): ServedRelease;
}

/** What differs from a plain build in which every post was announced. */
export type Changes = Partial<BuildInput> & {
  readonly library?: Library;
  readonly site?: Site;
  readonly announcements?: readonly Announcement[];
  /** Name → content of the files that the compiled theme brings along. */
  readonly themeFiles?: Readonly<Record<string, string>>;
};

export function openDesk(): Desk {
  const scratch = openScratch();
  onTestFinished(() => scratch[Symbol.asyncDispose]());
  const drawn: string[] = [];
  const render: Renderer = (path, locals) => {
    drawn.push(path);
    return plainTheme(path, locals);
  };
  let count = 0;
  return {
    dataDir: scratch.path,
    drawn,
    build: async (posts, { themeFiles = {}, ...changes } = {}) => {
      const { announcements = posts.map((post) => announcementOf(post)) } = changes;
      for (const [name, text] of Object.entries(themeFiles)) {
        await writeInto(join(scratch.path, 'theme', 'client', name), text);
      }
      const library = changes.library ?? libraryOf(posts);
      const published = publishedPosts(library, announcements, () => ({ mentions: [], parent: undefined }));
      return buildRelease({
        dataDir: scratch.path,
        release: `release-${++count}`,
        inputs: 'inputs',
        site,
        library,
        theme: 'theme',
        render,
        indexer: plainIndexer,
        corrections: new Map(),
        documents: documentsOf(published, announcements, {
          site: changes.site ?? site,
          keys: blogKeys,
          polls: new Map(),
          now: NOW,
        }),
        assertionKey: blogKeys.assertion.id,
        now: NOW,
        formerSlugs: new Map(),
        previous: undefined,
        ...changes,
      });
    },
    open: (manifest) => serveManifest(scratch.path, manifest, render),
  };
}

/** One file for each record, and one of them all. */
const plainIndexer: Indexer = (records) => {
  const encoder = new TextEncoder();
  const files = records.map(({ html, path, title }) => {
    const content = encoder.encode(`${title} ${html}`);
    return { path: `fragment/${hashOf(path)}`, content };
  });
  const all = { path: 'pagefind-entry.json', content: encoder.encode(JSON.stringify(records)) };
  return Promise.resolve([...files, all]);
};

/** Says of each page what it is of; a post's page has room for its conversation, which is said in a few words too. */
const plainTheme: Renderer = (path, locals) => {
  const { comments, decision, intent, interact, library, waiting, site } = locals;
  const { blog } = site;
  const asked = [interact, waiting, decision, intent].find((view) => view !== undefined);
  if (asked !== undefined) return Promise.resolve(pageOf(`${path} ${JSON.stringify(asked)}`));
  if (comments !== undefined) {
    const { slug, closed, conversation } = comments;
    const texts = conversation.thread.map(({ html }) => html).join('');
    return Promise.resolve(pageOf(`${slug} ${closed ? 'closed' : 'open'}: ${conversation.replies} ${texts}`));
  }
  if (path.endsWith('.xml'))
    return Promise.resolve({
      status: 200,
      contentType: 'application/atom+xml',
      body: `<feed>${path}</feed>`,
    });
  if (path.endsWith('.json'))
    return Promise.resolve({ status: 200, contentType: 'application/feed+json', body: '{}' });
  const post = library?.posts.find(({ slug }) => path === `/posts/${encodeURIComponent(slug)}/`);
  const room = post?.federate === true ? COMMENTS_BEGIN + COMMENTS_END : '';
  const page = pageOf(`<h1>${blog.title} ${path}</h1>${post?.body.html ?? ''}${room}<footer></footer>`);
  return Promise.resolve(path === '/404.html' ? { ...page, status: 404 } : page);
};

function pageOf(body: string): {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
} {
  return { status: 200, contentType: 'text/html; charset=utf-8', body };
}
