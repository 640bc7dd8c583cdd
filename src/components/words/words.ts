import type { CommentPolicy } from '../../posts/post.ts';
import type {
  DecisionVerb,
  InteractTrouble,
  InteractView,
  IntentView,
  WaitingCause,
  WaitingView,
} from '../../theme.ts';

/**
 * Every text of the theme that is not content. To add a language, write one more file with an object of this
 * shape and name it in `languages` (`src/components/words.ts`).
 */
export interface Words {
  /** BCP 47, the language that these words are in. */
  readonly lang: string;
  readonly skipToContent: string;
  readonly siteNavigation: string;
  readonly switchScheme: string;
  readonly moreOnThisSite: string;
  readonly archive: string;
  readonly tags: string;
  readonly feed: string;
  /** Names the list of ways to look around: archive, notes, tags … */
  readonly browse: string;
  readonly notes: string;
  readonly newestNotes: string;
  readonly authors: string;
  /** The page that lists them all, and what stands before the name of one. */
  readonly series: string;
  readonly partOf: (place: number, count: number) => string;
  readonly allParts: string;
  readonly previousPart: string;
  readonly nextPart: string;
  readonly corrections: (count: number) => string;
  readonly correctionsOf: (title: string) => string;
  readonly correctionsHint: string;
  readonly search: string;
  readonly searchFor: string;
  readonly searchNeedsScript: string;
  readonly searchFailed: string;
  readonly nothingFound: string;
  /** `{count}` stands for the number. */
  readonly searchResults: string;
  readonly moreResults: string;
  /** `{handle}` stands for the fediverse address. */
  readonly follow: string;
  readonly subscribe: string;
  readonly newestPosts: string;
  readonly allPosts: string;
  readonly nothingYet: string;
  readonly pinned: string;
  readonly draft: string;
  /** Before the host of what is answered, liked or boosted. */
  readonly inAnswerTo: string;
  readonly liked: string;
  readonly boosted: string;
  readonly noteOf: (date: string) => string;
  readonly by: string;
  readonly updated: (date: string) => string;
  readonly minutes: (count: number) => string;
  readonly contentWarning: (warning: string) => string;
  readonly contents: string;
  readonly alsoIn: string;
  readonly neighbours: string;
  readonly older: string;
  readonly newer: string;
  readonly related: string;
  readonly copyCode: string;
  readonly codeCopied: string;
  readonly conversation: string;
  readonly conversationAbout: string;
  readonly answerHint: string;
  readonly addressOfPost: string;
  readonly counts: string;
  readonly emojiReactions: string;
  readonly likes: (count: number) => string;
  readonly boosts: (count: number) => string;
  readonly quotes: (count: number) => string;
  readonly replies: (count: number) => string;
  readonly poll: string;
  readonly votes: (count: number) => string;
  readonly voters: (count: number) => string;
  readonly pollEnds: (date: string) => string;
  readonly pollHint: string;
  readonly noRepliesYet: string;
  readonly tooLong: string;
  readonly moreReplies: (count: number) => string;
  readonly closed: string;
  readonly closedSince: (date: string) => string;
  /** Replies that wait to be read by the writer. */
  readonly heldReplies: (count: number) => string;
  readonly answering: string;
  /** Of a reply whose parent is gone, or never came. */
  readonly parentMissing: string;
  /** Marks what the blog's own writer answers. */
  readonly byWriter: string;
  readonly readWhole: string;
  readonly edited: string;
  readonly original: string;
  readonly sensitive: string;
  readonly inLanguage: (language: string) => string;
  readonly postsTagged: (tag: string) => string;
  readonly postCount: (count: number) => string;
  readonly postsBy: (name: string) => string;
  readonly elsewhere: string;
  readonly intents: Readonly<Record<IntentView['act'], IntentWords>>;
  readonly intentIsFor: (blog: string) => string;
  readonly intentAddress: string;
  readonly intentFile: string;
  readonly intentText: string;
  readonly intentUndo: string;
  readonly intentForOthers: string;
  readonly takingPart: TakingPartWords;
  readonly waiting: Readonly<Record<WaitingView['state'], IntentWords>>;
  readonly willBeTold: string;
  /** What is said of a post, by the type of its activity. */
  readonly verbs: ReadonlyMap<string, string>;
  readonly profile: string;
  readonly inboxes: (count: number) => string;
  readonly furtherSayings: (count: number) => string;
  /** Before the moment when it is told. */
  readonly toldAt: string;
  readonly timeLeft: (seconds: number) => string;
  /** Before the moment when the wait ended. */
  readonly endedAt: string;
  readonly stop: string;
  readonly sendNow: string;
  readonly waitingHint: string;
  readonly notices: NoticeWords;
  /** Of the page of rules: what becomes of a comment. */
  readonly commentRules: CommentRuleWords;
  readonly notFound: string;
  readonly notFoundHint: string;
  readonly backHome: string;
}

/** A page to which the writer comes to do something: its title, and what is left to do. */
export interface IntentWords {
  readonly title: string;
  readonly hint: string;
}

/** How readers follow and answer from a server of their own. */
export interface TakingPartWords {
  /** For each act a button, which the blog has beside the others, and the title of the page that it leads to. */
  readonly acts: Readonly<Record<InteractView['act'], { readonly button: string; readonly title: string }>>;
  /** Names the group of those buttons. */
  readonly fromYourServer: string;
  /** What the fediverse is, in one sentence. */
  readonly fediverse: string;
  readonly home: string;
  /** What may be written there, with an example that is nobody's. */
  readonly homeHint: string;
  readonly goOn: string;
  /** That the browser keeps what was written, and nobody else; beside a box to tick. */
  readonly remember: string;
  readonly byHand: Readonly<Record<'follow' | 'post' | 'share', string>>;
  readonly qrCode: string;
  readonly withoutAccount: string;
  readonly close: string;
  readonly troubles: Readonly<Record<InteractTrouble, (host: string) => string>>;
  /** Before a link to what nobody promised. */
  readonly guess: (host: string) => string;
  readonly away: (host: string, to: string) => string;
  readonly goTo: (host: string) => string;
}

/** What the writer is told by feed and mail, and decides by the links there. `who` is a handle. */
export interface NoticeWords {
  readonly feed: (blog: string) => string;
  /** What a mail is about. */
  readonly count: (count: number) => string;
  readonly comment: (who: string, post: string) => string;
  /** One that readers do not see yet. */
  readonly held: (who: string, post: string) => string;
  readonly request: (who: string) => string;
  readonly report: (who: string) => string;
  readonly message: (who: string) => string;
  readonly why: Readonly<Record<Exclude<WaitingCause['cause'], 'rule'>, string>>;
  readonly byRule: (pattern: string) => string;
  /** Buttons and links. */
  readonly verbs: Readonly<Record<DecisionVerb, string>>;
  /** Titles of the page afterwards. */
  readonly decided: Readonly<Record<DecisionVerb, string>>;
  readonly decidedHint: string;
  readonly decide: IntentWords;
  readonly changed: string;
  readonly elsewhere: string;
  readonly gone: IntentWords;
  readonly expired: IntentWords;
  /** That whoever has the link can decide. */
  readonly secret: string;
}

export interface CommentRuleWords {
  readonly heading: string;
  /** By the policy of posts that say nothing themselves. */
  readonly policies: Readonly<Record<CommentPolicy, string>>;
  readonly closeAfter: (days: number) => string;
  readonly others: string;
  /** Before an address to write to. */
  readonly contact: string;
}
