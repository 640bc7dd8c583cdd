import type { BlogSource } from './blog.ts';
import type { FrontMatter } from './frontmatter.ts';
import { seriesSlug } from './paths.ts';
import type { ToldSlug } from './post.ts';
import type { Source } from './source.ts';

/** A file and what was read from it. */
export interface Loaded<Value> {
  readonly source: Source;
  readonly value: Value;
}

export interface Shelves {
  readonly blog: BlogSource;
  readonly authors: readonly Loaded<unknown>[];
  readonly pages: readonly Loaded<unknown>[];
  readonly posts: readonly Loaded<FrontMatter>[];
  /** What was ever published: of two posts with one id, the one that was keeps it. */
  readonly told?: readonly ToldSlug[] | undefined;
}

/** Letters that stand in an address as they are. */
const slugShape = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._~-]*$/u;

/** Adds a problem for every name that two files share, and for every name that no file has. */
export function checkReferences(shelves: Shelves): void {
  const { authors, pages, posts, told = [] } = shelves;
  for (const shelf of [authors, pages, posts]) {
    for (const { source } of shelf) checkFileName(source);
    checkSlugs(shelf);
  }
  checkIds(posts, told);
  checkParts(posts);
  checkBlog(shelves);
  for (const post of posts) checkPost(post, shelves);
}

function checkFileName({ slug, fields }: Source): void {
  if (slugShape.test(slug)) return;
  const remedy = 'Rename it with letters, digits and hyphens, such as kettle-repair.md.';
  fields.refuse('slug', `The file name "${slug}" cannot be part of an address.`, remedy);
}

/** Every file after the first with the same slug is told of it. */
function checkSlugs(items: readonly Loaded<unknown>[]): void {
  for (const [slug, [first, ...others]] of Map.groupBy(items, ({ source }) => source.slug)) {
    for (const { source } of others)
      source.fields.refuse(
        'slug',
        `"${slug}" is taken by ${first?.source.file ?? ''}.`,
        'Rename one of the two files.',
      );
  }
}

/** Every post but the one that was published under an id, or else the oldest, is told that it is taken. */
function checkIds(posts: Shelves['posts'], told: readonly ToldSlug[]): void {
  for (const [id, sharing] of Map.groupBy(posts, ({ value }) => value.id)) {
    const published = told
      .filter((one) => one.id === id)
      .map(({ slug }) => sharing.find(({ source }) => source.slug === slug))
      .find((post) => post !== undefined);
    const owner = published ?? sharing.toSorted((a, b) => a.value.date.getTime() - b.value.date.getTime())[0];
    for (const { source } of sharing) {
      // Two files of one slug mostly share the id too: that is one mistake, told once.
      if (owner === undefined || owner.source.slug === source.slug) continue;
      const what = owner === published ? ', which is published' : '';
      const remedy = `Write another into this one, such as id: ${id}-2.`;
      source.fields.refuse('id', `"${id}" is taken by ${owner.source.file}${what}.`, remedy);
    }
  }
}

/** In one language, a series has one post for a part. */
function checkParts(posts: Shelves['posts']): void {
  const first = new Map<string, string>();
  for (const { source, value } of posts) {
    const { lang, series } = value;
    if (series?.part === undefined) continue;
    const place = JSON.stringify([seriesSlug(series.name), series.part, new Intl.Locale(lang).language]);
    const owner = first.get(place);
    first.set(place, owner ?? source.file);
    if (owner === undefined) continue;
    const message = `Part ${series.part} of "${series.name}" is ${owner} already.`;
    source.fields.refuse(
      'series',
      message,
      'Write another part, or leave the part out: the date decides then.',
    );
  }
}

function checkBlog({ blog: { blog, fields }, authors, pages }: Shelves): void {
  if (blog.author !== '' && !hasSlug(authors, blog.author)) refuseAuthor(fields, blog.author);
  for (const slug of blog.navigation) {
    if (hasSlug(pages, slug)) continue;
    fields.refuse(
      'navigation',
      `There is no page "${slug}".`,
      `Write content/pages/${slug}.md, or remove the word.`,
    );
  }
}

function checkPost({ source: { fields }, value }: Loaded<FrontMatter>, { authors, posts }: Shelves): void {
  for (const handle of fields.has('author') ? value.authors : []) {
    if (!hasSlug(authors, handle)) refuseAuthor(fields, handle);
  }
  checkTranslation(value, fields, posts);
}

/** All translations name the same original, so that they are one group wherever they go. */
function checkTranslation(
  { id, translationOf }: FrontMatter,
  fields: Source['fields'],
  posts: Shelves['posts'],
): void {
  if (translationOf === undefined) return;
  const refuse = (message: string, remedy = 'Write the id of the post that this one translates.'): void =>
    fields.refuse('translationOf', message, remedy);
  if (translationOf === id) return refuse('names this post itself.');
  const original = posts.find(({ value }) => value.id === translationOf)?.value;
  if (original === undefined) return refuse(`There is no post with the id "${translationOf}".`);
  if (original.translationOf !== undefined) {
    refuse(
      `"${translationOf}" is a translation itself.`,
      `Write the id of its original: ${original.translationOf}.`,
    );
  }
}

function refuseAuthor(fields: Source['fields'], handle: string): void {
  const remedy = `Write content/authors/${handle}.md with a line such as name: Ann Example, or correct the name.`;
  fields.refuse('author', `There is no author "${handle}".`, remedy);
}

function hasSlug(shelf: readonly Loaded<unknown>[], slug: string): boolean {
  return shelf.some(({ source }) => source.slug === slug);
}
