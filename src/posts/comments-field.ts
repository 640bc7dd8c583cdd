import type { Fields } from './fields.ts';
import { commentPolicies, type CommentRules, type Post } from './post.ts';

const dayMs = 24 * 3_600_000;
const daysPer: Readonly<Record<string, number>> = { d: 1, w: 7, y: 365 };
const daysMax = 36_500;

/** What a post, an author or the blog says of comments; undefined where it says nothing. */
export function readComments(fields: Fields): CommentRules | undefined {
  const policy = fields.has('comments')
    ? fields.choice('comments', commentPolicies, 'first-time')
    : undefined;
  const closeAfterDays = readCloseAfter(fields);
  if (policy === undefined && closeAfterDays === undefined) return undefined;
  return { policy, closeAfterDays };
}

function readCloseAfter(fields: Fields): number | undefined {
  const text = fields.text('closeAfter');
  if (text === undefined) return undefined;
  if (text === 'never') return Infinity;
  const [, count = '', unit = ''] = /^(\d{1,5})([dwy])$/.exec(text) ?? [];
  const days = Number(count) * (daysPer[unit] ?? 0);
  if (days > 0 && days <= daysMax) return days;
  fields.refuse(
    'closeAfter',
    `"${text}" is not a time.`,
    'Write days, weeks or years as 30d, 8w or 1y, or never.',
  );
  return undefined;
}

/**
 * How a post of `date` takes comments: each of the two is said by the first of `rules` that says it. One whose time is over is
 * closed, and `closesAt` says since when.
 */
export function commentsOf(
  rules: readonly (CommentRules | undefined)[],
  date: Date,
  now: Date,
): Pick<Post, 'comments' | 'closesAt'> {
  const said = rules.filter((one) => one !== undefined);
  const policy = said.find((one) => one.policy !== undefined)?.policy ?? 'first-time';
  const days = said.find((one) => one.closeAfterDays !== undefined)?.closeAfterDays ?? Infinity;
  if (policy === 'closed' || days === Infinity) return { comments: policy };
  const closesAt = new Date(date.getTime() + days * dayMs);
  return { comments: closesAt <= now ? 'closed' : policy, closesAt };
}
