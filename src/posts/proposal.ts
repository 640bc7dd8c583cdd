import { seriesSlug } from './paths.ts';
import type { Post } from './post.ts';

/** A file of `content/` for the writer to save. */
export interface Proposal {
  /** `content/posts/like-2026-03-01-093000.md`; nothing in it is a stranger's. */
  readonly file: string;
  readonly text: string;
}

/** What a proposed note begins with; texts may be any stranger's. */
export interface Beginning extends Partial<Pick<Post, 'inReplyTo' | 'likeOf' | 'repostOf' | 'title'>> {
  /** Plain text in lines, a blank one between paragraphs. */
  readonly text?: string | undefined;
  /** Shown to the writer alone, in comments: who wrote what is answered, and its paragraphs. */
  readonly context?: { readonly who: string; readonly paragraphs: readonly string[] } | undefined;
}

/**
 * A note of `date` that says just what `beginning` says: loaded, it has the same values, whatever they hold. `kind`, a word
 * of a-z, begins its name.
 */
export async function proposalOf(kind: string, beginning: Beginning, date: Date): Promise<Proposal> {
  const { context, inReplyTo, likeOf, repostOf, text = '', title } = beginning;
  const moment = date.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  const values = Object.entries({ inReplyTo, likeOf, repostOf, title });
  const lines = values.map(([key, value]) => (value ? `${key}: ${quoted(value)}\n` : ''));
  return {
    file: `content/posts/${kind}-${moment.replace('T', '-').replaceAll(':', '')}.md`,
    text: `---\ntype: note\ndate: ${moment}Z\n${lines.join('')}${commentOf(context)}---\n${await markdownOf(text)}`,
  };
}

/** What the writer begins with; the tags are hashtags, the language a tag of BCP 47. */
export interface NewPost {
  /** Empty for a note, which needs none. */
  readonly title: string;
  readonly tags: readonly string[];
  readonly lang: string | undefined;
  readonly isNote: boolean;
}

/** A post to be written: nothing below its front matter. Its id is written out, so that the file may be renamed. */
export function newPostOf({ isNote, lang, tags, title }: NewPost, date: Date): Proposal {
  const moment = date.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  const slug = nameFrom(title) || `note-${moment.replace('T', '-').replaceAll(':', '')}`;
  const lines = [
    ...(title === '' ? [] : [`title: ${quoted(title)}`]),
    ...(isNote ? ['type: note'] : []),
    `date: ${moment}Z`,
    `id: ${quoted(idFrom(slug, moment))}`,
    ...(tags.length === 0 ? [] : [`tags: [${tags.map(quoted).join(', ')}]`]),
    ...(lang === undefined ? [] : [`lang: ${lang}`]),
  ];
  return { file: `content/posts/${slug}.md`, text: `---\n${lines.join('\n')}\n---\n\n` };
}

const slugCharactersMax = 80;

/** As an address begins, with a letter or a digit, and as many whole words as fit. */
function nameFrom(title: string): string {
  const slug = seriesSlug(title).replace(/^[\p{M}-]+/u, '');
  return slug.length <= slugCharactersMax ? slug : slug.slice(0, slugCharactersMax).replace(/-[^-]*$/, '');
}

/** `slug` in the letters of an id; one in another script is named by its moment. */
function idFrom(slug: string, moment: string): string {
  const plain = slug.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  const id = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return id || `post-${moment.replace('T', '-').replaceAll(':', '')}`;
}

const commentWidth = 100;

/** Lines that YAML does not read, whatever `paragraphs` hold. */
function commentOf(context: Beginning['context']): string {
  if (context === undefined) return '';
  const quote = context.paragraphs.flatMap((paragraph) =>
    ['', ...wrap(paragraph)].map((line) => `> ${line}`),
  );
  return [`${context.who}:`, ...quote.slice(1)].map((line) => `# ${oneLine(line)}\n`).join('');
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ').trimEnd();
}

function wrap(text: string): readonly string[] {
  return text.match(new RegExp(`\\S.{0,${commentWidth - 1}}(?=\\s|$)|\\S{1,${commentWidth}}`, 'gu')) ?? [];
}

/** In double quotes, where YAML reads as JSON does; JSON leaves a few line breaks as they are. */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

async function markdownOf(text: string): Promise<string> {
  if (text === '') return '';
  const { writePlainText } = await import('./plain-text.ts'); // Slow to load, and needed for few.
  return `\n${writePlainText(text)}`;
}
