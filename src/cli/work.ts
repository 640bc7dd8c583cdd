import { hostname } from 'node:os';
import { version, type App, type Foundation } from '../app.ts';
import { startCleaning } from '../federation/clean.ts';
import { startDeliverer } from '../federation/deliver.ts';
import { forgetDeadHosts, settleDoubts } from '../federation/doubts.ts';
import { keepToRules } from '../federation/moderation-judge.ts';
import { startSanitiser } from '../federation/sanitiser.ts';
import { openHubClient } from '../federation/websub.ts';
import { isDeadWorker, workerName } from '../federation/worker-name.ts';
import { hubTeller } from '../release/hub.ts';
import { isRunning, removeServerMark, writeServerMark } from '../release/lock.ts';
import { duePublisher } from './due.ts';
import { every, type Work } from './every.ts';
import { startFetching } from './fetch-forge.ts';
import { pushFinisher } from './finish.ts';
import { startMailing } from './mailing.ts';
import { runVerb } from './run-verb.ts';

/** Delivers, sanitises, cleans, takes up new releases, and publishes what falls due. From then on publishing knows of this server. */
export async function startWork(foundation: Foundation, app: App): Promise<Work> {
  const { store, world } = foundation;
  const owner = workerName(hostname(), process.pid, world.now());
  const tell = (reason: string): void => app.context.log({ event: 'work.failed', reason });
  const watch = watcher(foundation, app, owner);
  await watch().catch(() => undefined); // What fails, fails in the next round too, which tells.
  const reach = { resolve: world.resolve, privatePeers: app.settings.privatePeers };
  const hub = openHubClient({ reach, userAgent: `Outward/${version} (+${app.settings.origin}/)` });
  const mailing = await startMailing(app, tell);
  const works = [
    every(lookMs, watch, tell),
    every(dueMs, duePublisher(app, publishDue), tell),
    every(dueMs, pushFinisher(app.settings.dataDir, world.elapsed, finishPushes), tell),
    startFetching(app.settings.dataDir, world, tell),
    every(dueMs, timekeeper(foundation, app), tell),
    every(dueMs, teller(app), tell),
    every(dueMs, hubTeller(app, hub), tell),
    { stop: () => Promise.resolve(hub.close()) }, // A ping under way ends.
    every(dueMs, () => settleDoubts(app.context), tell),
    every(dueMs, moderator(app), tell),
    every(hourMs, () => forgetDeadHosts(app.context), tell),
    ...(mailing === undefined ? [] : [mailing]),
    startDeliverer(app.context, { owner, random: world.random }),
    startSanitiser(store, world.log),
    startCleaning(app.context, () => app.context.actors.forgetAll()),
  ];
  return {
    stop: async () => {
      await Promise.all(works.map((work) => work.stop()));
      await removeServerMark(app.settings.dataDir);
    },
  };
}

/** How soon a new release, or what another process wrote, is seen. */
const lookMs = 100;
const dueMs = 1_000;
const hourMs = 3_600_000;

/** Says which release is served, and takes up what other processes did, or left when they died. */
function watcher({ store }: Foundation, app: App, owner: string): () => Promise<void> {
  let marked: string | undefined;
  let areLeasesReleased = false;
  let dataVersion: number | undefined;

  async function mark(): Promise<void> {
    const { release } = app.release.manifest;
    if (release === marked) return;
    await writeServerMark(app.settings.dataDir, { pid: process.pid, release });
    marked = release;
  }

  return async () => {
    await app.refresh();
    await mark();
    if (!areLeasesReleased) await store.releaseLeases((other) => isDeadWorker(other, owner, isRunning));
    areLeasesReleased = true;
    const seen = await store.dataVersion();
    if (dataVersion !== undefined && seen !== dataVersion) {
      await app.refreshKeys();
      app.conversations.forgetAll();
      app.context.actors.forgetAll();
    }
    dataVersion = seen;
  };
}

/** Tells of a publication when its grace window is over. Not while the clock is in doubt: what was told can't be called back. */
function teller({ context }: App): () => Promise<void> {
  return async () => {
    const { clock, now, queued, store } = context;
    const waiting = await store.waitingPublication();
    if (waiting === undefined || waiting.sendAt > now() || clock.isInDoubt()) return;
    if (await store.carryOut(waiting.token, now())) queued.ring();
  };
}

/** Keeps to the rules that the writer has made, whichever process wrote them down, and counts what they refuse. */
function moderator({ context: { moderation, store } }: App): () => Promise<void> {
  return async () => {
    await keepToRules(moderation, store);
    await moderation.record();
  };
}

const hastenMs = 3_600_000;

/** Repairs what a wrong clock did to the queue: at the beginning, after each jump, and now and then for what waited behind. */
function timekeeper({ store, world }: Foundation, { context }: App): () => Promise<void> {
  let jumps = 0;
  let hastenedAt = -Infinity;
  return async () => {
    const seen = context.clock.jumps();
    if (seen === jumps && world.elapsed() - hastenedAt < hastenMs) return;
    await store.hastenDeliveries(world.now());
    jumps = seen;
    hastenedAt = world.elapsed();
  };
}

function publishDue(): Promise<void> {
  return runVerb(['publish', '--due']);
}

function finishPushes(): Promise<void> {
  return runVerb(['hook', 'finish']);
}
