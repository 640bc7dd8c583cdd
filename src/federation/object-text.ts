import type { Post } from '../posts/post.ts';
import { summaryCharactersMax } from '../posts/wire-limits.ts';
import type { JsonObject } from '../protocol/vocabulary.ts';
import { escapeHtml, paragraphOf, shorten } from './wire-text.ts';

/** Title, summary and text of an Article (FEP-b2b8). A content warning takes the place of the summary everywhere. */
export function articleTextOf(post: Post): JsonObject {
  const { body, contentWarning, lang, summary, title } = post;
  return {
    name: title,
    nameMap: { [lang]: title },
    ...(contentWarning === undefined && summary !== undefined
      ? { summary: paragraphOf(summary, summaryCharactersMax) }
      : {}),
    ...warningOf(post),
    ...(contentWarning === undefined ? {} : { 'dcterms:subject': contentWarning }),
    content: body.federatedHtml,
    contentMap: { [lang]: body.federatedHtml },
  };
}

/**
 * The text of a Note or a Question. It has no name, because some servers hide what has one and others fold the text behind it:
 * a title opens the text instead (docs/adr/0005).
 */
export function noteTextOf(post: Post): JsonObject {
  const { body, lang, title } = post;
  const content = title === '' ? body.federatedHtml : heading(title) + body.federatedHtml;
  return { ...warningOf(post), content, contentMap: { [lang]: content } };
}

/**
 * What an Article shows where there is no room for it: its title, and the summary or how the text begins, without a link
 * (FEP-b2b8). Of a text under a warning it says nothing but the warning.
 */
export function previewTextOf(post: Post): JsonObject {
  const { body, contentWarning, summary, title } = post;
  if (contentWarning !== undefined) return { ...warningOf(post), content: heading(title) };
  return { content: heading(title) + paragraphOf(summary ?? body.text, summaryCharactersMax) };
}

function warningOf({ contentWarning }: Post): JsonObject {
  if (contentWarning === undefined) return { sensitive: false };
  return { summary: shorten(contentWarning, summaryCharactersMax), sensitive: true };
}

function heading(title: string): string {
  return `<p><strong>${escapeHtml(title)}</strong></p>`;
}
