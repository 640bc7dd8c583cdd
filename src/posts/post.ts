import type { LintRule } from './lint-rules.ts';

/** Words used on pages and on the wire for what a writer keeps in `content/`. Values only; nothing here reads a file. */

/** A picture of a post, measured at load; `source` is copied to `url` by the build. */
export interface PostImage {
  /** Absolute path of the file in `content/`. */
  readonly source: string;
  /** Path on the site, with a content hash in its name: `/media/3f9a1c2b-kettle.png`. */
  readonly url: string;
  readonly alt: string;
  readonly mediaType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels, ascending: the narrower forms of it that the site has too (`variants.ts`). */
  readonly widths?: readonly number[] | undefined;
  /** Where to look, x and y in -1..1 (0, 0 is the middle; y grows upwards). */
  readonly focus?: readonly [number, number] | undefined;
  /** A few colours that stand for it until it is loaded (https://blurha.sh); SVG has none. */
  readonly blurhash?: string | undefined;
}

/** `@user@host` as written in a text. What actor it is, only the network can tell: publishing resolves it. */
export interface MentionedHandle {
  readonly user: string;
  /** Lower case, with a port if one was written. */
  readonly host: string;
}

export interface Heading {
  /** 2 to 6; the post's title is the page's h1. */
  readonly depth: number;
  readonly text: string;
  /** Fragment on the page. */
  readonly anchor: string;
}

/** One Markdown text, drawn twice from the same tree so that page and object cannot disagree. */
export interface PostBody {
  /** The Markdown as written, without front matter. */
  readonly source: string;
  /** For the page: full HTML, site-relative URLs, classes for colours, MathML, footnotes. */
  readonly html: string;
  /** For receivers: reduced to what fediverse servers keep (interop: no tables, no inline images, absolute URLs). */
  readonly federatedHtml: string;
  /** Plain text without markup, white space folded; for descriptions, search and reading time. */
  readonly text: string;
  readonly headings: readonly Heading[];
  /** Pictures inside the text, in order, without duplicates. */
  readonly images: readonly PostImage[];
  readonly mentions: readonly MentionedHandle[];
  /** Hashtags written in the text, without `#`, as written, without duplicates. */
  readonly hashtags: readonly string[];
  /** Where the text leads, as on the page, in order; those that stand there more than once too. */
  readonly links: readonly PlacedLink[];
  /** What might be better in the text itself, by line. */
  readonly remarks: readonly Remark[];
  readonly words: number;
}

/** A link of a text. */
export interface PlacedLink {
  /** Site path, fragment or whole address. */
  readonly url: string;
  /** 0 is the first line of the text. */
  readonly line: number;
}

/** What might be better in a text. */
export interface Remark {
  readonly rule: LintRule;
  /** 0 is the first line of the text. */
  readonly line: number;
  /** What is wrong, or what becomes of it on other servers, a sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy: string;
}

export interface Post {
  /** The file's name without `.md`; the last part of its address. */
  readonly slug: string;
  /** Names the object for ever (`/ap/objects/<id>`); by default the slug. */
  readonly id: string;
  /** Path below the project's root, for messages: `content/posts/kettle.md`. */
  readonly file: string;
  readonly type: 'article' | 'note';
  /** Empty for a note that has none. */
  readonly title: string;
  /** The writer's date, shown on the page. On the wire `published` is the moment of first federation. */
  readonly date: Date;
  readonly updated: Date | undefined;
  /** Plain text, by the writer. */
  readonly summary: string | undefined;
  /** From front matter and text, in order of appearance, without `#`, without duplicates (ignoring case). */
  readonly tags: readonly string[];
  /** Handles of `content/authors/<handle>.md`, at least one. */
  readonly authors: readonly string[];
  /** BCP 47. */
  readonly lang: string;
  /** `id` of the post that this one translates. */
  readonly translationOf: string | undefined;
  readonly image: PostImage | undefined;
  readonly draft: boolean;
  /** 'followers': delivered to them, and on no page. */
  readonly visibility: 'public' | 'unlisted' | 'followers';
  /** false: a page only, never an object. */
  readonly federate: boolean;
  /** 'minor': the change is not worth telling followers of. */
  readonly update: 'normal' | 'minor';
  readonly contentWarning: string | undefined;
  readonly comments: CommentPolicy;
  /** From when no comments are taken; one that is over is `closed`. */
  readonly closesAt?: Date | undefined;
  /** Web address of what the post answers, anywhere in the fediverse. */
  readonly inReplyTo: string | undefined;
  /** Web address of what the writer likes: the post is sent as a Like of it. */
  readonly likeOf: string | undefined;
  /** Web address of what the writer boosts: the post is sent as an Announce of it. */
  readonly repostOf: string | undefined;
  readonly quotes: QuotePolicy;
  readonly poll: Poll | undefined;
  readonly series?: PostSeries | undefined;
  /** false: what was corrected is not shown. */
  readonly showsHistory?: boolean | undefined;
  /** Those of the blog's own that title, summary or text name. */
  readonly emoji: readonly PostEmoji[];
  readonly pinned: boolean;
  /** When the blog boosts it again; later than `date`. */
  readonly reshare: Date | undefined;
  /** true: it was written elsewhere, long ago; others may fetch it, and nobody is told that it is here. */
  readonly archive?: boolean | undefined;
  /** What commits say of it where its front matter says nothing. */
  readonly trailers?: CommitTrailers | undefined;
  /** Former site paths that redirect here, each with a leading slash; one may end in a query, `/?p=12`. */
  readonly aliases: readonly string[];
  readonly body: PostBody;
}

/** What the messages of commits say of a post, each by the short name of the commit that says it (`1a2b3c4`). */
export interface CommitTrailers {
  /** `Outward-Update: minor`. */
  readonly minor?: string;
  /** `Outward-Federate: false`. */
  readonly pageOnly?: string;
  /** `Outward-Reshare: true`. */
  readonly reshare?: string;
  /** What a commit says of it to no effect. */
  readonly outvoted?: readonly OutvotedTrailer[];
}

/** A trailer that has no effect on a post. */
export interface OutvotedTrailer {
  /** The short name of the commit that says it. */
  readonly commit: string;
  /** As it should be written: `Outward-Update: minor`. */
  readonly trailer: string;
  /** Goes on after "but": 'part of the change is not committed'. */
  readonly because: string;
}

/** A picture of the blog's own that is written by its name between colons: `content/emoji/<name>.png`. */
export interface PostEmoji {
  /** Without the colons. */
  readonly name: string;
  readonly image: PostImage;
}

/** Who may quote a post; the others are told no (FEP-044f). */
export type QuotePolicy = (typeof quotePolicies)[number];
export const quotePolicies = ['everyone', 'followers', 'nobody'] as const;

/** How comments are taken: at once; the first of an account when it was approved; each when it was; none. */
export type CommentPolicy = (typeof commentPolicies)[number];
export const commentPolicies = ['open', 'first-time', 'approve', 'closed'] as const;

/** What is said of comments at one place; undefined is left to the next one. */
export interface CommentRules {
  readonly policy: CommentPolicy | undefined;
  /** Counted from the date of the post; Infinity: never. */
  readonly closeAfterDays: number | undefined;
}

/** A rule of a file in `content/moderation`. */
export interface ContentRule {
  readonly act: (typeof contentRuleActs)[number];
  /** As `readPattern` spells it. */
  readonly pattern: string;
  readonly reason: string | undefined;
  readonly since: Date | undefined;
  readonly file: string;
  readonly line: number;
}
export const contentRuleActs = ['allow', 'block', 'limit', 'hold'] as const;

/** A question with options: the post is sent as a Question. */
export interface Poll {
  /** Plain text, 2 to 10, distinct. */
  readonly options: readonly string[];
  /** Whether a voter may choose several. */
  readonly multiple: boolean;
  readonly closes: Date;
}

/** The series that a post belongs to: posts of one name, whatever its capitals and signs. */
export interface PostSeries {
  readonly name: string;
  /** A whole number from 1: those with one come first, in its order; the others after them, by date. */
  readonly part: number | undefined;
}

/** A page of `content/pages`: `/about/` and the like. Never federated. */
export interface Page {
  readonly slug: string;
  readonly file: string;
  readonly title: string;
  readonly lang: string;
  readonly summary: string | undefined;
  readonly body: PostBody;
}

export interface Author {
  readonly handle: string;
  readonly file: string;
  readonly name: string;
  readonly summary: string | undefined;
  readonly image: PostImage | undefined;
  /** Profiles elsewhere, linked with rel=me. */
  readonly links: readonly { readonly name: string; readonly url: string }[];
  /** For posts of this author that say nothing themselves. */
  readonly comments?: CommentRules | undefined;
  readonly body: PostBody;
}

/** `content/blog.yml`. */
export interface Blog {
  readonly title: string;
  /** One or two plain sentences. */
  readonly description: string;
  /** Local part of the fediverse address, `[a-z0-9_]{1,30}`; renaming it makes a new account for most peers. */
  readonly handle: string;
  /** Names the actor for ever (`/ap/actors/<id>`). */
  readonly id: string;
  readonly lang: string;
  /** Handle of the author of posts that name none. */
  readonly author: string;
  readonly icon: PostImage | undefined;
  readonly image: PostImage | undefined;
  /** Shown as profile fields; a value that is an https address becomes a rel=me link. */
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  /** true: a Follow waits until the writer accepts it. */
  readonly approveFollowers: boolean;
  /** Ids of the same person elsewhere: what a Move to this blog needs. */
  readonly alsoKnownAs: readonly string[];
  /** The actor that this blog has moved to; set, its followers are sent there (ActivityPub Move). */
  readonly movedTo: string | undefined;
  /** Whether the blog may be recommended (`discoverable`) and its posts searched (`indexable`, FEP-5feb). */
  readonly discoverable: boolean;
  readonly indexable: boolean;
  /** For posts that say nothing themselves. */
  readonly quotes: QuotePolicy;
  /** For posts that say nothing themselves, as their authors do not. */
  readonly comments?: CommentRules | undefined;
  /** Whether objects carry the Markdown that they were written in (`source`). */
  readonly source: boolean;
  /** Where to report a weakness (RFC 9116): a `mailto:`, `https:` or `tel:` URI. */
  readonly contact?: string | undefined;
  /** The hub that feed readers are sent to, to be told of new posts (WebSub). */
  readonly websub?: string | undefined;
  /** false: no pictures are drawn for those who show links to its pages. */
  readonly socialImages?: boolean | undefined;
  /** Slugs of `content/pages` shown in the navigation, in order. */
  readonly navigation: readonly string[];
}

/** All of `content/`, read once. Drafts and posts that are not due yet are in neither list unless asked for. */
export interface Library {
  readonly blog: Blog;
  readonly authors: readonly Author[];
  /** Newest first. */
  readonly posts: readonly Post[];
  readonly pages: readonly Page[];
  /** Every picture that the site must carry, once each. */
  readonly media: readonly PostImage[];
  /** When the next scheduled post falls due, or the next post is boosted again. */
  readonly nextDue: Date | undefined;
  /** What goes out by itself when its moment comes, soonest first. */
  readonly scheduled: readonly Scheduled[];
  /** Posts that are in no list: drafts, and those whose date lies ahead. */
  readonly withheld: readonly Pick<Post, 'id' | 'draft'>[];
  /** The rules of `content/moderation`. */
  readonly moderation?: readonly ContentRule[] | undefined;
  /** What might be better in any file, drafts and scheduled posts included, by file and line. */
  readonly warnings: readonly ContentWarning[];
}

/** A post whose date lies ahead, or the day on which the blog boosts one again. */
export interface Scheduled extends Pick<Post, 'id' | 'slug' | 'title' | 'file' | 'federate'> {
  readonly kind: 'post' | 'reshare';
  /** Milliseconds. */
  readonly dueAt: number;
}

/** A slug that a published post has or had, and its id as written. */
export type ToldSlug = Pick<Post, 'id' | 'slug'>;

/** What is wrong with a file of `content/`, where, and what to write instead. */
export interface ContentProblem {
  readonly file: string;
  /** 1 is the first line of the file. */
  readonly line: number | undefined;
  readonly field: string | undefined;
  /** What is wrong, a sentence. */
  readonly message: string;
  /** What to write instead, a sentence. */
  readonly remedy: string;
}

/** What might be better in a file of `content/`. It stops nothing. */
export interface ContentWarning extends ContentProblem {
  readonly rule: LintRule;
  /** Whether it is about a draft, which nobody sees. */
  readonly draft?: boolean | undefined;
}

/** Thrown by loading when anything in `content/` is wrong; carries every problem found, not just the first. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly problems: readonly ContentProblem[];
  constructor(problems: readonly ContentProblem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** `content/posts/x.md:3: date: "soon" is not a date. Write it as 2026-03-01 or 2026-03-01T09:30:00Z.` */
export function formatProblem(problem: ContentProblem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  const field = problem.field === undefined ? '' : `${problem.field}: `;
  return `${place}: ${field}${problem.message} ${problem.remedy}`;
}

/** The same with the name of its rule: `content/posts/x.md:9: There is … Write … (dead-link)`. */
export function formatWarning(warning: ContentWarning): string {
  return `${formatProblem(warning)} (${warning.rule})`;
}
