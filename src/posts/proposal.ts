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
}

/**
 * A note of `date` that says just what `beginning` says: loaded, it has the same values, whatever they hold. `kind`, a word
 * of a-z, begins its name.
 */
export async function proposalOf(kind: string, beginning: Beginning, date: Date): Promise<Proposal> {
  const { inReplyTo, likeOf, repostOf, text = '', title } = beginning;
  const moment = date.toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss'.length);
  const values = Object.entries({ inReplyTo, likeOf, repostOf, title });
  const lines = values.map(([key, value]) => (value ? `${key}: ${quoted(value)}\n` : ''));
  return {
    file: `content/posts/${kind}-${moment.replace('T', '-').replaceAll(':', '')}.md`,
    text: `---\ntype: note\ndate: ${moment}Z\n${lines.join('')}---\n${await markdownOf(text)}`,
  };
}

/** In double quotes, where YAML reads as JSON does; JSON leaves a few line breaks as they are. */
function quoted(text: string): string {
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
