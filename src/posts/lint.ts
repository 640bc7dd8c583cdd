import { linkFindings } from './lint-links.ts';
import { placesOf } from './lint-places.ts';
import { postFindings } from './lint-post.ts';
import { textsOf, type Finding, type LintText, type Shelf } from './lint-text.ts';
import { wireRules, type LintRule } from './lint-rules.ts';
import { excessFindings } from './lint-wire.ts';
import type { ContentWarning, Post, PostImage, ToldSlug } from './post.ts';
import { isReaction } from './reaction.ts';

/** What content is held against, beside itself. */
export interface LintOptions {
  /** `https://blog.example` */
  readonly origin: string;
  readonly now: Date;
  /** Paths of the site's own files. */
  readonly knownPaths?: ReadonlySet<string> | undefined;
  /** What was ever published, under each slug that it had: former ones redirect. Without it no post counts as new. */
  readonly told?: readonly ToldSlug[] | undefined;
  /** Pictures of the site, whose addresses are alive. */
  readonly media: readonly PostImage[];
  /** Rules that are off in a file, by its name for messages. */
  readonly off: ReadonlyMap<string, ReadonlySet<LintRule>>;
}

/** What might be better in content that has no problems; in drafts and scheduled posts too. Pure. */
export function lintContent(shelf: Shelf, options: LintOptions): readonly ContentWarning[] {
  const { knownPaths = [], media, now, off, origin, told } = options;
  const texts = textsOf(shelf);
  const places = placesOf(texts, told ?? [], [...knownPaths, ...media.map(({ url }) => url)]);
  const posts = shelf.posts.map(({ value }) => value);
  const postsById = new Map(posts.map((post) => [post.id, post]));
  const toldIds = told && new Set(told.map(({ id }) => id));
  const postRules = { places, now, toldIds, postsById, postsByAlias: firstByAlias(posts) };
  return texts.flatMap((text) => {
    const findings = [
      ...remarksOn(text),
      ...linkFindings(text, { places, origin, now }),
      ...postFindings(text, postRules),
      ...excessFindings(text),
    ];
    return findings
      .filter(({ rule }) => off.get(text.source.file)?.has(rule) !== true && concerns(rule, text.post))
      .map((finding) => warningOf(finding, text));
  });
}

function remarksOn({ body, kind, source }: LintText): readonly Finding[] {
  const remarks = body.remarks.map((remark) => ({ ...remark, line: source.markdownLine + remark.line }));
  if (kind !== 'page' || body.text !== '' || body.images.length > 0) return remarks;
  const remedy = 'Write one below the front matter.';
  return [{ rule: 'empty-text', line: source.markdownLine, message: 'The page has no text.', remedy }];
}

/** Nothing is lost on the way of what stays at home. */
function concerns(rule: LintRule, post: Post | undefined): boolean {
  const isSent = post?.federate === true && !isReaction(post);
  return isSent || !wireRules.some((one) => one === rule);
}

function firstByAlias(posts: readonly Post[]): ReadonlyMap<string, Post> {
  const entries = posts.flatMap((post) => post.aliases.map((alias) => [alias, post] as const));
  return new Map(entries.reverse()); // The last entry of a key counts.
}

function warningOf(
  { field, line, message, remedy, rule }: Finding,
  { post, source }: LintText,
): ContentWarning {
  const { file } = source;
  return { file, line, field, message, remedy, rule, ...(post?.draft === true ? { draft: true } : {}) };
}
