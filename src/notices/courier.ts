import type { MailSettings } from '../config.ts';
import type { Store } from '../store/store.ts';
import { letterOf, type Batch } from './letter.ts';
import { tell, type NoticeScope } from './notice.ts';
import { linkKey } from './secrets.ts';
import { MailFailure, type Postman } from './smtp.ts';

/** How far the writer was told by mail. Times in milliseconds of the day. */
interface Told {
  /** The last row that was told. */
  readonly row: number;
  /** The last row of the mail under way: tried again, it is the same mail. */
  readonly sending?: number | undefined;
  readonly sentAt: number;
  /** In a row. */
  readonly failures: number;
  readonly reason?: string | undefined;
  /** The server has read the last try, and would not have it. */
  readonly isRefused?: boolean;
  readonly retryAt: number;
}

/** Its value is a Told, as JSON. */
const settingName = 'notices-mail';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const pausesMs: readonly number[] = [10_000, minuteMs, 5 * minuteMs, 30 * minuteMs, hourMs, 6 * hourMs];
const pauseMsOf = { each: 0, hourly: hourMs, daily: 24 * hourMs } as const;

/** A mail names so many, and counts the rest. */
const namedMax = 20;
/** Of 'each': mails a minute. What comes beyond is told together. */
const mailsMax = 5;
/** After so many tries, a mail that is refused goes without what strangers wrote: a server may take offence at that. */
const triesMax = 2;

export interface CourierOptions {
  readonly pace: MailSettings['pace'];
  readonly postman: Pick<Postman, 'send'>;
  /** As it is at the moment: releases change. */
  readonly scope: () => NoticeScope;
  /** Milliseconds that pass evenly. */
  elapsed(): number;
}

/**
 * What is to be asked every second: mails what came since the last mail, when it is time. What was told is recorded after the
 * server has taken it, so it may be told twice when everything ends in between, by the same Message-ID; it is never forgotten.
 * Rejects when the server did not take it, the first time, and then tries again with growing pauses.
 */
export function mailCourier({ elapsed, pace, postman, scope }: CourierOptions): () => Promise<void> {
  let told: Told | undefined;
  let mailedAt: readonly number[] = [];

  async function keep(next: Told, store: Store): Promise<void> {
    await store.transact((tx) => tx.putSetting(settingName, JSON.stringify(next)));
    told = next;
  }

  return async () => {
    const { now, store } = scope();
    told ??= await toldAtStart(store);
    // What came before mail was set up is in the feed.
    if (told === undefined) return keep(newTold(await store.newestNotice()), store);
    if (isAhead(told.retryAt, now(), pausesMs.at(-1) ?? 0)) return;
    mailedAt = mailedAt.filter((at) => elapsed() - at < minuteMs);
    const last = told.sending ?? (await nextLast(told));
    if (last === undefined) return;
    if (told.sending === undefined) await keep({ ...told, sending: last }, store);
    const batch = await batchOf(told.row, last, scope());
    if (batch.notices.length === 0 && batch.more === 0) return keep(newTold(last, told.sentAt), store);
    if (!(await mail(batch, told))) return;
    mailedAt = [...mailedAt, elapsed()];
    await keep(newTold(last, now()), store);
  };

  /** The last row of the next mail; undefined when there is nothing to tell yet. */
  async function nextLast({ row, sentAt }: Told): Promise<number | undefined> {
    const { now, store } = scope();
    const newest = await store.newestNotice();
    const isTooSoon =
      mailedAt.length >= mailsMax || isAhead(sentAt + pauseMsOf[pace], now(), pauseMsOf[pace]);
    if (newest <= row || isTooSoon) return undefined;
    return pace === 'each' && newest - row <= mailsMax ? row + 1 : newest;
  }

  /** Whether it was taken. Throws the first time that it was not. */
  async function mail(batch: Batch, before: Told): Promise<boolean> {
    const { now, site, store } = scope();
    const isBare = before.isRefused === true && before.failures >= triesMax;
    const notices = isBare ? batch.notices.map((notice) => ({ ...notice, text: '' })) : batch.notices;
    try {
      await postman.send(letterOf({ ...batch, notices }, { site, key: await linkKey(store) }));
      return true;
    } catch (error) {
      if (!(error instanceof MailFailure)) throw error;
      const pause = pausesMs[Math.min(before.failures, pausesMs.length - 1)] ?? 0;
      const { isRefused, message: reason } = error;
      const failures = before.failures + 1;
      await keep(
        { ...before, failures, isRefused, reason, retryAt: now() + pause, sending: batch.range[1] },
        store,
      );
      if (failures > 1) return false;
      throw new Error(`notices could not be mailed, and will be: ${error.message}`, { cause: error });
    }
  }
}

function newTold(row: number, sentAt = 0): Told {
  return { row, sentAt, failures: 0, retryAt: 0 };
}

/** A moment further ahead than it was ever set is a clock's fault. */
function isAhead(at: number, now: number, msMax: number): boolean {
  return at > now && at - now <= msMax;
}

async function batchOf(after: number, last: number, scope: NoticeScope): Promise<Batch> {
  const stored = (await scope.store.notices(after, namedMax)).filter(({ row }) => row <= last);
  const lastNamed = stored.at(-1)?.row ?? last;
  return { notices: await tell(stored, scope), more: last - lastNamed, range: [after, last] };
}

/** Whoever starts the program anew may have mended what failed: no pause holds from before. */
async function toldAtStart(store: Store): Promise<Told | undefined> {
  const told = await toldOf(store);
  return told && { ...told, retryAt: 0 };
}

async function toldOf(store: Pick<Store, 'setting'>): Promise<Told | undefined> {
  const text = await store.setting(settingName);
  return text === undefined ? undefined : (JSON.parse(text) as Told);
}

/** Why mail does not go out, and since how many tries; undefined while it does. */
export async function mailTrouble(
  store: Pick<Store, 'setting'>,
): Promise<{ readonly failures: number; readonly reason: string; readonly retryAt: number } | undefined> {
  const told = await toldOf(store);
  if (told === undefined || told.failures === 0) return undefined;
  return { failures: told.failures, reason: told.reason ?? '', retryAt: told.retryAt };
}
