import { escapeHtml } from '../federation/wire-text.ts';
import type { Site } from '../site.ts';
import { cardOfLink, cardOfPage } from './card.ts';
import { hasElement, reduceMarkup, textOfMarkup, type KeptMarkup } from './markup.ts';
import type { SentObject } from './sent.ts';
import type { Appearance } from './shown.ts';

/** Its strict rules (interop 3.5). */
const kept: KeptMarkup = {
  elements: [
    ...['p', 'br', 'span', 'a', 'del', 's', 'pre', 'blockquote', 'code', 'b', 'strong', 'u', 'i', 'em'],
    ...['ul', 'ol', 'li', 'ruby', 'rt', 'rp'],
  ],
  attributes: {
    '*': ['lang'],
    a: ['href', 'rel', 'target', 'translate'],
    span: ['translate'],
    ol: ['start', 'reversed'],
    li: ['value'],
  },
  classes: Object.fromEntries(
    ['a', 'span', 'p'].map((element) => [
      element,
      [/^(?:h|p|u|dt|e)-/, 'mention', 'hashtag', 'ellipsis', 'invisible', 'quote-inline'],
    ]),
  ),
  schemes: ['http', 'https', 'dat', 'dweb', 'ipfs', 'ipns', 'ssb', 'gopher', 'xmpp', 'magnet', 'gemini'],
  replaced: {},
  rel: 'nofollow noopener',
  keepsRel: false,
};

const picturesMax = 4;
/** Its web client folds what is taller in a timeline: 32 lines, each of some 70 characters. */
const timelineLinesMax = 32;
const lineCharacters = 70;
/** Of an address that it writes out itself, without its scheme. */
const addressCharactersMax = 30;

/** An Article is its title, summary and link (interop 3.1); everything else is shown as it is. */
export function onMastodon(sent: SentObject, site: Site): Appearance {
  return sent.isArticle ? articleOn(sent, site) : noteOn(sent, site);
}

function articleOn(sent: SentObject, site: Site): Appearance {
  const { attachments, hashtags, isWarned, name, summary = '' } = sent;
  const html = `${reduce(summary)}${summary.startsWith('<') ? '' : ' '}${linkTo(sent.url ?? sent.id)}`.trim();
  return {
    ...commonOf(sent, html),
    title: name,
    isSensitive: isWarned,
    card: attachments.length > 0 ? undefined : cardOfPage(sent, site),
    tags: hashtags,
    lost: [...articleLosses(sent), ...pictureLosses(sent)],
  };
}

function noteOn(sent: SentObject, site: Site): Appearance {
  const { attachments, content, hashtags, isWarned, summary } = sent;
  const html = reduce(content);
  const hasCard = attachments.length === 0 && summary === undefined;
  return {
    ...commonOf(sent, html),
    spoiler: summary,
    isLong: summary === undefined && linesOf(textOfMarkup(html)) > timelineLinesMax,
    isSensitive: isWarned,
    poll: sent.poll,
    card: hasCard ? cardOfLink(html, site) : undefined,
    tags: hashtags.filter((tag) => !linkedTags(html).includes(tag.toLowerCase())),
    lost: [...noteLosses(content), ...pictureLosses(sent)],
  };
}

function commonOf(
  { attachments, emoji }: SentObject,
  html: string,
): Pick<Appearance, 'software' | 'html' | 'text' | 'isLong' | 'media' | 'more' | 'emoji'> {
  return {
    software: 'mastodon',
    html,
    text: textOfMarkup(html),
    isLong: false,
    media: attachments.slice(0, picturesMax),
    more: Math.max(0, attachments.length - picturesMax),
    emoji,
  };
}

/** A heading becomes a paragraph in bold. */
function reduce(html: string): string {
  const bold = html.replace(/<h[1-6](?:\s[^>]*)?>/gi, '<p><strong>').replace(/<\/h[1-6]>/gi, '</strong></p>');
  return reduceMarkup(bold, kept);
}

/** An address as it writes one out: without its scheme, and not much of it. */
function linkTo(url: string): string {
  const [scheme = ''] = /^https?:\/\/(?:www\.)?/.exec(url) ?? [];
  const rest = url.slice(scheme.length);
  const shown = rest.slice(0, addressCharactersMax);
  const ellipsis = shown === rest ? '' : ' class="ellipsis"';
  return (
    `<a href="${escapeHtml(url)}" rel="nofollow noopener" target="_blank" translate="no">` +
    `<span class="invisible">${escapeHtml(scheme)}</span><span${ellipsis}>${escapeHtml(shown)}</span>` +
    `<span class="invisible">${escapeHtml(rest.slice(shown.length))}</span></a>`
  );
}

/** Lower case. */
function linkedTags(html: string): readonly string[] {
  const links = html.matchAll(/<a\b[^>]*class="[^"]*hashtag[^>]*>(.*?)<\/a>/gs);
  return [...links].map(([, inside = '']) => textOfMarkup(inside).slice(1).toLowerCase());
}

function linesOf(text: string): number {
  return text
    .split('\n')
    .map((line) => Math.max(1, Math.ceil(line.length / lineCharacters)))
    .reduce((sum, lines) => sum + lines, 0);
}

function articleLosses({ attachments, image, isWarned, summary, url }: SentObject): readonly string[] {
  const stand = summary === undefined ? 'The title and the link' : 'The title, the summary and the link';
  return [
    `The text is not shown. ${stand} stand for it.`,
    ...(isWarned ? ['The content warning hides no text: it is shown like a summary.'] : []),
    ...(url === undefined
      ? ['A post for followers has no page: the link leads to an object that no browser shows.']
      : []),
    ...(attachments.length > 0 && url !== undefined
      ? ['There is no card of the page, because pictures in the text take its place.']
      : []),
    ...(image !== undefined && (attachments.length > 0 || isWarned || url === undefined)
      ? ['The picture of the post itself is not shown.']
      : []),
  ];
}

function noteLosses(content: string): readonly string[] {
  return [
    ...(hasElement(content, 'h[1-6]') ? ['Headings become lines in bold.'] : []),
    ...(/href="mailto:/i.test(content) ? ['Links to mail addresses become plain text.'] : []),
  ];
}

function pictureLosses({ attachments }: SentObject): readonly string[] {
  if (attachments.length <= picturesMax) return [];
  return [`Of ${attachments.length} pictures the first four are shown.`];
}
