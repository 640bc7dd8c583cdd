import type { Fields, Vocabulary } from './fields.ts';
import { readImage } from './image-field.ts';
import type { Pictures } from './pictures.ts';
import type { Blog, Post } from './post.ts';
import type { Source } from './source.ts';
import { isTag, proposeTag } from './tag.ts';

/** What a post's file says before its text; its tags are those of the front matter alone. */
export type FrontMatter = Omit<Post, 'body'>;

/** What a post inherits, and what its values are held against. */
export interface PostRules {
  readonly blog: Pick<Blog, 'lang' | 'author'>;
  readonly now: Date;
  readonly pictures: Pictures;
}

const vocabulary: Vocabulary = {
  noun: 'front matter key',
  known: [
    ...[
      'title',
      'date',
      'updated',
      'id',
      'summary',
      'tags',
      'author',
      'lang',
      'translationOf',
      'image',
      'draft',
      'type',
    ],
    ...['visibility', 'federate', 'update', 'contentWarning', 'comments', 'inReplyTo', 'pinned', 'aliases'],
  ],
  later: ['closeAfter', 'reshare', 'quotes', 'likeOf', 'repostOf', 'series', 'thread', 'poll'],
};

/** Names an object or an actor for ever, so it is kept to letters that no system changes on the way. */
const idShape = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** A text up to this length (characters) may as well be a note, which needs no title. */
const noteCharactersMax = 500;

/**
 * Reads the front matter of a post. Everything wrong is added to the problems of `source.fields`, and a fallback stands in
 * its place; whether other posts and authors that it names exist is not judged here.
 */
export async function readFrontMatter(source: Source, rules: PostRules): Promise<FrontMatter> {
  const { fields, slug, file, directory } = source;
  fields.checkKeys(vocabulary);
  const type = fields.choice('type', ['article', 'note'], 'article');
  const date = readDate(fields, rules.now);
  return {
    slug,
    id: readId(fields, 'id', slug),
    file,
    type,
    title: readTitle(source, type),
    date,
    updated: readUpdated(fields, date),
    summary: fields.text('summary'),
    tags: readTags(fields),
    authors: readAuthors(fields, rules.blog.author),
    lang: fields.language('lang') ?? rules.blog.lang,
    translationOf: fields.text('translationOf'),
    image: await readImage(fields, 'image', { pictures: rules.pictures, directory, altRequired: true }),
    draft: fields.flag('draft', false),
    visibility: fields.choice('visibility', ['public', 'unlisted'], 'public', ['followers']),
    federate: fields.flag('federate', true),
    update: fields.choice('update', ['normal', 'minor'], 'normal'),
    contentWarning: fields.text('contentWarning'),
    comments: fields.choice('comments', ['open', 'closed'], 'open', ['approve']),
    inReplyTo: readInReplyTo(fields),
    pinned: fields.flag('pinned', false),
    aliases: readAliases(fields),
  };
}

/** The id under key `name`, by default `fallback`. */
export function readId(fields: Fields, name: string, fallback: string): string {
  const id = fields.text(name) ?? fallback;
  if (!idShape.test(id)) {
    fields.refuse(
      name,
      `"${id}" cannot be an id.`,
      `Write ${name}: and up to 100 of a-z, 0-9, dot, hyphen and underscore, a letter or digit first.`,
    );
  }
  return id;
}

function readTitle({ fields, markdown }: Source, type: Post['type']): string {
  const title = fields.text('title');
  if (title !== undefined || fields.has('title') || type === 'note') return title ?? '';
  const short = markdown.trim().length < noteCharactersMax;
  const note = short ? ' For a short post without a title, add type: note instead.' : '';
  fields.refuse('title', 'is missing.', `Add a line such as title: "How to repair a kettle".${note}`);
  return '';
}

/** An absent date is a problem: a file's own dates change with every checkout. */
function readDate(fields: Fields, now: Date): Date {
  const date = fields.date('date');
  if (!fields.has('date')) {
    fields.refuse('date', 'is missing.', `Add the line date: ${now.toISOString().slice(0, 10)}.`);
  }
  return date ?? now;
}

function readUpdated(fields: Fields, date: Date): Date | undefined {
  const updated = fields.date('updated');
  if (updated !== undefined && updated < date) {
    fields.refuse('updated', 'is before the date of the post.', 'Write the later of the two under updated.');
  }
  return updated;
}

function readTags(fields: Fields): readonly string[] {
  const items = fields.list('tags');
  for (const { text, line } of items) {
    if (isTag(text)) continue;
    const proposal = proposeTag(text);
    const example = proposal === undefined ? '' : `, such as ${proposal}`;
    fields.refuse(
      'tags',
      `"${text}" cannot be a hashtag.`,
      `Write a list of words of letters, digits and underscores with at least one letter${example}.`,
      line,
    );
  }
  return items.map(({ text }) => text);
}

function readAuthors(fields: Fields, fallback: string): readonly string[] {
  const handles = fields.list('author').map(({ text }) => text);
  return handles.length === 0 ? [fallback] : [...new Set(handles)];
}

function readInReplyTo(fields: Fields): string | undefined {
  const text = fields.text('inReplyTo');
  if (text === undefined || /^https?:$/.test(URL.parse(text)?.protocol ?? '')) return text;
  fields.refuse(
    'inReplyTo',
    `"${text}" is not a web address.`,
    'Write the whole address of the post you answer, beginning with https://.',
  );
  return undefined;
}

function readAliases(fields: Fields): readonly string[] {
  const items = fields.list('aliases');
  for (const { text, line } of items) {
    if (/^\/(?!\/)\S*$/.test(text)) continue;
    fields.refuse(
      'aliases',
      `"${text}" is not a path on this site.`,
      'Write it with one slash before it: /2019/kettle/.',
      line,
    );
  }
  return items.map(({ text }) => text);
}
