import type { BlogSource } from './blog.ts';
import type { FrontMatter } from './frontmatter.ts';
import { seriesSlug } from './paths.ts';
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
}

/** Letters that stand in an address as they are. */
const slugShape = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._~-]*$/u;

/** Adds a problem for every name that two files share, and for every name that no file has. */
export function checkReferences(shelves: Shelves): void {
  const { authors, pages, posts } = shelves;
  for (const shelf of [authors, pages, posts]) {
    for (const { source } of shelf) checkFileName(source);
    checkDistinct(shelf, 'slug', ({ source }) => source.slug);
  }
  checkDistinct(posts, 'id', ({ value }) => value.id);
  checkParts(posts);
  checkBlog(shelves);
  for (const post of posts) checkPost(post, shelves);
}

function checkFileName({ slug, fields }: Source): void {
  if (slugShape.test(slug)) return;
  const remedy = 'Rename it with letters, digits and hyphens, such as kettle-repair.md.';
  fields.refuse('slug', `The file name "${slug}" cannot be part of an address.`, remedy);
}

/** Every file after the first with the same name is told of it. */
function checkDistinct<Item extends Loaded<unknown>>(
  items: readonly Item[],
  field: 'id' | 'slug',
  nameOf: (item: Item) => string,
): void {
  const first = new Map<string, Source>();
  for (const item of items) {
    const { fields, slug } = item.source;
    const name = nameOf(item);
    const owner = first.get(name);
    first.set(name, owner ?? item.source);
    // Two files of one slug mostly share the id too: that is one mistake, told once.
    if (owner === undefined || (field === 'id' && owner.slug === slug)) continue;
    const remedy =
      field === 'id'
        ? `Write another, such as id: ${name}-2, into the one of the two that is not published yet.`
        : 'Rename one of the two files.';
    fields.refuse(field, `"${name}" is taken by ${owner.file}.`, remedy);
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
