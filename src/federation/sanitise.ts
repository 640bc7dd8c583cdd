import sanitizeHtml from 'sanitize-html';
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
    a: (tagName, attributes) => ({ tagName, attribs: { ...attributes, rel: 'nofollow ugc noopener' } }),
  },
  exclusiveFilter: ({ tag, text, mediaChildren }) =>
    tag === 'p' && text.trim() === '' && mediaChildren.length === 0,
};

/**
 * A stranger's HTML, reduced to what a comment may hold: no pictures, styles, ids or scripts, links by http(s) only. Characters
 * that turn the direction of the text around what follows are dropped.
 */
export function sanitise(html: string): string {
  return sanitizeHtml(html.replaceAll(bidiOverrides, ''), options);
}

const bidiOverrides = /[\u202a-\u202e\u2066-\u2069]/g;

const batchMax = 20;

/**
 * Sanitises replies that were stored as they came: the dearest step, so it is done once, and not in the request. Resolves with
 * the number done; call again until it is 0. Interrupted, the rest waits in the store.
 */
export async function sanitiseReplies(store: Store): Promise<number> {
  const waiting = await store.unsanitisedReplies(batchMax);
  if (waiting.length === 0) return 0;
  await store.transact((tx) => {
    for (const { id, content } of waiting) tx.putSanitised(id, content, sanitise(content));
  });
  return waiting.length;
}
