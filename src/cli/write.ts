import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fetchNote } from '../federation/fetch-note.ts';
import { resolveParent } from '../federation/parents.ts';
import { newPostOf, proposalOf, type Beginning, type Proposal } from '../posts/proposal.ts';
import { isTag, proposeTag } from '../posts/tag.ts';
import { plainTextOf } from '../protocol/text.ts';
import type { RemoteNote } from '../protocol/vocabulary.ts';
import { CommandError, withBlog, type PublishedBlog } from './blog.ts';
import { settings } from './environment.ts';
import { nextStep } from './next-step.ts';
import { onTerminal } from './progress.ts';
import { jsonText } from './words.ts';

export interface NewVerbOptions {
  readonly tags?: string;
  readonly lang?: string;
  readonly note?: boolean;
  readonly json?: boolean;
}

/** `outward new`: writes the front matter of a post. Asks at a terminal for what was not said. */
export async function newPost(title: string | undefined, options: NewVerbOptions): Promise<number> {
  const isAsked = title === undefined && options.note !== true;
  const said = isAsked ? await ask(options) : { title: title ?? '', ...options };
  const written = said.title.trim();
  const post = {
    title: written,
    tags: tagsOf(said.tags ?? ''),
    lang: languageOf(said.lang),
    isNote: options.note === true || written === '',
  };
  return save(newPostOf(post, new Date()), options, 'Write the text below the second line of dashes');
}

async function ask(options: NewVerbOptions): Promise<NewVerbOptions & { readonly title: string }> {
  if (!process.stdin.isTTY) {
    throw new CommandError(
      'Say its title: npm run outward -- new "How to repair a kettle". A short post needs none: --note',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const title = await terminal.question('Title (empty for a note): ');
    const tags = options.tags ?? (await terminal.question('Tags (with commas between; may be empty): '));
    const lang =
      options.lang ?? (await terminal.question('Language, such as en (empty for that of the blog): '));
    return { ...options, title, tags, lang };
  } finally {
    terminal.close();
  }
}

function tagsOf(written: string): readonly string[] {
  const tags = written.split(',').map((tag) => tag.trim().replace(/^#/, ''));
  return tags.filter((tag) => {
    if (tag === '' || isTag(tag)) return tag !== '';
    const example = proposeTag(tag) ?? 'kettles';
    throw new CommandError(
      `"${tag}" cannot be a hashtag. Write letters, digits and underscores, such as ${example}.`,
    );
  });
}

function languageOf(written: string | undefined): string | undefined {
  const lang = written?.trim() || undefined;
  if (lang === undefined) return undefined;
  try {
    return new Intl.Locale(lang).toString();
  } catch {
    throw new CommandError(`"${lang}" is no language. Write a tag such as en, de or pt-BR.`);
  }
}

export interface AnswerVerbOptions {
  /** Do not look whether it is there. */
  readonly unseen?: boolean;
  readonly json?: boolean;
}

type Answered = Pick<Beginning, 'inReplyTo' | 'likeOf' | 'repostOf'>;

const acts = {
  reply: { key: 'inReplyTo', next: 'Write your answer below the second line of dashes' },
  like: { key: 'likeOf', next: 'Commit it' },
  boost: { key: 'repostOf', next: 'Commit it' },
} as const satisfies Record<string, { key: keyof Answered; next: string }>;

/** `outward reply`, `like` and `boost`: writes the post that does it, once it has seen what is answered. */
export async function answer(
  act: keyof typeof acts,
  url: string,
  options: AnswerVerbOptions,
): Promise<number> {
  const { key, next } = acts[act];
  const found = options.unseen === true ? { url } : await onTerminal('Asking its server', () => see(url));
  const context = act === 'reply' ? found.context : undefined;
  return save(await proposalOf(act, { [key]: found.url, context }, new Date()), options, next);
}

interface Seen {
  readonly url: string;
  readonly context?: Beginning['context'];
}

/** What is answered, and what it says. Throws a CommandError where nothing can be answered. */
async function see(url: string): Promise<Seen> {
  let seen: Seen | undefined;
  await withBlog(async (blog) => {
    seen = await lookUp(url, blog);
    return 0;
  });
  return seen ?? { url };
}

async function lookUp(url: string, { foundation: { remote, store } }: PublishedBlog): Promise<Seen> {
  const outcome = await resolveParent(url, { remote, store });
  if (outcome.kind === 'unknown') {
    throw new CommandError(
      `Nothing can be answered at ${url}: ${outcome.reason}. To write the file all the same: --unseen`,
    );
  }
  const { author, id } = outcome.parent;
  const note = await fetchNote(id, remote);
  return {
    url,
    context: { who: `${author.name} wrote`, ...(note.kind === 'note' ? quoteOf(note.note) : nothing) },
  };
}

const nothing = { paragraphs: ['(what it says could not be fetched)'] };
const paragraphsMax = 20;
const paragraphCharactersMax = 2_000;

/** What is not for everybody is not written into a file that others may read. */
function quoteOf({ content, summary, visibility }: RemoteNote): { readonly paragraphs: readonly string[] } {
  if (visibility !== 'public' && visibility !== 'unlisted') {
    return { paragraphs: ['(not for everybody, so it is not repeated here; your answer will be public)'] };
  }
  const parts = content.split(/<\/(?:p|li|blockquote|h\d|pre)>|<br\s*\/?>\s*<br\s*\/?>/i);
  const texts = parts.map((part) => plainTextOf(part, paragraphCharactersMax)).filter((text) => text !== '');
  return {
    paragraphs: [...(summary === undefined ? [] : [`[${summary}]`]), ...texts].slice(0, paragraphsMax),
  };
}

/** Never over a file that is there. */
async function save(
  { file, text }: Proposal,
  { json }: { readonly json?: boolean },
  next: string,
): Promise<number> {
  const path = join(settings().contentDir, file.replace(/^content\//, ''));
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(`${path} is there already. Choose another title, or go on with that file.`);
  }
  console.log(json === true ? jsonText({ file, path }) : `Wrote ${path}\n${next}, then: ${await nextStep()}`);
  return 0;
}
