import { setTimeout as pause } from 'node:timers/promises';
import { openApp, type App, type Foundation } from '../app.ts';
import { SettingsError, type Settings } from '../config.ts';
import { ContentError } from '../posts/post.ts';
import { currentManifest } from '../release/current.ts';
import type { Manifest } from '../release/manifest.ts';
import { inputsDigest, isUpToDate } from '../release/publish.ts';
import { withAcceptedContent } from '../release/pushed.ts';
import { openRelease } from '../release/served.ts';
import { ThemeError } from '../release/theme.ts';
import { showWhatWasTold } from '../release/waiting.ts';
import { StoreLost, StoreUnavailable } from '../store/store.ts';
import { listen, type RunningServer } from '../listen.ts';
import { frontDoor } from '../server.ts';
import { machineTrouble } from './doctor.ts';
import { openCommand, projectDir, settings } from './environment.ts';
import { machineFaultOf } from './machine-fault.ts';
import { keepHeapSmall } from './heap.ts';
import { print, publishNow } from './publish.ts';
import { missingForReach } from './reach.ts';
import { startWork } from './work.ts';

/** `outward start`: publishes what changed, serves, receives, delivers; until it is asked to stop. */
export async function start(): Promise<number> {
  const foundation = await openWhenAvailable(settings());
  try {
    const manifest = await bringUpToDate(foundation);
    const app = await openApp(foundation, await openRelease(foundation.settings.dataDir, manifest));
    const server = await listenOrExplain(app);
    const work = await startWork(foundation, app);
    keepHeapSmall();
    announce(app, server.port, await machineTrouble(foundation.settings, foundation.now()));
    await untilAskedToStop();
    app.conversations.endListening();
    await Promise.all([server.close(), work.stop()]);
    return 0;
  } finally {
    await foundation.close();
  }
}

const openPauseMs = 5_000;

/** A disk that is full or a database that is locked is waited for: whoever runs this would only start it again and again. */
async function openWhenAvailable(loaded: Settings): Promise<Foundation> {
  for (let told = ''; ;) {
    try {
      return await openCommand(loaded);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || error instanceof StoreLost) throw error;
      if (error.message !== told) console.error(`${error.message}\nWaiting for it.`);
      told = error.message;
      await pause(openPauseMs);
    }
  }
}

/**
 * The release to serve. A mistake in the content, or a machine that cannot build, keeps the last one, and is said; without one
 * there is nothing to serve.
 */
async function bringUpToDate(foundation: Foundation): Promise<Manifest> {
  const { dataDir } = foundation.settings;
  await showWhatWasTold(foundation);
  const current = await currentManifest(dataDir);
  const usable = current?.origin === foundation.settings.origin ? current : undefined;
  if (usable !== undefined && (await isAsItShouldBe(usable, foundation))) return usable;
  if (usable !== undefined && (await foundation.store.endedPublication())?.isHeld === true) {
    console.log('A publication was cancelled: nothing is published until you run: npm run publish');
    return usable;
  }
  try {
    const result = await publishNow(foundation, 'start');
    await print(result, 'start');
    if (result.manifest !== undefined) return result.manifest;
  } catch (error) {
    const told = reasonOf(error);
    if (told === undefined || usable === undefined) throw error;
    console.error(`${told}\nNothing was published: the last release is served.`);
  }
  if (usable === undefined) throw new Error('there is no release to serve yet');
  return usable;
}

/** Where the content cannot be had, it is not known to be. */
async function isAsItShouldBe(release: Manifest, foundation: Foundation): Promise<boolean> {
  const settled = await withAcceptedContent(foundation.settings).catch(() => undefined);
  return settled !== undefined && isUpToDate(release, await inputsDigest(settled, projectDir), foundation);
}

/** What is said of a fault that somebody can mend; undefined for a mistake of ours. */
function reasonOf(error: unknown): string | undefined {
  const isMistake = error instanceof ContentError || error instanceof ThemeError;
  return isMistake ? error.message : machineFaultOf(error);
}

async function listenOrExplain(app: App): Promise<RunningServer> {
  const { host, port } = app.settings;
  try {
    return await listen(
      frontDoor(() => app),
      { host, port },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new SettingsError(`PORT ${port} is taken. Stop what listens there, or set PORT to another number.`);
  }
}

/** The site's address, the handle to follow, what stands between them and the world, and what is wrong with the machine. */
function announce(
  { context, settings: { origin, host } }: App,
  port: number,
  trouble: readonly string[],
): void {
  const { site } = context;
  const missing = missingForReach(origin);
  const lines = [
    '',
    `  Site     ${origin}/`,
    `  Follow   @${site.acct}`,
    `  Listens  ${host}:${port}`,
    '',
    missing.length === 0
      ? '  Reachable from outside once DNS and TLS lead here.'
      : '  To be reached from other servers, still missing:',
    ...missing.map((what) => `  - ${what}`),
    '',
    ...trouble.map((line) => `  ! ${line}`),
    ...(trouble.length > 0 ? ['  See: npm run outward -- doctor', ''] : []),
    '  Write in content/posts, then: npm run publish',
    '',
  ];
  console.log(lines.join('\n'));
}

/** Ctrl-C, or whoever runs the service asks. A second time is not waited for. */
function untilAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
