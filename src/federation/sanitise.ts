import { setImmediate as othersTurn } from 'node:timers/promises';
import sanitizeHtml from 'sanitize-html';
import { cut } from '../protocol/text.ts';
import { parseUri } from '../protocol/uri.ts';
import type { Store } from '../store/store.ts';

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    'p',
    'br',
    'a',
    'strong',
    'b',
    'em',
    'i',
    'u',
    'del',
    's',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'sub',
    'sup',
    'ruby',
    'rt',
    'rp',
    'h3',
    'h4',
    'h5',
    'h6',
  ],
  allowedAttributes: { a: ['href', 'rel', 'class'], ol: ['start'], li: ['value'], '*': ['lang', 'dir'] },
  // Only what marks a mention or tag: names that machines read (microformats) stay ours to give.
  allowedClasses: { a: ['mention', 'hashtag'] },
  allowedSchemes: ['https', 'http'],
  allowProtocolRelative: false,
  nestingLimit: 12,
  disallowedTagsMode: 'discard',
  transformTags: {
    // Headings of a comment stand below those of the page.
    h1: 'h3',
    h2: 'h3',
    a: (tagName, attributes) => ({ tagName, attribs: linkOf(attributes) }),
  },
  exclusiveFilter: ({ tag, text, mediaChildren }) =>
    tag === 'p' && text.trim() === '' && mediaChildren.length === 0,
};

/** Only whole addresses: a relative one would lead to a page of ours. */
function linkOf({ href, rel, ...others }: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const uri = parseUri(href?.trim());
  return { ...(uri === undefined ? {} : { href: uri }), ...others, rel: 'nofollow ugc noopener' };
}

/** More than any text of ours to take grows to, unless it was written to grow: `<a>` becomes ten times as long. */
const cleanCharactersMax = 60_000;

/**
 * A stranger's HTML, reduced to what a comment may hold: no pictures, styles, ids or scripts, links by http(s) only. Characters
 * that turn the direction of the text around what follows are dropped. What comes to more than 60,000 characters is halved
 * until it does not.
 */
export function sanitise(html: string): string {
  const clean = sanitizeHtml(html.replaceAll(bidiOverrides, ''), options);
  if (clean.length > cleanCharactersMax) return sanitise(cut(html, Math.floor(html.length / 2)));
  // Some come as character references. Dropping one may join what is safe apart, so that is looked at again.
  return clean.search(bidiOverrides) === -1 ? clean : sanitise(clean);
}

const bidiOverrides = /[\u202a-\u202e\u2066-\u2069]/g;

const batchMax = 200;
/** Longer stretches would keep requests waiting. */
const stretchMs = 2;

/**
 * Sanitises replies that were stored as they came: the dearest step, so it is done once, and not in the request. Resolves with
 * the number done; call again until it is 0. Interrupted, the rest waits in the store.
 */
export async function sanitiseReplies(store: Store): Promise<number> {
  const waiting = await store.unsanitisedReplies(batchMax);
  if (waiting.length === 0) return 0;
  const sanitised = await mapInStretches(waiting, ({ id, content }) => ({
    id,
    content,
    html: sanitise(content),
  }));
  await store.transact((tx) => {
    for (const { id, content, html } of sanitised) tx.putSanitised(id, content, html);
  });
  return waiting.length;
}

/** Maps one after another, and lets whatever else waits for the event loop have its turn between stretches. */
async function mapInStretches<From, To>(
  values: readonly From[],
  map: (value: From) => To,
): Promise<readonly To[]> {
  const results: To[] = [];
  let begun = performance.now();
  for (const value of values) {
    results.push(map(value));
    if (performance.now() - begun < stretchMs) continue;
    await othersTurn();
    begun = performance.now();
  }
  return results;
}
