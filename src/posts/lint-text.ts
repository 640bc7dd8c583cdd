import type { LintRule } from './lint-rules.ts';
import { authorPath, pagePath, postPath } from './paths.ts';
import type { Author, Page, Post, PostBody } from './post.ts';
import type { Loaded } from './references.ts';
import type { Source } from './source.ts';

/** A file with a text, as it is looked over. */
export interface LintText {
  readonly kind: 'author' | 'page' | 'post';
  readonly source: Source;
  readonly body: PostBody;
  /** Of its page on the site. */
  readonly path: string;
  /** When its page is there, in milliseconds: -Infinity always, Infinity for a draft. */
  readonly outAt: number;
  /** What it says of itself, where it is a post. */
  readonly post: Post | undefined;
}

/** What might be better in a file. */
export interface Finding {
  readonly rule: LintRule;
  /** 1 is the first line of the file. */
  readonly line: number;
  readonly field?: string | undefined;
  readonly message: string;
  readonly remedy: string;
}

export interface Shelf {
  readonly authors: readonly Loaded<Author>[];
  readonly pages: readonly Loaded<Page>[];
  readonly posts: readonly Loaded<Post>[];
}

/** All files of `content/` that have a text. */
export function textsOf({ authors, pages, posts }: Shelf): readonly LintText[] {
  return [
    ...authors.map(({ source, value }) => always('author', source, value, authorPath(value.handle))),
    ...pages.map(({ source, value }) => always('page', source, value, pagePath(value.slug))),
    ...posts.map(({ source, value }) => textOf(source, value)),
  ];
}

/** The line of the file on which the text begins, behind blank ones. */
export function firstLineOf({ markdown, markdownLine }: Source): number {
  const blank = /^\s*\n/.exec(markdown)?.[0] ?? '';
  return markdownLine + blank.split('\n').length - 1;
}

function always(kind: 'author' | 'page', source: Source, { body }: Author | Page, path: string): LintText {
  return { kind, source, body, path, outAt: -Infinity, post: undefined };
}

function textOf(source: Source, post: Post): LintText {
  const outAt = post.draft ? Infinity : post.date.getTime();
  return { kind: 'post', source, body: post.body, path: postPath(post.slug), outAt, post };
}
