import { createHash } from 'node:crypto';

/** What can be imported. */
export const kinds = ['mastodon', 'wordpress', 'hugo', 'jekyll', 'eleventy', 'astro'] as const;
export type Kind = (typeof kinds)[number];

/** A post as it stands in another program, its text in Markdown already. */
export interface FoundPost {
  /** Becomes its id, so that a second import knows it: the same post has the same one, another post another. */
  readonly id: string;
  /** Its file in the source, for messages. */
  readonly place: string;
  /** What its file should be called; empty for a post that has no name. */
  readonly slug: string;
  /** Empty for a note. */
  readonly title: string;
  /** As front matter takes it, with the offset that its writer's clock had. */
  readonly date: string;
  readonly updated?: string | undefined;
  readonly summary?: string | undefined;
  readonly tags: readonly string[];
  /** Names or handles; those of whom the blog has no page are left out. */
  readonly authors: readonly string[];
  readonly lang?: string | undefined;
  readonly draft: boolean;
  readonly isUnlisted?: boolean | undefined;
  readonly contentWarning?: string | undefined;
  readonly inReplyTo?: string | undefined;
  /** Paths where it stood on its old site. */
  readonly aliases: readonly string[];
  readonly image?: FoundImage | undefined;
  readonly markdown: string;
}

export interface FoundImage {
  readonly src: string;
  readonly alt: string;
}

/** Something that does not come along. */
export interface LeftOut {
  /** In the source. */
  readonly place: string;
  /** A sentence: what, and why. */
  readonly why: string;
}

/** Signs of the other program that stay in a text, where readers would see them. */
export interface Mark {
  /** Global. */
  readonly shape: RegExp;
  /** What they are: `a shortcode of Hugo`. */
  readonly name: string;
}

/** A whole blog of another program. */
export interface FoundBlog {
  readonly posts: readonly FoundPost[];
  readonly leftOut: readonly LeftOut[];
  readonly marks: readonly Mark[];
  /** Absolute paths where the picture that a post means by `reference` may lie, the likeliest first. */
  picturesAt(reference: string, post: FoundPost): readonly string[];
}

/** What cannot be imported at all, for people. */
export class ImportError extends Error {
  override readonly name = 'ImportError';
}

/** An id made of what names a post in its own program: in the letters of ids, and distinct where those are not enough. */
export function importedId(kind: string, name: string): string {
  const plain = `${kind}-${name}`.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  const isWhole = plain.length <= idCharactersMax && /^[\w./-]*$/.test(name);
  if (isWhole) return plain;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${plain.slice(0, idCharactersMax - digest.length - 1).replace(/-+$/, '')}-${digest}`;
}

const idCharactersMax = 100;
