import type { Library, PostImage } from './posts/post.ts';
import type { Proposal } from './posts/proposal.ts';
import type { ReaderAct } from './protocol/home.ts';
import type { Site } from './site.ts';
import type { ConversationCounts, EmojiCount, EndedPublication, PollCounts, Reply } from './store/store.ts';

/**
 * What the theme (`src/pages`, `layouts`, `components`) is given to draw, as `Astro.locals`. The theme is compiled by Astro
 * once per change of code; content is drawn with it page by page, at build time or, for comments, when they change.
 */
export interface ThemeLocals {
  readonly site: Site;
  readonly navigation: readonly NavigationItem[];
  /** All content; absent when only a conversation is drawn. */
  readonly library?: Library | undefined;
  /** By path, what stands for pages where links to them are shown; absent where only a part of the site is drawn. */
  readonly socialImages?: ReadonlyMap<string, SocialImage> | undefined;
  /** How often each post was corrected, by id; absent where nobody knows. */
  readonly corrections?: ReadonlyMap<string, number> | undefined;
  /** What was corrected in a post, newest first; absent on all other pages. */
  readonly history?: readonly CorrectionView[] | undefined;
  /** The conversation to draw; absent on all other pages. */
  readonly comments?: CommentsView | undefined;
  /** What somebody came to do; absent on all other pages. */
  readonly intent?: IntentView | undefined;
  /** What a reader came to do from a server elsewhere; absent on all other pages. */
  readonly interact?: InteractView | undefined;
  /** The publication whose link was followed; absent on all other pages. */
  readonly waiting?: WaitingView | undefined;
  /** What the link that was followed decides about; absent on all other pages. */
  readonly decision?: DecisionView | undefined;
}

/** A picture as link previews are told of it. */
export type SocialImage = Pick<PostImage, 'url' | 'alt' | 'mediaType' | 'width' | 'height'>;

export interface NavigationItem {
  readonly title: string;
  /** Site path, with a slash at both ends. */
  readonly path: string;
  /** At the end of every page instead of its top. */
  readonly inFooter?: boolean;
}

/** A commit that changed the text of a post after readers had seen it. */
export interface CorrectionView {
  /** Its short name. */
  readonly commit: string;
  /** Milliseconds. */
  readonly at: number;
  /** The first line of its message. */
  readonly subject: string;
  /** The Markdown that changed, passage by passage. */
  readonly passages: readonly (readonly CorrectionPiece[])[];
}

export interface CorrectionPiece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

export interface CommentsView {
  readonly slug: string;
  /** The post's title, or the start of its text when it has none. */
  readonly title: string;
  readonly lang: string;
  /** The object that readers answer from their own server. */
  readonly objectId: string;
  readonly closed: boolean;
  /** Of one that was closed when its time was over: since when, milliseconds. */
  readonly closedAt?: number | undefined;
  readonly conversation: ConversationCounts & {
    /** Of likes with an emoji; absent where nobody has reacted yet. */
    readonly emoji?: readonly EmojiCount[];
    /** Replies that wait to be read by the writer; absent where there is none yet. */
    readonly held?: number;
    /** Of a long one, the replies that stand on this page. */
    readonly thread: readonly ThreadReply[];
  };
  /** By id, what replies on this page answer on another one of the same conversation. */
  readonly elsewhere?: ReadonlyMap<string, { readonly name: string; readonly path: string }> | undefined;
  /** Another one whenever the view says something else; absent where readers are told of no changes. */
  readonly version?: string | undefined;
  /** How many follow them, and the path of the page with the next; without one, nobody can read more here. */
  readonly more?: { readonly count: number; readonly path: string | undefined } | undefined;
  /** The post's poll as it stands. */
  readonly poll?: PollView | undefined;
}

/** A reply as it stands in a conversation: a stranger's, or a post of the writer that answers there. */
export interface ThreadReply extends Reply {
  /** Only of the writer's: the title of the post, and of one too long to stand there what it is about. */
  readonly own?: { readonly title: string; readonly summary: string | undefined } | undefined;
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

/** What a reader does with an account elsewhere, and what came of asking the server of that account. */
export interface InteractView {
  readonly act: ReaderAct;
  /** What it is about; undefined for the blog itself. */
  readonly post: { readonly title: string; readonly lang: string; readonly path: string } | undefined;
  /** For a search field elsewhere: the handle of the blog, or the address of the post. */
  readonly address: string;
  /** As the reader wrote it; empty until then. */
  readonly home: string;
  readonly answer?: InteractAnswer | undefined;
}

export type InteractAnswer =
  /** The reader's server, `host`, names a page on another one. Strangers chose `url`. */
  | { readonly kind: 'away'; readonly host: string; readonly to: string; readonly url: string }
  /** `guess`: where many servers have such a page, though this one does not say so. */
  | { readonly kind: InteractTrouble; readonly host: string; readonly guess?: string | undefined };

/** Why there is no way on from here. 'busy': too many have asked. */
export type InteractTrouble = 'unreadable' | 'unknown' | 'silent' | 'none' | 'own' | 'busy';

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

/** What the writer can say of what came, by a link of a notice. 'block' is for one account. */
export type DecisionVerb = 'approve' | 'hide' | 'accept' | 'reject' | 'block' | 'block-server';

/** Why a comment waits to be read by the writer. */
export type WaitingCause =
  | { readonly cause: 'first-time' | 'approve' | 'edited' }
  /** Of the writer's own, with the pattern that found it. */
  | { readonly cause: 'rule'; readonly pattern: string };

/** What a link decides about, or what became of it. 'gone': what it was about is not there any more. */
export type DecisionView =
  | {
      readonly state: 'open';
      readonly kind: 'comment' | 'request' | 'report' | 'message';
      /** Whose it is: `@ada@social.example`. */
      readonly who: string;
      /** Address of the comment or the account, on its own server. Strangers chose it. */
      readonly url: string;
      readonly post: { readonly title: string; readonly url: string } | undefined;
      /** Plain. */
      readonly text: string;
      readonly why: WaitingCause | undefined;
      /** The one that the link names first. */
      readonly verbs: readonly DecisionVerb[];
      /** Names the text, so that nobody decides about another one. */
      readonly seen: string;
      /** It was changed while it was read. */
      readonly isChanged: boolean;
    }
  /** `at` in milliseconds. */
  | { readonly state: 'decided'; readonly verb: DecisionVerb; readonly at: number }
  | { readonly state: 'gone' | 'expired' };

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
