import { isFileName } from './alt-text.ts';
import type { Places } from './lint-places.ts';
import { firstLineOf, type Finding, type LintText } from './lint-text.ts';
import type { Post } from './post.ts';
import { isReaction } from './reaction.ts';

/** What posts are held against. */
export interface PostRules {
  readonly places: Places;
  readonly now: Date;
  /** Ids of all posts that were ever published; without them none counts as new. */
  readonly toldIds: ReadonlySet<string> | undefined;
  /** All posts, by id. */
  readonly postsById: ReadonlyMap<string, Post>;
  /** The first post that has an alias, by alias. */
  readonly postsByAlias: ReadonlyMap<string, Post>;
}

type Check = (post: Post, text: LintText, rules: PostRules) => Finding | undefined;

const yearMs = 366 * 24 * 3_600_000;

/** What might be better in a post's front matter, and in how it stands to other posts. */
export function postFindings(text: LintText, rules: PostRules): readonly Finding[] {
  const { post } = text;
  if (post === undefined) return [];
  const found = checks.map((check) => check(post, text, rules)).filter((finding) => finding !== undefined);
  return [...found, ...aliasFindings(post, text, rules)];
}

const checks: readonly Check[] = [
  emptyPost,
  titleTwice,
  altOfPicture,
  dateAhead,
  dateBehind,
  updatedAhead,
  pollThatIsOver,
  translationInSameLanguage,
];

function emptyPost(post: Post, { body, source }: LintText): Finding | undefined {
  const { image, poll } = post;
  const says = [image, poll, ...body.images].some((part) => part !== undefined);
  if (body.text !== '' || says || isReaction(post)) return undefined;
  const remedy = 'Write one below the front matter.';
  return { rule: 'empty-text', line: source.markdownLine, message: 'The post has no text.', remedy };
}

/** Programs that know no front matter begin a text with its title. */
function titleTwice({ title }: Post, { body, source }: LintText): Finding | undefined {
  const first = body.headings[0]?.text;
  const isAtStart = /^\s*(?:#|[^\n]+\n(?:=+|-+)[ \t]*\n)/.test(`${source.markdown}\n`);
  if (title === '' || !isAtStart || first?.toLowerCase() !== title.toLowerCase()) return undefined;
  return {
    rule: 'heading-repeats-title',
    line: firstLineOf(source),
    message: `The heading "${first}" says the title again, which stands above the text anyway.`,
    remedy: 'Remove the heading.',
  };
}

/** That it has one is a matter of front matter. */
function altOfPicture({ image }: Post, { source: { fields } }: LintText): Finding | undefined {
  if (image === undefined || !isFileName(image.alt, image.source)) return undefined;
  return {
    rule: 'alt-is-file-name',
    line: fields.lineOf('image'),
    field: 'image',
    message: `"${image.alt}" is the name of a file, and says nothing to those who cannot see the picture.`,
    remedy: 'Write alt: and what it shows, or alt: "" if it is mere decoration.',
  };
}

function dateAhead({ date }: Post, { source }: LintText, { now }: PostRules): Finding | undefined {
  if (date.getTime() <= now.getTime() + yearMs) return undefined;
  const message = `${dayOf(date)} is more than a year ahead.`;
  const remedy = `Did you mean ${dayOf(nearestYear(date, now))}?`;
  return { rule: 'date-far-off', line: source.fields.lineOf('date'), field: 'date', message, remedy };
}

function dateBehind(post: Post, { source }: LintText, { toldIds, now }: PostRules): Finding | undefined {
  const isNew = !post.draft && post.archive !== true && toldIds !== undefined && !toldIds.has(post.id);
  if (!isNew || post.date.getTime() >= now.getTime() - yearMs) return undefined;
  const message = `${dayOf(post.date)} is more than a year ago, and the post is new.`;
  const remedy = `Did you mean ${dayOf(nearestYear(post.date, now))}?`;
  return { rule: 'date-far-off', line: source.fields.lineOf('date'), field: 'date', message, remedy };
}

function updatedAhead(
  { date, updated }: Post,
  { source }: LintText,
  { now }: PostRules,
): Finding | undefined {
  if (updated === undefined || updated.getTime() <= Math.max(now.getTime(), date.getTime())) return undefined;
  const message = `${dayOf(updated)} is still to come.`;
  const remedy = 'Write the day of the last change.';
  return {
    rule: 'updated-in-future',
    line: source.fields.lineOf('updated'),
    field: 'updated',
    message,
    remedy,
  };
}

/** Of a post that nobody has seen yet. */
function pollThatIsOver(
  { draft, id, poll }: Post,
  { source }: LintText,
  { toldIds, now }: PostRules,
): Finding | undefined {
  const isNew = draft || (toldIds !== undefined && !toldIds.has(id));
  if (!isNew || poll === undefined || poll.closes > now) return undefined;
  const message = `The poll is over since ${dayOf(poll.closes)}, before the post is published.`;
  const remedy = 'Write a later day under closes.';
  return { rule: 'poll-is-over', line: source.fields.lineOf('poll'), field: 'poll', message, remedy };
}

/** Mostly the line `lang` was forgotten. */
function translationInSameLanguage(
  { lang, translationOf }: Post,
  { source: { fields } }: LintText,
  { postsById }: PostRules,
): Finding | undefined {
  const original = translationOf === undefined ? undefined : postsById.get(translationOf);
  if (original?.lang !== lang) return undefined;
  const field = fields.has('lang') ? 'lang' : 'translationOf';
  return {
    rule: 'translation-in-same-language',
    line: fields.lineOf(field),
    field,
    message: `The post is in the language of its original, "${lang}".`,
    remedy: 'Write the language of this text, such as lang: de.',
  };
}

function aliasFindings(post: Post, { source: { fields } }: LintText, rules: PostRules): readonly Finding[] {
  return fields.list('aliases').flatMap(({ line, text }) => {
    const message = whyTaken(post, text, rules);
    if (message === undefined) return [];
    const remedy = 'Remove it here or there.';
    return [{ rule: 'alias-is-taken', line, field: 'aliases', message, remedy }] as const;
  });
}

function whyTaken(post: Post, alias: string, { places, postsByAlias }: PostRules): string | undefined {
  const owner = places.ownerOf(alias);
  if (owner !== undefined) return `"${alias}" is the address of ${owner.source.file} itself.`;
  const first = postsByAlias.get(alias);
  return first === undefined || first === post ? undefined : `"${alias}" leads to ${first.file} already.`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/** The same day of the year that is closest to `now`. */
function nearestYear(date: Date, now: Date): Date {
  const years = [-1, 0, 1].map((shift) => {
    const moved = new Date(date);
    moved.setUTCFullYear(now.getUTCFullYear() + shift);
    return moved;
  });
  const distance = (one: Date): number => Math.abs(one.getTime() - now.getTime());
  return years.sort((a, b) => distance(a) - distance(b))[0] ?? date;
}
