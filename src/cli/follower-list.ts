import type { KnownFollower } from '../federation/approve.ts';

/** How many follow from one server. */
export interface ServerCount {
  readonly server: string;
  readonly followers: number;
}

/** Most first. */
export function byServer(followers: readonly Pick<KnownFollower, 'actor'>[]): readonly ServerCount[] {
  const counts = Map.groupBy(followers, ({ actor }) => new URL(actor).host);
  return [...counts]
    .map(([server, of]) => ({ server, followers: of.length }))
    .sort((a, b) => b.followers - a.followers || (a.server < b.server ? -1 : 1));
}

/** A month in which somebody came who follows still; `total`: with all before. */
export interface MonthCount {
  /** `2026-03`, UTC. */
  readonly month: string;
  readonly came: number;
  readonly total: number;
}

/** Oldest first. Who left is in none of them: they are forgotten. */
export function byMonth(followers: readonly Pick<KnownFollower, 'since'>[]): readonly MonthCount[] {
  const months = Map.groupBy(followers, ({ since }) => new Date(since).toISOString().slice(0, 7));
  let total = 0;
  return [...months]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, { length: came }]) => ({ month, came, total: (total += came) }));
}

/** RFC 4180, with the column that Mastodon's own lists begin with: addresses without the first @. */
export function csvOf(followers: readonly Pick<KnownFollower, 'actor' | 'handle' | 'since'>[]): string {
  const rows = followers.map(({ actor, handle, since }) => [
    (handle ?? '').replace(/^@/, ''),
    actor,
    new Date(since).toISOString(),
  ]);
  return [['Account address', 'Id', 'Since'], ...rows]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('');
}

/** A spreadsheet takes what begins with one of these for a formula; a stranger chose the text. */
const formula = /^[=+\-@\t\r]/;

function cellOf(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
