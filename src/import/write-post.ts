import { seriesSlug } from '../posts/paths.ts';
import { quoted } from '../posts/proposal.ts';
import { distinctTags, proposeTag } from '../posts/tag.ts';
import type { FoundPost } from './found.ts';

/** What is decided about a post besides what it says itself. */
export interface Decided {
  readonly aliases: readonly string[];
  /** Handles that the blog knows. */
  readonly authors: readonly string[];
  readonly image: { readonly src: string; readonly alt: string } | undefined;
  /** Whether nobody is to be told that it is here. */
  readonly isArchive: boolean;
}

/** The front matter of an imported post, both lines of dashes included. */
export function frontMatterOf(post: FoundPost, { aliases, authors, image, isArchive }: Decided): string {
  const lines = [
    textLine('title', post.title),
    post.title === '' ? 'type: note' : undefined,
    `date: ${post.date}`,
    post.updated && `updated: ${post.updated}`,
    `id: ${quoted(post.id)}`,
    textLine('summary', post.summary),
    listLine('tags', tagsOf(post.tags)),
    listLine('author', authors),
    textLine('lang', languageOf(post.lang)),
    image && `image: { src: ${quoted(image.src)}, alt: ${quoted(image.alt)} }`,
    post.draft ? 'draft: true' : undefined,
    post.isUnlisted === true ? 'visibility: unlisted' : undefined,
    textLine('contentWarning', post.contentWarning),
    textLine('inReplyTo', post.inReplyTo),
    listLine('aliases', aliases),
    isArchive ? 'archive: true' : undefined,
  ];
  return `---\n${lines.filter((line) => line !== undefined && line !== '').join('\n')}\n---\n`;
}

function textLine(key: string, text: string | undefined): string | undefined {
  const words = text?.replace(/\s+/g, ' ').trim();
  return words ? `${key}: ${quoted(words)}` : undefined;
}

function listLine(key: string, items: readonly string[]): string | undefined {
  return items.length === 0 ? undefined : `${key}: [${items.map(quoted).join(', ')}]`;
}

function tagsOf(written: readonly string[]): readonly string[] {
  return distinctTags(written.map((tag) => proposeTag(tag)).filter((tag) => tag !== undefined));
}

/** Undefined for what is no language: other programs take any text. */
function languageOf(written: string | undefined): string | undefined {
  try {
    return written && Intl.getCanonicalLocales(written.replace('_', '-'))[0];
  } catch {
    return undefined;
  }
}

const slugCharactersMax = 80;

/** A name for the post's file: as its old one as can be, else from its title, else from its date. */
export function slugOf({ date, slug, title }: Pick<FoundPost, 'date' | 'slug' | 'title'>): string {
  const plain = slug
    .normalize('NFC')
    .replace(/[\p{Cc}\s/\\:*?"<>|#%&+]+/gu, '-')
    .replace(/^[-._]+|[-.]+$/g, '');
  const name = plain || seriesSlug(title);
  const cut =
    name.length <= slugCharactersMax ? name : name.slice(0, slugCharactersMax).replace(/-[^-]*$/, '');
  return (
    cut || `note-${date.slice(0, 'yyyy-mm-ddThh:mm:ss'.length).replaceAll(':', '').replace(/[T ]/, '-')}`
  );
}
