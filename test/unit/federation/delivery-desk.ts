import { onTestFinished } from 'vitest';
import { openBell, type Bell } from '../../../src/federation/bell.ts';
import { openCircuits, type Circuits } from '../../../src/federation/circuits.ts';
import { openCounters } from '../../../src/counters.ts';
import type { Context, LogEvent } from '../../../src/federation/context.ts';
import { startDeliverer, type Deliverer } from '../../../src/federation/deliver.ts';
import type { PostOutcome } from '../../../src/federation/remote.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import type { Store } from '../../../src/store/store.ts';
import { outgoing } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { waitFor } from '../../support/wait-for.ts';
import { site } from '../theme/sample.ts';
import { answered, fakeRemote, noCircuits, NOW, uri, type FakeRemote } from '../builders.ts';

export interface Post {
  readonly store: Store;
  readonly remote: FakeRemote;
  readonly log: LogEvent[];
  readonly bell: Bell;
  /** Of the deliverer that was started last. */
  circuits: Circuits;
  clock: number;
  start(changes?: Partial<Store>): Deliverer;
}

/** A store with deliveries to send, and a network that answers them as `answer` says. */
export async function openPost(
  answer: (inbox: Uri) => PostOutcome | Promise<PostOutcome> = () => answered(202),
): Promise<Post> {
  const fresh = await freshSqlite();
  const { store } = fresh;
  const remote = fakeRemote({}, answer);
  const running: Deliverer[] = [];
  onTestFinished(async () => {
    await Promise.all(running.map((deliverer) => deliverer.stop()));
    await fresh[Symbol.asyncDispose]();
  });
  const post: Post = {
    store,
    remote,
    log: [],
    bell: openBell(),
    circuits: noCircuits,
    clock: NOW,
    start: (changes = {}) => {
      const world = {
        store: { ...store, ...changes },
        queued: post.bell,
        now: () => post.clock,
        elapsed: () => post.clock,
        log: (event: LogEvent) => void post.log.push(event),
      };
      post.circuits = openCircuits({ ...world, random: () => 0 });
      const { circuits } = post;
      const context = { ...world, site, remote, circuits, counters: openCounters() };
      const deliverer = startDeliverer(context as unknown as Context, {
        owner: 'test/1/1',
        random: () => 0.5,
      });
      running.push(deliverer);
      return deliverer;
    },
  };
  return post;
}

export function inboxes(host: string, count: number): readonly Uri[] {
  return Array.from({ length: count }, (_, index) => uri(`https://${host}/users/${index}/inbox`));
}

export async function queue(
  { store }: Post,
  name: string,
  to: readonly Uri[],
  changes: object = {},
): Promise<void> {
  await store.transact((tx) => tx.enqueue(outgoing(name, to, { notBefore: NOW, ...changes })));
}

export const activityId = (name: string): Uri => uri(`https://blog.test/ap/activities/${name}`);

/** Resolves when nothing is pending. */
export function untilDone({ store }: Post): Promise<unknown> {
  return waitFor(async () => (await store.deliveryCounts()).pending === 0, 'all deliveries to end');
}

/** A network on which nobody answers before `answer` is called. */
export function holding(): {
  readonly post: (inbox: Uri) => Promise<PostOutcome>;
  readonly open: () => readonly Uri[];
  /** By default 202. */
  answer(inbox: Uri, outcome?: PostOutcome): void;
} {
  const waiting = new Map<Uri, (outcome: PostOutcome) => void>();
  return {
    post: (inbox) => new Promise((resolve) => waiting.set(inbox, resolve)),
    open: () => [...waiting.keys()],
    answer: (inbox, outcome = answered(202)) => {
      waiting.get(inbox)?.(outcome);
      waiting.delete(inbox);
    },
  };
}
