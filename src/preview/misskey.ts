import { escapeHtml } from '../federation/wire-text.ts';
import { cutMarkup, hasElement, reduceMarkup, textOfMarkup, type KeptMarkup } from './markup.ts';
import type { SentObject } from './sent.ts';
import type { Appearance } from './shown.ts';

/** What is left when HTML has become its own markup (interop 3.5, E.3). */
const kept: KeptMarkup = {
  elements: ['p', 'br', 'div', 'a', 'b', 'strong', 'i', 'em', 's', 'del', 'code', 'pre', 'blockquote'],
  attributes: { a: ['href', 'rel', 'target'] },
  classes: {},
  schemes: ['http', 'https'],
  replaced: { h2: 'p', h3: 'p', h4: 'p', h5: 'p', h6: 'p', li: 'div', hr: 'br' },
  rel: 'nofollow noopener',
  keepsRel: false,
};

const charactersMax = 8192;
const picturesMax = 16;

/** The whole text as far as it fits, title and link around it, folded away behind any summary. */
export function onMisskey(sent: SentObject): Appearance {
  const { attachments, emoji, isArticle, isWarned, name, poll, summary } = sent;
  const whole = reduce(sent.content);
  const html = cutMarkup(whole, charactersMax) + (isArticle ? linkTo(sent) : '');
  return {
    software: 'misskey',
    title: name === undefined ? undefined : `【${name}】`,
    // Taken as plain text, whatever it is.
    spoiler: summary,
    html,
    text: textOfMarkup(html),
    isLong: false,
    media: attachments.slice(0, picturesMax),
    more: Math.max(0, attachments.length - picturesMax),
    isSensitive: isWarned,
    poll,
    tags: [],
    emoji,
    lost: lossesOf(sent, textOfMarkup(whole).length),
  };
}

/** Only the highest heading is marked as one. */
function reduce(html: string): string {
  const marked = html.replace(/<h1(?:\s[^>]*)?>/gi, '<p>【').replace(/<\/h1>/gi, '】</p>');
  return reduceMarkup(marked, kept);
}

function linkTo({ id, url = id }: SentObject): string {
  return `<p><a href="${escapeHtml(url)}" rel="${kept.rel}" target="_blank">${escapeHtml(url)}</a></p>`;
}

function lossesOf(sent: SentObject, characters: number): readonly string[] {
  const { attachments, content, image, isEdited, isWarned, summary } = sent;
  return [
    ...(summary === undefined || isWarned
      ? []
      : ['The summary is taken for a content warning, and the text folded away behind it.']),
    ...(summary?.startsWith('<p>') === true ? ['The tags of the summary are shown as text.'] : []),
    ...(hasElement(content, 'h[2-6]', 'ul', 'ol') ? ['Headings and lists become plain lines.'] : []),
    ...(/href="mailto:/i.test(content) ? ['Links to mail addresses become plain text.'] : []),
    ...(characters > charactersMax
      ? [`The text ends after ${charactersMax} characters, ${characters - charactersMax} too early.`]
      : []),
    ...(image === undefined ? [] : ['The picture of the post itself is not shown.']),
    ...(attachments.length > picturesMax
      ? [`Of ${attachments.length} pictures the first ${picturesMax} are shown.`]
      : []),
    ...(isEdited ? ['The edit is not shown: what was sent first stays.'] : []),
  ];
}
