import { createHash } from 'node:crypto';

const hueCount = 12;

/** `url` if a link may lead there: http or https, and nothing that a browser would run. */
export function webUrl(url: string): string | undefined {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'https:' || parsed?.protocol === 'http:' ? parsed.href : undefined;
}

/** Up to two letters that stand in for a picture: of the first and the last word of `name`, else of `user`. */
export function initialsOf(name: string, user: string): string {
  const letters = name.split(/\s+/).flatMap(letterOf);
  const chosen = letters.length > 1 ? [letters[0], letters.at(-1)] : letters;
  return (chosen.join('') || (letterOf(user)[0] ?? '?')).toUpperCase();
}

/** The first letter or digit, without the marks that may be heaped on it; nothing for a word without one. */
function letterOf(word: string): readonly string[] {
  return /[\p{L}\p{N}]/u.exec(word) ?? [];
}

/** The CSS class of somebody's colour: the same for the same id, always. */
export function hueClassOf(id: string): string {
  return `hue-${(digest(id)[0] ?? 0) % hueCount}`;
}

/** Fragment of a reply on the page; permanent, because it depends on the reply's id alone. */
export function anchorOf(replyId: string): string {
  return `reply-${digest(replyId).toString('hex').slice(0, 12)}`;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
