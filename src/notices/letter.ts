import { createHmac } from 'node:crypto';
import { noticeReason, noticeSentence } from '../components/decision-words.ts';
import { wordsFor, type Words } from '../components/words.ts';
import { xmlText } from '../components/xml.ts';
import type { Site } from '../site.ts';
import { noticeHtml } from './notice-html.ts';
import type { Notice } from './notice.ts';

/** A mail to the writer. Nothing in its headers is a stranger's. */
export interface Letter {
  readonly messageId: string;
  readonly listId: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** The notices of a range of rows. */
export interface Batch {
  /** Those that are named. */
  readonly notices: readonly Notice[];
  /** How many more came. */
  readonly more: number;
  /** The rows after the first, up to the second. */
  readonly range: readonly [number, number];
}

/** What a mail is written with. */
export interface LetterScope {
  readonly site: Site;
  /** Makes Message-IDs that nobody guesses, and that are the same whenever the same is told. */
  readonly key: string;
}

export function letterOf({ more, notices, range }: Batch, { key, site }: LetterScope): Letter {
  const words = wordsFor(site.blog.lang);
  const blog = site.blog.title;
  const host = new URL(site.origin).hostname;
  const name = createHmac('sha256', key)
    .update(`mail ${range.join(' ')}`)
    .digest('hex')
    .slice(0, 24);
  const further = more === 0 ? [] : [words.furtherSayings(more)];
  const foot = words.notices.secret;
  return {
    messageId: `<${range[1]}.${name}@${host}>`,
    listId: `<notices.${host}>`,
    subject: `[${blog}] ${words.notices.count(notices.length + more)}`,
    text: [...notices.map((notice) => plainOf(notice, words, blog)), ...further, `-- \n${foot}`].join('\n\n'),
    html: [
      `<!doctype html><html lang="${words.lang}"><meta charset="utf-8"><body>`,
      ...notices.map((notice) => noticeHtml(notice, words, blog)),
      ...further.map((text) => `<p>${xmlText(text)}</p>`),
      `<p><small>${xmlText(foot)}</small></p></body></html>`,
    ].join('\n'),
  };
}

function plainOf(notice: Notice, words: Words, blog: string): string {
  const { links, post, text } = notice;
  const reason = noticeReason(notice, words);
  return [
    noticeSentence(notice, words, blog),
    ...(post === undefined ? [] : [post.url]),
    ...(text === '' ? [] : [`> ${text}`]),
    ...(reason === undefined ? [] : [reason]),
    ...links.map(({ url, verb }) => `${words.notices.verbs[verb]}: ${url}`),
  ].join('\n');
}
