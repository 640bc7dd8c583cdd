import { tagSlug } from './paths.ts';

/** The letters of a hashtag in any script, for use inside a regular expression's brackets. */
export const tagLetters = String.raw`\p{L}\p{M}\p{N}_`;

const tagShape = new RegExp(`^[${tagLetters}]*\\p{L}[${tagLetters}]*$`, 'u');

/** Whether peers take `text` as a hashtag: letters, digits and `_`, at least one letter (a number alone is no tag). */
export function isTag(text: string): boolean {
  return tagShape.test(text);
}

/** A tag close to `text`: `self-hosting tips` → `SelfHostingTips`; `undefined` when nothing of it is left. */
export function proposeTag(text: string): string | undefined {
  const words = text.split(new RegExp(`[^${tagLetters}]+`, 'u')).filter((word) => word !== '');
  const proposal =
    words.length === 1
      ? words[0]
      : words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return proposal !== undefined && isTag(proposal) ? proposal : undefined;
}

/** The tags in order, each once, whatever its case. */
export function distinctTags(tags: readonly string[]): readonly string[] {
  const bySlug = new Map<string, string>();
  for (const tag of tags) {
    if (!bySlug.has(tagSlug(tag))) bySlug.set(tagSlug(tag), tag);
  }
  return [...bySlug.values()];
}
