import { readPattern, type Pattern } from '../posts/moderation-pattern.ts';
import type { RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { JudgedReply, ModerationRule, Standing, Store } from '../store/store.ts';
import type { Context } from './context.ts';
import { fetchActor } from './fetch-actor.ts';
import { resolveMention } from './mentions.ts';
import { keepToRules } from './moderation-judge.ts';
import { openModeration } from './moderation.ts';

type VerbContext = Pick<Context, 'now' | 'remote' | 'site' | 'store'>;

/** What readers have less of by what the writer said; below zero, what they have more of. */
export interface Impact {
  /** Comments that are shown. */
  readonly comments: number;
  /** Followers who are sent posts. */
  readonly followers: number;
}

/** Whom a rule is to be about: an account by the id that it keeps when it is renamed. */
export interface Aim {
  readonly pattern: string;
  /** `@ann@social.example`, for the writer's memory, where an account was found. */
  readonly handle: string | undefined;
  /** Why the account could not be found, in words: then the rule stands for the name that was written. */
  readonly missing: string | undefined;
}

/** What the writer wrote, as `readPattern` reads it. Of an account the store is asked, then its server. */
export async function aimAt(pattern: Pattern, context: VerbContext): Promise<Aim> {
  switch (pattern.kind) {
    case 'handle':
      return aimAtHandle(pattern, context);
    case 'account':
      return aimAtAccount(pattern, context);
    default:
      return { pattern: pattern.text, handle: undefined, missing: undefined };
  }
}

async function aimAtHandle(
  { host, text, user }: Extract<Pattern, { readonly kind: 'handle' }>,
  context: VerbContext,
): Promise<Aim> {
  const outcome = await resolveMention({ host, user }, context);
  if (outcome.kind === 'unknown') return { pattern: text, handle: undefined, missing: outcome.reason };
  return { pattern: outcome.mention.actor, handle: text, missing: undefined };
}

async function aimAtAccount(
  { id, text }: Extract<Pattern, { readonly kind: 'account' }>,
  { remote, store }: VerbContext,
): Promise<Aim> {
  const found = (await store.findActor(id as Uri)) ?? (await fetchActor(id as Uri, remote));
  if (typeof found === 'string') return { pattern: text, handle: undefined, missing: found };
  return { pattern: found.id, handle: handleOf(found), missing: undefined };
}

/** `@ann@social.example`, as the id's server calls it. */
export function handleOf({ id, preferredUsername }: Pick<RemoteActor, 'id' | 'preferredUsername'>): string {
  return `@${preferredUsername}@${new URL(id).hostname}`;
}

/** Makes a rule, in place of an earlier one with its pattern, and holds against it what is here. */
export function makeRule(
  rule: Pick<ModerationRule, 'act' | 'pattern' | 'reason'>,
  { now, store }: Pick<Context, 'now' | 'store'>,
): Promise<Impact> {
  return measured(store, async () => {
    await store.transact((tx) => tx.putRule({ ...rule, source: 'command', file: undefined, since: now() }));
    await keepToRules(openModeration(store, now), store);
  });
}

/** Takes back a rule that a command made; what it did is undone. */
export function dropRule(pattern: string, { now, store }: Pick<Context, 'now' | 'store'>): Promise<Impact> {
  return measured(store, async () => {
    await store.transact((tx) => tx.removeRule(pattern, 'command'));
    await keepToRules(openModeration(store, now), store);
  });
}

/**
 * The rules for what the writer wrote: with its pattern, or, of an account, made for its id when it was called so. Those of the
 * same host with the same handle in their reason need no network.
 */
export async function rulesFor(pattern: Pattern, store: Store): Promise<readonly ModerationRule[]> {
  const rules = await store.rules();
  const exact = rules.filter((rule) => rule.pattern === pattern.text);
  if (exact.length > 0 || pattern.kind !== 'handle') return exact;
  return rules.filter(({ pattern: text, reason = '' }) => {
    const other = readPattern(text);
    return other?.kind === 'account' && reason.endsWith(noteOf(pattern.text));
  });
}

/** The reason of a rule, with the handle of the account that it is about. */
export function reasonWith(reason: string | undefined, handle: string | undefined): string | undefined {
  return handle === undefined ? reason : `${reason === undefined ? '' : `${reason} `}${noteOf(handle)}`;
}

function noteOf(handle: string): string {
  return `(${handle.toLowerCase()})`;
}

async function measured(store: Store, act: () => Promise<void>): Promise<Impact> {
  const before = await reach(store);
  await act();
  const after = await reach(store);
  return { comments: after.hidden - before.hidden, followers: before.followers - after.followers };
}

async function reach(store: Store): Promise<{ readonly hidden: number; readonly followers: number }> {
  const counts = await store.standingCounts();
  return { hidden: sumOf(counts.values()), followers: await store.countFollowers() };
}

function sumOf(counts: Iterable<number>): number {
  return [...counts].reduce((sum, count) => sum + count, 0);
}

const pageMax = 500;

/** All replies that stand so, in the order of arrival, read page by page. */
export async function* repliesThatStand(
  standing: Exclude<Standing, 'open'>,
  store: Store,
): AsyncGenerator<JudgedReply> {
  for (let last: JudgedReply | undefined, after = 0; ; after = last.row) {
    const page = await store.repliesStanding(standing, pageMax, after);
    yield* page;
    last = page.at(-1);
    if (last === undefined) return;
  }
}
