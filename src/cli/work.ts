import { execFile } from 'node:child_process';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { App, Foundation } from '../app.ts';
import { startDeliverer } from '../federation/deliver.ts';
import { startSanitiser } from '../federation/sanitiser.ts';
import { isDeadWorker, workerName } from '../federation/worker-name.ts';
import { isRunning, removeServerMark, writeServerMark } from '../release/lock.ts';
import { projectDir } from './environment.ts';

/** What goes on beside answering requests. */
export interface Work {
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** Delivers, sanitises, takes up new releases, and publishes what falls due. */
export async function startWork({ store, world }: Foundation, app: App): Promise<Work> {
  const owner = workerName(hostname(), process.pid, world.now());
  await store.releaseLeases((other) => isDeadWorker(other, owner, isRunning));
  const deliverer = startDeliverer(app.context, { owner, random: world.random });
  const sanitiser = startSanitiser(store, world.log);
  const { dataDir } = app.settings;
  const mark = (): Promise<void> =>
    writeServerMark(dataDir, { pid: process.pid, release: app.release.manifest.release });
  await mark();
  let dataVersion = await store.dataVersion();
  const watch = every(
    lookMs,
    async () => {
      if (await app.refresh()) await mark();
      const seen = await store.dataVersion();
      if (seen !== dataVersion) {
        await app.refreshKeys();
        app.conversations.forgetAll();
      }
      dataVersion = seen;
    },
    app,
  );
  const schedule = every(
    dueMs,
    async () => {
      if ((app.release.manifest.nextDue ?? Infinity) <= world.now()) await publishDue();
    },
    app,
  );
  return {
    stop: async () => {
      await Promise.all([watch.stop(), schedule.stop(), deliverer.stop(), sanitiser.stop()]);
      await removeServerMark(dataDir);
    },
  };
}

/** How soon a new release, or what another process wrote, is seen. */
const lookMs = 100;
const dueMs = 1_000;

/** In a process of its own, as a person would: rendering Markdown is no work for a server's memory. */
async function publishDue(): Promise<void> {
  const program = join(projectDir, 'src', 'cli', 'outward.ts');
  await promisify(execFile)(process.execPath, [...process.execArgv, program, 'publish'], {
    env: process.env,
  });
}

/** Runs `task` again and again with a pause between; a failure is told and the next round tries again. */
function every(ms: number, task: () => Promise<void>, { context }: App): Work {
  let stopping = false;
  let interrupt = (): void => undefined;
  async function loop(): Promise<void> {
    while (!stopping) {
      await task().catch((error: unknown) => context.log({ event: 'work.failed', reason: String(error) }));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        interrupt = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
  const ended = loop();
  return {
    stop: () => {
      stopping = true;
      interrupt();
      return ended;
    },
  };
}
