import type { Post } from '../posts/post.ts';
import { targetShown } from './target.ts';
import type { Words } from './words.ts';

const nameLengthMax = 70;
const teaserLengthMax = 220;
const wordsPerMinute = 220;

/** The beginning of `text`, at most `lengthMax` UTF-16 units and an ellipsis, cut between words of the language `lang`. */
export function excerptOf(text: string, lengthMax: number, lang: string): string {
  if (text.length <= lengthMax) return text;
  let end = 0;
  // A word that the slice cuts in two is the last segment, and one unit more than fits: it is never taken.
  for (const { index, segment } of segmenter(lang).segment(text.slice(0, lengthMax + 1))) {
    if (index + segment.length <= lengthMax) end = index + segment.length;
  }
  return `${text.slice(0, end).replace(/[\p{P}\s]+$/u, '')}…`;
}

/**
 * What a post is called where a name is needed: its title, or how it begins, or what it likes or boosts without a word. Says
 * nothing of a text under a warning.
 */
export function nameOf(post: Post, words: Words): string {
  if (post.title !== '') return post.title;
  if (post.contentWarning !== undefined) return words.contentWarning(post.contentWarning);
  if (post.body.text !== '') return excerptOf(post.body.text, nameLengthMax, post.lang);
  const target = targetShown(post, words);
  return target === undefined ? '' : `${target.phrase} ${target.host}`;
}

/** A few lines on a post for lists and link previews. Says nothing of a text under a warning. */
export function teaserOf(post: Post, words: Words): string {
  if (post.contentWarning !== undefined) return words.contentWarning(post.contentWarning);
  return post.summary ?? (excerptOf(post.body.text, teaserLengthMax, post.lang) || nameOf(post, words));
}

/** Whole minutes, at least one. */
export function readingMinutes(wordCount: number): number {
  return Math.max(1, Math.round(wordCount / wordsPerMinute));
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(lang: string): Intl.Segmenter {
  const known = segmenters.get(lang) ?? new Intl.Segmenter(lang, { granularity: 'word' });
  segmenters.set(lang, known);
  return known;
}
