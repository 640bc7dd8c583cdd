import type { Library } from './posts/post.ts';
import type { Site } from './site.ts';
import type { Conversation } from './store/store.ts';

/**
 * What the theme (`src/pages`, `layouts`, `components`) is given to draw, as `Astro.locals`. The theme is compiled by Astro
 * once per change of code; content is drawn with it page by page, at build time or, for comments, when they change.
 */
export interface ThemeLocals {
  readonly site: Site;
  readonly navigation: readonly NavigationItem[];
  /** All content; absent when only a conversation is drawn. */
  readonly library?: Library | undefined;
  /** The conversation to draw; absent on all other pages. */
  readonly comments?: CommentsView | undefined;
}

export interface NavigationItem {
  readonly title: string;
  /** Site path, with a slash at both ends. */
  readonly path: string;
}

export interface CommentsView {
  readonly slug: string;
  /** The post's title, or the start of its text when it has none. */
  readonly title: string;
  readonly lang: string;
  /** The object that readers answer from their own server. */
  readonly objectId: string;
  readonly closed: boolean;
  readonly conversation: Conversation;
}

/**
 * The two comments between which a post's page holds its conversation. The build writes an empty one; the server puts the
 * stored one there, so that replies stand in the page without a build and without JavaScript.
 */
export const COMMENTS_BEGIN = '<!--outward:comments-->';
export const COMMENTS_END = '<!--/outward:comments-->';

/** Draws one page of the theme: `path` as a reader would ask for it. Resolves with the body as text. */
export type Renderer = (path: string, locals: ThemeLocals) => Promise<RenderedPage>;

export interface RenderedPage {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}
