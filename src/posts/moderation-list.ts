import { readPattern } from './moderation-pattern.ts';
import type { ContentRule } from './post.ts';

/** One entry of a list, as a rule. */
export type ListedRule = Pick<ContentRule, 'act' | 'pattern' | 'reason'>;

export interface Blocklist {
  /** One for each domain, in the order of the list. */
  readonly rules: readonly ListedRule[];
  /** What became no rule, and why. */
  readonly skipped: readonly { readonly domain: string; readonly why: string }[];
}

/** Mastodon's words; what only keeps pictures or reports away is no rule here. */
const acts: Readonly<Record<string, ListedRule['act']>> = { suspend: 'block', silence: 'limit' };

const rowsMax = 100_000;
const reasonCharactersMax = 300;

/**
 * A list as Mastodon exports its domain blocks (`#domain,#severity,…,#public_comment,…`; older without the signs). There a
 * domain means all below it too. Undefined for what is no such list, so that an error page never looks like an empty one.
 */
export function parseBlocklist(csv: string): Blocklist | undefined {
  const [header = [], ...rows] = rowsOf(csv.replace(/^\uFEFF/, ''));
  const names = header.map((name) => name.trim().toLowerCase().replace(/^#/, ''));
  const at = { domain: names.indexOf('domain'), severity: names.indexOf('severity') };
  const comment = names.indexOf('public_comment');
  if (at.domain === -1 || rows.length > rowsMax) return undefined;
  const rules = new Map<string, ListedRule>();
  const skipped: { domain: string; why: string }[] = [];
  for (const row of rows) {
    const domain = (row[at.domain] ?? '').trim();
    if (domain === '') continue;
    const severity = at.severity === -1 ? 'suspend' : (row[at.severity] ?? '').trim().toLowerCase();
    const act = acts[severity];
    const pattern = patternOf(domain);
    if (act === undefined) skipped.push({ domain, why: `"${severity}" keeps nobody out` });
    else if (pattern === undefined)
      skipped.push({ domain, why: domain.includes('*') ? 'part of its name is hidden' : 'is no domain' });
    else rules.set(pattern, { act, pattern, reason: reasonOf(row[comment]) });
  }
  return { rules: [...rules.values()], skipped };
}

function patternOf(domain: string): string | undefined {
  const pattern = readPattern(`*.${domain}`);
  return pattern?.kind === 'domains' && !pattern.host.includes('*') ? pattern.text : undefined;
}

/** In one line. */
function reasonOf(comment: string | undefined): string | undefined {
  const line = (comment ?? '').replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.slice(0, reasonCharactersMax).toWellFormed() || undefined;
}

/** The rows of a CSV text (RFC 4180). */
function rowsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, separator = '', quoted, plain = ''] of csv.matchAll(cell)) {
    if (/[\r\n]/.test(separator)) rows.push([]);
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
  }
  return rows.filter((row) => row.some((text) => text !== ''));
}

/** What stands before a cell, and the cell, in quotes or without. */
const cell = /(^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^,\r\n]*))/g;

/**
 * The text of a file of `content/moderation` with these rules, each on its line, so that a commit shows what has changed. What
 * stands before `rules:` in `before` is kept.
 */
export function moderationFileOf(rules: readonly ListedRule[], before = ''): string {
  const head = before.split(/^rules:/m, 1)[0] ?? '';
  const lines = rules.map(({ act, pattern, reason }) => {
    const why = reason === undefined ? '' : `, reason: ${JSON.stringify(reason)}`;
    return `  - { ${act}: ${JSON.stringify(pattern)}${why} }\n`;
  });
  return `${head}rules:${lines.length === 0 ? ' []' : ''}\n${lines.join('')}`;
}

/** How the rules of a list differ from those that were taken from it before. */
export interface ListChanges {
  readonly added: readonly ListedRule[];
  readonly removed: readonly ListedRule[];
  /** What the rule does is another thing. */
  readonly changed: readonly { readonly from: ListedRule; readonly to: ListedRule }[];
}

export function changesBetween(before: readonly ListedRule[], after: readonly ListedRule[]): ListChanges {
  const [old, next] = [byPattern(before), byPattern(after)];
  return {
    added: after.filter(({ pattern }) => !old.has(pattern)),
    removed: before.filter(({ pattern }) => !next.has(pattern)),
    changed: after.flatMap((to) => {
      const from = old.get(to.pattern);
      return from === undefined || from.act === to.act ? [] : [{ from, to }];
    }),
  };
}

function byPattern(rules: readonly ListedRule[]): ReadonlyMap<string, ListedRule> {
  return new Map(rules.map((rule) => [rule.pattern, rule]));
}
