import { noticeReason, noticeSentence } from '../components/decision-words.ts';
import type { Words } from '../components/words.ts';
import { xmlElement, xmlText } from '../components/xml.ts';
import type { Notice } from './notice.ts';

/** A notice as HTML of ours: what strangers wrote is text in it. */
export function noticeHtml(notice: Notice, words: Words, blog: string): string {
  const { links, post, text } = notice;
  const sentence = xmlText(noticeSentence(notice, words, blog));
  const reason = noticeReason(notice, words);
  const buttons = links.map(({ url, verb }) =>
    xmlElement('a', { href: url }, xmlText(words.notices.verbs[verb])),
  );
  return [
    `<p>${post === undefined ? sentence : xmlElement('a', { href: post.url }, sentence)}</p>`,
    text === '' ? '' : `<blockquote><p>${xmlText(text)}</p></blockquote>`,
    reason === undefined ? '' : `<p>${xmlText(reason)}</p>`,
    buttons.length === 0 ? '' : `<p>${buttons.join(' · ')}</p>`,
  ].join('');
}
