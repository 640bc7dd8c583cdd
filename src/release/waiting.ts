import { randomBytes } from 'node:crypto';
import type { Settings } from '../config.ts';
import { isTelling, sayingsOf, type Publication } from '../federation/publish.ts';
import type { Store, WaitingPublication } from '../store/store.ts';
import { currentRelease, switchTo } from './current.ts';
import { whilePublishing } from './lock.ts';

/** What deciding about a waiting publication needs; a Foundation has it. */
export interface WaitingContext {
  readonly store: Store;
  readonly settings: Pick<Settings, 'dataDir'>;
  now(): number;
}

const lockWaitMs = 60_000;
/** Nobody guesses it: whoever has the link may stop the publication. */
const tokenBytes = 18;

/** The wait before `publication` is told of; undefined when there is none, or nobody is told anything. */
export async function waitFor(
  publication: Publication,
  { graceMs, now, previous, release, store }: Wait,
): Promise<WaitingPublication | undefined> {
  if (graceMs === 0 || !isTelling(publication)) return undefined;
  return {
    token: randomBytes(tokenBytes).toString('base64url'),
    release,
    previous,
    at: now,
    sendAt: now + graceMs,
    says: await sayingsOf(publication, store),
  };
}

interface Wait {
  /** It begins when the site is live: how long it took to build is no part of it. */
  readonly now: number;
  readonly graceMs: number;
  /** Which shows the publication, and which what was told before. */
  readonly release: string;
  readonly previous: string | undefined;
  readonly store: Store;
}

/** Has the waiting publication `token` told now. False when it waits no more. */
export function carryOutNow(
  { now, store }: Pick<WaitingContext, 'now' | 'store'>,
  token: string,
): Promise<boolean> {
  return store.carryOut(token, now(), true);
}

/**
 * Stops the waiting publication `token`: nobody is ever told, and the site shows again what it showed before. False when it
 * waits no more.
 */
export async function cancelWaiting(context: WaitingContext, token: string): Promise<boolean> {
  const { now, settings, store } = context;
  if (!(await store.callBack(token, now()))) return false;
  // Another process may be about to switch to the next release: then that one stays.
  await whilePublishing(settings.dataDir, lockWaitMs, () => showWhatWasTold(context));
  return true;
}

/** Switches back from a release that was cancelled; also when whoever cancelled it was killed before. */
export async function showWhatWasTold({
  settings: { dataDir },
  store,
}: Pick<WaitingContext, 'settings' | 'store'>): Promise<void> {
  const ended = await store.endedPublication();
  if (ended?.isHeld !== true || ended.previous === undefined) return;
  if ((await currentRelease(dataDir)) === ended.release) await switchTo(dataDir, ended.previous);
}
