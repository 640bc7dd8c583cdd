import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { randomOf, type Random } from '../support/random.ts';
import { waitFor } from '../support/wait-for.ts';
import { broken } from './broken-rule.ts';
import { checkDeliveries, checkPosts } from './delivery-rules.ts';
import { lightFuse, type FuseKind } from './fuse.ts';
import { openLoad, type Load } from './load.ts';
import { checkFile, isOnlyHolder, reading, rowsOf } from './observe.ts';
import { checkCounts, checkStates } from './rules.ts';
import { openStage, type Stage } from './stage.ts';
import { openWriter, type PostWriter } from './writer.ts';

export interface SoakOptions {
  /** How often the program is killed, at least. */
  readonly kills: number;
  /** Decides what is done and when; how far the program has come by then nobody can decide. */
  readonly seed: number;
  /** Empty; what is left there tells what happened. */
  readonly dir: string;
  readonly log?: (line: string) => void;
}

export interface SoakReport {
  readonly kills: number;
  /** Acts that were acknowledged. */
  readonly taken: number;
  readonly subjects: number;
  readonly deliveries: number;
  readonly posts: number;
}

/** Twice out of six times while the program starts, once while it writes its log back. */
const modes: readonly (FuseKind | 'start')[] = [
  'load',
  'answer',
  'start',
  'answer',
  'load',
  'start',
  'checkpoint',
];
/** From here on everybody answers, so that what was refused has come again by the end. */
const healedShare = 0.6;

/**
 * Has strangers write to the real program while it is killed again and again at moments that hurt, and compares what it holds
 * after each start with what it said to have taken. Throws a BrokenRule at the first difference.
 */
export async function runSoak({ kills, seed, dir, log = () => undefined }: SoakOptions): Promise<SoakReport> {
  const random = randomOf(seed);
  await using stage = await openStage(dir);
  const run: Run = {
    stage,
    random,
    load: openLoad(stage, random),
    writer: openWriter(stage, random),
    marks: [],
    taken: 0,
  };
  await stage.blog.kill();
  mark(run);
  for (let round = 0; run.marks.length < kills; round += 1) {
    if (run.marks.length >= kills * healedShare) stage.heal();
    const mode = modes[round % modes.length]!;
    await live(mode, run);
    log(
      `${run.marks.length} of ${kills} kills, ${mode}: ${run.taken} acts taken, ${run.load.subjects.size} subjects`,
    );
  }
  return await settle(run);
}

interface Run {
  readonly stage: Stage;
  readonly random: Random;
  readonly load: Load;
  readonly writer: PostWriter;
  /** At each kill, how many deliveries each server had had. */
  readonly marks: (readonly number[])[];
  taken: number;
}

/** One life of the program, from its start to its violent end. */
async function live(mode: FuseKind | 'start', run: Run): Promise<void> {
  if (mode === 'start') await killWhileStarting(run);
  const { stage, random, writer } = run;
  await startAgain(run);
  stage.welcome();
  stage.welcome();
  const publishing = random.chance(0.3) ? writer.publish(random.chance(0.5)) : undefined;
  await loadUntilKilled(mode === 'start' ? 'load' : mode, run);
  await publishing;
  mark(run);
}

/** When it recovers, migrates, publishes what is left over, and takes back what the dead one held. */
async function killWhileStarting(run: Run): Promise<void> {
  const { stage, random } = run;
  do {
    const starting = stage.blog.start().catch(() => undefined); // Most die before they can say that they listen.
    await pause(random.below(startMs));
    await stage.blog.kill();
    await starting;
    mark(run);
  } while (random.chance(0.3));
}

const startMs = 500;

async function loadUntilKilled(kind: FuseKind, run: Run): Promise<void> {
  const { load, random, stage } = run;
  let killed: Promise<unknown> | undefined;
  const kill = (): void => void (killed ??= stage.blog.kill());
  using fuse = lightFuse(kind, random, kill, stage.blog.dataDir);
  await load.run(() => {
    run.taken += 1;
    fuse.taken();
  });
  kill();
  await killed;
}

/** All that the dead one sent has come by now. */
function mark({ marks, stage }: Run): void {
  marks.push(stage.servers.map(({ deliveries }) => deliveries.length));
}

async function startAgain({ load, stage }: Run): Promise<void> {
  const { dataDir } = stage.blog;
  await stage.blog.start().catch(broken('whenever it is killed, it starts again'));
  const isOver = async (): Promise<boolean> => {
    const pid = await stage.pid();
    return reading(dataDir, (database) => isOnlyHolder(database, pid));
  };
  await waitFor(isOver, 'leases to be given back', leasesMs).catch(broken('the dead hold nothing'));
  reading(dataDir, (database) => {
    checkFile(database);
    checkStates(load.subjects, stage, database);
  });
}

/** Much less than a lease lasts. */
const leasesMs = 10_000;

const settleMs = 40_000;

/** Lets everything end that was begun, and looks at all of it. */
async function settle(run: Run): Promise<SoakReport> {
  const { load, marks, stage, taken, writer } = run;
  const { dataDir } = stage.blog;
  stage.heal();
  await startAgain(run);
  await writer.publish(false);
  await waitFor(() => reading(dataDir, isSettled), 'everything to be delivered and shown', settleMs);
  await checkCounts(stage);
  return reading(dataDir, (database) => {
    checkFile(database);
    checkStates(load.subjects, stage, database);
    checkDeliveries(load.subjects, stage, marks, database);
    checkPosts(stage, writer.posts);
    const deliveries = Number(rowsOf(database, 'SELECT count(*) AS count FROM deliveries')[0]?.count);
    return { kills: marks.length, taken, subjects: load.subjects.size, deliveries, posts: writer.posts.size };
  });
}

function isSettled(database: DatabaseSync): boolean {
  const open = `SELECT row FROM deliveries WHERE state = 'pending' UNION ALL SELECT row FROM replies WHERE html IS NULL`;
  return rowsOf(database, open).length === 0;
}
