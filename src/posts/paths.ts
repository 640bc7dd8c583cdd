import type { MentionedHandle } from './post.ts';

/** Where on the site a post, a tag, an author, a page stands: paths with a slash at both ends. */
export function postPath(slug: string): string {
  return `/posts/${encodeURIComponent(slug)}/`;
}

/** Of the page that shows what was corrected in a post. */
export function historyPath(slug: string): string {
  return `${postPath(slug)}history/`;
}

/** The page of `content/pages` that says by which rules comments are taken. */
export const rulesSlug = 'rules';

export function tagPath(tag: string): string {
  return `/tags/${encodeURIComponent(tagSlug(tag))}/`;
}

export function seriesPath(name: string): string {
  return `/series/${encodeURIComponent(seriesSlug(name))}/`;
}

/** Of a page of the stream of notes; without a number, that of the newest. */
export function notesPath(number?: number): string {
  return number === undefined ? '/notes/' : `/notes/${number}/`;
}

export function yearPath(year: number): string {
  return `/archive/${year}/`;
}

export function authorPath(handle: string): string {
  return `/authors/${encodeURIComponent(handle)}/`;
}

export function pagePath(slug: string): string {
  return `/${encodeURIComponent(slug)}/`;
}

/** A path or a name as it is read, its escapes undone; one with a lone percent sign has none. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The part of a tag that stands in its address: tags that differ only in case share a page. */
export function tagSlug(tag: string): string {
  return tag.normalize('NFC').toLowerCase();
}

/** The part of a series' name that stands in its address: letters and digits, hyphens between; empty for a name without. */
export function seriesSlug(name: string): string {
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.join('-');
}

/** The profile page that a written `@user@host` links to: Mastodon, GoToSocial, Misskey and WordPress all answer there. */
export function profileUrl(mention: MentionedHandle): string {
  return `https://${mention.host}/@${mention.user}`;
}
