// Plans and queues one activity in a process that does nothing else, so that what the kernel says of its memory is of that.
import type { Uri } from '../src/protocol/vocabulary.ts';
import { openSqliteStore } from '../src/store/sqlite.ts';
import type { OutgoingActivity } from '../src/store/store.ts';
import { isObservable, peakOf } from './process.ts';
import type { Queued, Queuer } from './queueing.ts';
import { serve } from './worker.ts';

const objectId = 'https://blog.test/ap/objects/tea' as Uri;

const activity: OutgoingActivity = {
  ...{ id: `${objectId}#create` as Uri, type: 'Create', objectId, to: 'followers', inboxes: [] },
  ...{
    body: JSON.stringify({ content: 'Tea is a drink, a pause and a reason to talk. '.repeat(80) }),
    notBefore: 0,
  },
};

async function queue(path: string): Promise<Queued> {
  const store = await openSqliteStore(path);
  const [planMs] = await timed(() => store.audience(activity));
  const [queueMs] = await timed(() => store.transact((tx) => tx.enqueue(activity)));
  const peak = isObservable ? await peakOf(process.pid) : Number.NaN;
  const [ledgerMs, { activities }] = await timed(() => store.ledger([objectId]));
  await store.close();
  return { planMs, queueMs, peak, ledgerMs, inboxes: activities[0]?.pending.inboxes ?? 0 };
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

serve<Queuer>(null, queue);
