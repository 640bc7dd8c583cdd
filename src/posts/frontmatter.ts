import { readAddress } from './address-field.ts';
import { commentsOf, readComments } from './comments-field.ts';
import type { Fields, Vocabulary } from './fields.ts';
import { readImage } from './image-field.ts';
import type { Pictures } from './pictures.ts';
import { readPoll } from './poll-field.ts';
import type { Author, Blog, CommitTrailers, Post, QuotePolicy } from './post.ts';
import { quotePolicies } from './post.ts';
import { readSeries } from './series-field.ts';
import type { Source } from './source.ts';
import { isTag, proposeTag } from './tag.ts';

/** What a post's file says before its text; its tags are those of the front matter alone. */
export type FrontMatter = Omit<Post, 'body' | 'emoji'>;

/** What a post inherits, and what its values are held against. */
export interface PostRules {
  readonly blog: Pick<Blog, 'lang' | 'author' | 'quotes' | 'comments'>;
  /** The blog's; of the post's own the first one counts. */
  readonly authors?: readonly Pick<Author, 'handle' | 'comments'>[] | undefined;
  readonly now: Date;
  readonly pictures: Pictures;
  /** Stand in for keys that the front matter does not have. */
  readonly trailers?: CommitTrailers | undefined;
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
    ...[
      'visibility',
      'federate',
      'update',
      'contentWarning',
      'comments',
      'closeAfter',
      'quotes',
      'pinned',
      'aliases',
      'reshare',
      'archive',
    ],
    ...['inReplyTo', 'likeOf', 'repostOf', 'poll', 'series', 'history', 'lint'],
  ],
  later: ['thread'],
};

/** A post is sent as one thing: what can stand in no post together. */
const exclusive = [
  ['repostOf', ['likeOf', 'inReplyTo', 'poll']],
  ['likeOf', ['inReplyTo', 'poll']],
] as const;

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
  const { trailers } = rules;
  fields.checkKeys(vocabulary);
  checkExclusive(fields);
  const type = readType(fields);
  const authors = readAuthors(fields, rules.blog.author);
  const date = readDate(fields, rules.now);
  const visibility = fields.choice('visibility', ['public', 'unlisted', 'followers'], 'public');
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
    authors,
    lang: fields.language('lang') ?? rules.blog.lang,
    translationOf: fields.text('translationOf'),
    image: await readImage(fields, 'image', { pictures: rules.pictures, directory, altRequired: true }),
    draft: fields.flag('draft', false),
    visibility,
    federate: fields.flag('federate', trailers?.pageOnly === undefined),
    update: fields.choice('update', ['normal', 'minor'], trailers?.minor === undefined ? 'normal' : 'minor'),
    contentWarning: fields.text('contentWarning'),
    ...commentsOf(
      [readComments(fields), ofFirstAuthor(authors, rules), rules.blog.comments],
      date,
      rules.now,
    ),
    inReplyTo: readAddress(fields, 'inReplyTo', 'the post you answer'),
    likeOf: readAddress(fields, 'likeOf', 'the post you like'),
    repostOf: readAddress(fields, 'repostOf', 'the post you pass on'),
    quotes: readQuotes(fields, visibility, rules.blog.quotes),
    poll: readPoll(fields, date),
    series: readSeries(fields),
    showsHistory: fields.flag('history', true),
    pinned: fields.flag('pinned', false),
    reshare: readReshare(fields, date, visibility),
    archive: fields.flag('archive', false),
    ...(trailers === undefined ? {} : { trailers }),
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

function checkExclusive(fields: Fields): void {
  for (const [name, others] of exclusive) {
    const other = others.find((one) => fields.has(name) && fields.has(one));
    if (other !== undefined) {
      fields.refuse(
        name,
        `cannot stand beside ${other}.`,
        'Keep one of the two; the other makes a post of its own.',
      );
    }
  }
}

/** A like or a boost is a note, whether it says so or not. */
function readType(fields: Fields): Post['type'] {
  const act = ['likeOf', 'repostOf'].find((name) => fields.has(name));
  const type = fields.choice('type', ['article', 'note'], act === undefined ? 'article' : 'note');
  if (act === undefined || type === 'note') return type;
  fields.refuse('type', `cannot be article beside ${act}.`, 'Remove the line, or write note.');
  return 'note';
}

function readTitle({ fields, markdown }: Source, type: Post['type']): string {
  const title = fields.text('title');
  if (title !== undefined || fields.has('title') || type === 'note') return title ?? '';
  const short = markdown.trim().length < noteCharactersMax;
  const note = short ? ' For a short post without a title, add type: note instead.' : '';
  fields.refuseAbsent('title', `Add a line such as title: "How to repair a kettle".${note}`);
  return '';
}

/** An absent date is a problem: a file's own dates change with every checkout. */
function readDate(fields: Fields, now: Date): Date {
  const date = fields.date('date');
  if (!fields.has('date')) {
    fields.refuseAbsent('date', `Add the line date: ${now.toISOString().slice(0, 10)}.`);
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

/** Other servers take a boost only of what everybody may see, and of no like or boost. */
function readReshare(fields: Fields, date: Date, visibility: Post['visibility']): Date | undefined {
  const reshare = fields.date('reshare');
  if (reshare === undefined) return undefined;
  const refuse = (message: string, remedy = 'Remove the line.'): void =>
    fields.refuse('reshare', message, remedy);
  if (visibility === 'followers') refuse('cannot stand in a post that only followers see.');
  if (fields.has('likeOf') || fields.has('repostOf')) refuse('cannot stand in a like or a boost.');
  if (reshare <= date) refuse('is not after the date of the post.', 'Write when the blog boosts it again.');
  return reshare;
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

function ofFirstAuthor(
  [first]: readonly string[],
  { authors = [] }: PostRules,
): Author['comments'] | undefined {
  return authors.find(({ handle }) => handle === first)?.comments;
}

/** Nobody may quote what only followers see; other servers would not let them either. */
function readQuotes(fields: Fields, visibility: Post['visibility'], fallback: QuotePolicy): QuotePolicy {
  if (visibility !== 'followers') return fields.choice('quotes', quotePolicies, fallback);
  const policy = fields.choice('quotes', quotePolicies, 'nobody');
  if (policy !== 'nobody') {
    fields.refuse(
      'quotes',
      `cannot be "${policy}" in a post that only followers see.`,
      'Write nobody, or remove the line.',
    );
  }
  return 'nobody';
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
