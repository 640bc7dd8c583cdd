import type { Library } from './posts/post.ts';
import type { Proposal } from './posts/proposal.ts';
import type { Site } from './site.ts';
import type { Conversation, EndedPublication, PollCounts } from './store/store.ts';

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
  /** What somebody came to do; absent on all other pages. */
  readonly intent?: IntentView | undefined;
  /** The publication whose link was followed; absent on all other pages. */
  readonly waiting?: WaitingView | undefined;
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
  /** Of a long one, the replies that stand on this page. */
  readonly conversation: Conversation;
  /** How many follow them, and the path of the page with the next; without one, nobody can read more here. */
  readonly more?: { readonly count: number; readonly path: string | undefined } | undefined;
  /** The post's poll as it stands. */
  readonly poll?: PollView | undefined;
}

export interface PollView {
  /** In the writer's order. */
  readonly options: readonly { readonly name: string; readonly votes: number }[];
  /** Who voted, which are fewer than the votes where one may choose several. */
  readonly voters: number;
  /** Milliseconds. */
  readonly closes: number;
  /** What the post warns of: its options are folded away like its text. */
  readonly warning: string | undefined;
}

/** What the writer came to do from a page elsewhere (FEP-3b86), as a stranger's page proposes it. */
export type IntentView =
  | { readonly act: Act; readonly proposal: Proposal }
  | {
      readonly act: 'choose';
      /** Address of the post elsewhere. */
      readonly target: string;
      /** What can be done with it, and the page of that. */
      readonly choices: readonly { readonly act: Act; readonly url: string }[];
    };

/** What a Markdown file can do about a post elsewhere, or on its own. */
export type Act = 'like' | 'boost' | 'reply' | 'note';

/** A publication in its grace window, or what became of it, for the writer to decide. Times in milliseconds. */
export type WaitingView =
  | {
      readonly state: 'waiting';
      readonly says: readonly SayingView[];
      /** How many are not shown. */
      readonly more: number;
      readonly sendAt: number;
      /** Seconds until then, as this is drawn; 0 when it is about to happen. */
      readonly secondsLeft: number;
    }
  | { readonly state: EndedPublication['outcome']; readonly at: number };

/** One thing that is about to be told. */
export interface SayingView {
  /** `Create`, `Update` …: the type of its activity. */
  readonly verb: string;
  /** Of the post, or else its slug; undefined for what concerns the blog itself. */
  readonly title: string | undefined;
  /** Where it can be looked at before; undefined for what has no page. */
  readonly path: string | undefined;
  readonly inboxes: number;
}

/** A poll with the votes that it has; without `counts` none. `closes` in milliseconds. */
export function pollViewOf(
  { closes, options }: { readonly closes: number; readonly options: readonly string[] },
  warning: string | undefined,
  counts?: PollCounts,
): PollView {
  return {
    options: options.map((name) => ({ name, votes: counts?.votes.get(name) ?? 0 })),
    voters: counts?.voters ?? 0,
    closes,
    warning,
  };
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
