import { isAbsolute } from 'node:path';
import { assert } from '../assert.ts';
import { authorPath, pagePath, postPath } from './paths.ts';
import { readBlog, type BlogSource } from './blog.ts';
import { cachedBody } from './body-cache.ts';
import { mapConcurrently } from './concurrent.ts';
import { loadEmoji, withEmoji } from './emoji.ts';
import { readFrontMatter } from './frontmatter.ts';
import { lintContent } from './lint.ts';
import { readModeration } from './moderation.ts';
import { readRulesOff } from './lint-field.ts';
import type { LintRule } from './lint-rules.ts';
import { overlookedIn } from './overlooked.ts';
import { readAuthor, readPage } from './page.ts';
import type { Pictures } from './pictures.ts';
import { openPictures } from './pictures.ts';
import type {
  Author,
  Blog,
  CommitTrailers,
  ContentProblem,
  Library,
  Page,
  Post,
  PostBody,
  PostImage,
  ToldSlug,
} from './post.ts';
import { ContentError } from './post.ts';
import type { Loaded } from './references.ts';
import { checkReferences } from './references.ts';
import { scheduledIn } from './scheduled.ts';
import type { Source } from './source.ts';
import { filesOpenMax, listPlaces, readSource } from './source.ts';
import { distinctTags } from './tag.ts';

export interface LoadOptions {
  /** Absolute path of the folder with `blog.yml`, `posts`, `authors` and `pages`. */
  readonly contentDir: string;
  /** `https://blog.example`, without a slash at the end. */
  readonly origin: string;
  readonly now: Date;
  /** Includes drafts and posts whose date is after `now`. */
  readonly drafts?: boolean | undefined;
  /** Where drawn bodies are kept from one load to the next. */
  readonly cacheDir?: string | undefined;
  /** Paths of the site's own files: links to them are good though they are not in `content/`. */
  readonly knownPaths?: ReadonlySet<string> | undefined;
  /** What was ever published, under each slug that it had: links there are good, and what is not here is new. */
  readonly told?: readonly ToldSlug[] | undefined;
  /** What commits say of posts, by file as in messages: `content/posts/kettle.md`. */
  readonly trailers?: ReadonlyMap<string, CommitTrailers> | undefined;
}

/** What every file is read with. */
interface Desk {
  readonly options: LoadOptions;
  readonly pictures: Pictures;
  readonly problems: ContentProblem[];
}

/**
 * Reads all of `content/`. Throws a ContentError with every problem of every file, drafts and scheduled posts included, so
 * that a post does not turn out wrong on the day it is due. Other failures (a disk that cannot be read) go through.
 */
export async function loadLibrary(options: LoadOptions): Promise<Library> {
  const { contentDir, origin, now } = options;
  assert(isAbsolute(contentDir) && !origin.endsWith('/'), `cannot load ${contentDir} for ${origin}`);
  const pictures = openPictures(contentDir, options.cacheDir);
  const desk: Desk = { options, pictures, problems: [] };
  const blog = await readBlog(pictures, desk.problems);
  const authors = await loadFolder('authors', desk, async (source): Promise<Author> => {
    const [front, body] = await Promise.all([
      readAuthor(source, pictures),
      bodyOf(source, authorPath(source.slug), blog.blog.lang, desk),
    ]);
    return { ...front, body };
  });
  const pages = await loadFolder('pages', desk, async (source): Promise<Page> => {
    const front = readPage(source, blog.blog);
    return { ...front, body: await bodyOf(source, pagePath(source.slug), front.lang, desk) };
  });
  const emoji = await loadEmoji(pictures, desk.problems);
  const posts = await loadFolder('posts', desk, async (source): Promise<Post> => {
    const trailers = options.trailers?.get(source.file);
    const front = await readFrontMatter(source, {
      blog: blog.blog,
      authors: valuesOf(authors),
      now,
      pictures,
      trailers,
    });
    const drawn = await bodyOf(source, postPath(source.slug), front.lang, desk);
    const { body, used } = withEmoji(drawn, [front.title, front.summary], emoji);
    return { ...front, tags: distinctTags([...front.tags, ...body.hashtags]), body, emoji: used };
  });
  const moderation = await readModeration(contentDir, desk.problems);
  checkReferences({ blog, authors, pages, posts, told: options.told });
  const off = rulesOff([...authors, ...pages, ...posts], blog);
  if (desk.problems.length > 0) throw new ContentError(desk.problems.sort(byPlace));
  const shelf = {
    blog: withLinksOf(valuesOf(authors), blog.blog),
    authors: valuesOf(authors),
    pages: valuesOf(pages),
  };
  const media = mediaOf(shelf, valuesOf(posts));
  const findings = lintContent({ authors, pages, posts }, { ...options, media, off });
  const overlooked = readRulesOff(blog.fields).has('not-read') ? [] : await overlookedIn(contentDir);
  const warnings = [...findings, ...overlooked].sort(byPlace);
  return { ...libraryOf(shelf, valuesOf(posts), options), moderation, warnings };
}

/** By file, the rules that are off there: its own, and those of the whole blog. */
function rulesOff(
  files: readonly Loaded<unknown>[],
  blog: BlogSource,
): ReadonlyMap<string, ReadonlySet<LintRule>> {
  const everywhere = readRulesOff(blog.fields);
  return new Map(files.map(({ source: { fields, file } }) => [file, readRulesOff(fields).union(everywhere)]));
}

async function loadFolder<Value>(
  folder: string,
  { options, problems }: Desk,
  load: (source: Source) => Promise<Value>,
): Promise<readonly Loaded<Value>[]> {
  const places = await listPlaces(options.contentDir, folder);
  return mapConcurrently(places, filesOpenMax, async (place) => {
    const source = await readSource(place, problems);
    return { source, value: await load(source) };
  });
}

/** The drawn text of a file; an empty one, with problems, when it cannot be drawn. */
async function bodyOf(
  source: Source,
  pagePath: string,
  lang: string,
  { options, pictures, problems }: Desk,
): Promise<PostBody> {
  const { file, directory, markdown, markdownLine: line } = source;
  const context = { file, lang, line, directory, origin: options.origin, pagePath, pictures };
  const render = async (): Promise<PostBody> => {
    const { renderBody } = await import('./markdown.ts'); // Slow to load, and not needed when every body is in the cache.
    return renderBody(markdown, context);
  };
  try {
    return options.cacheDir === undefined
      ? await render()
      : await cachedBody(markdown, context, options.cacheDir, render);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    problems.push(...error.problems);
    return emptyBody;
  }
}

const emptyBody: PostBody = {
  source: '',
  html: '',
  federatedHtml: '',
  text: '',
  headings: [],
  images: [],
  mentions: [],
  hashtags: [],
  links: [],
  remarks: [],
  words: 0,
};

type Shelf = Pick<Library, 'blog' | 'authors' | 'pages'>;

function libraryOf(
  shelf: Shelf,
  all: readonly Post[],
  { now, drafts = false }: LoadOptions,
): Omit<Library, 'warnings'> {
  const isShown = (post: Post): boolean => drafts || (!post.draft && post.date <= now);
  const posts = all.filter(isShown).sort(newestFirst);
  const withheld = all.filter((post) => !isShown(post)).map(({ id, draft }) => ({ id, draft }));
  const scheduled = scheduledIn(all, now);
  const nextDue = scheduled[0] && new Date(scheduled[0].dueAt);
  return { ...shelf, posts, withheld, scheduled, media: mediaOf(shelf, posts), nextDue };
}

/** The profile has the links of the blog's author after its own fields, so that other servers can verify them (rel=me). */
function withLinksOf(authors: readonly Author[], blog: Blog): Blog {
  const links = authors.find(({ handle }) => handle === blog.author)?.links ?? [];
  const known = new Set(blog.fields.map(({ value }) => value));
  const fields = links.filter(({ url }) => !known.has(url)).map(({ name, url }) => ({ name, value: url }));
  return { ...blog, fields: [...blog.fields, ...fields] };
}

/** Every picture once: what has the same address has the same bytes. */
function mediaOf({ blog, authors, pages }: Shelf, posts: readonly Post[]): readonly PostImage[] {
  const heroes = [
    blog.icon,
    blog.image,
    ...authors.map(({ image }) => image),
    ...posts.map(({ image }) => image),
    ...posts.flatMap(({ emoji }) => emoji.map(({ image }) => image)),
  ];
  const inTexts = [...authors, ...pages, ...posts].flatMap(({ body }) => body.images);
  const images = [...heroes, ...inTexts].filter((image) => image !== undefined);
  return [...new Map(images.map((image) => [image.url, image])).values()];
}

function newestFirst(a: Post, b: Post): number {
  return b.date.getTime() - a.date.getTime() || compare(a.slug, b.slug);
}

function byPlace(a: ContentProblem, b: ContentProblem): number {
  return compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0);
}

/** By code points, so that the order is the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function valuesOf<Value>(loaded: readonly Loaded<Value>[]): readonly Value[] {
  return loaded.map(({ value }) => value);
}
