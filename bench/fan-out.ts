import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { currentRelease, releaseFolder } from '../src/release/current.ts';
import { publishPost, restart, startBlog, type BenchedBlog } from './blog.ts';
import {
  signingRate,
  singleSigningRate,
  startBareSender,
  type BareSender,
  type SenderTask,
} from './limits.ts';
import { cpuMsOf, isObservable, peakOf } from './process.ts';
import { countDeliveries, startReceiver, type Arrivals, type Receiver } from './receiver.ts';
import { roundsOf, sized } from './size.ts';

/** One round of deliveries, whoever made them. */
export interface Run {
  readonly perSecond: number;
  /** From the first arrival to the last. */
  readonly ms: number;
  /** Of processor time for each; NaN where it can't be known. */
  readonly cpuUs: number;
  readonly arrivals: Arrivals;
}

/** One that began with a post being published. */
export interface PublishedRun extends Run {
  /** From when the command was started until all of the release was written. */
  readonly buildMs: number;
  /** From then until the first delivery arrived. */
  readonly pushMs: number;
}

export type Contender = Exclude<SenderTask['kind'], 'sign'>;

/** Whom a post goes to, and beside whom that is measured. */
export interface Course {
  readonly inboxes: (receiver: Receiver) => readonly string[];
  /** Has the blog be followed so that its posts go there. */
  readonly follow: (blog: BenchedBlog, inboxes: readonly string[]) => Promise<void>;
  readonly beside: readonly Contender[];
  readonly rounds: number;
}

/** What came of it, round by round; the contenders took turns, so that what else the machine does meets all of them. */
export interface Turns {
  readonly ours: readonly PublishedRun[];
  readonly beside: Readonly<Record<Contender, readonly Run[]>>;
  /** RSA signatures a second, in one thread and on all cores. */
  readonly signing: { readonly alone: readonly number[]; readonly cores: readonly number[] };
  /** Megabytes that our server and the bare sender held at most; NaN where it can't be known. */
  readonly peaks: { readonly ours: number; readonly bare: number };
}

/** Runs the course: a first round, of which only what compiling costs could be learnt, and those that count. */
export async function takeTurns(course: Course): Promise<Turns> {
  await using receiver = await startReceiver();
  await using sender = await startBareSender(receiver.ready);
  await using blog = await startBlog({ NODE_EXTRA_CA_CERTS: receiver.ready.authorityFile });
  const inboxes = course.inboxes(receiver);
  await course.follow(blog, inboxes);
  await restart(blog);
  await takeRound('warm-up', course, { receiver, sender, blog, inboxes });
  const rounds: Round[] = [];
  for (let n = 0; n < roundsOf(course.rounds); n += 1)
    rounds.push(await takeRound(`round-${n}`, course, { receiver, sender, blog, inboxes }));
  const runsOf = (kind: Contender): readonly Run[] => rounds.flatMap(({ beside }) => beside.get(kind) ?? []);
  return {
    ours: rounds.map(({ ours }) => ours),
    beside: { recorded: runsOf('recorded'), signed: runsOf('signed'), unsigned: runsOf('unsigned') },
    signing: { alone: rounds.map(({ alone }) => alone), cores: rounds.map(({ cores }) => cores) },
    peaks: { ours: await peakOrNaN(blog.outward.pid()), bare: await peakOrNaN(sender.pid) },
  };
}

interface Stage {
  readonly receiver: Receiver;
  readonly sender: BareSender;
  readonly blog: BenchedBlog;
  readonly inboxes: readonly string[];
}

interface Round {
  readonly ours: PublishedRun;
  readonly beside: ReadonlyMap<Contender, Run>;
  readonly alone: number;
  readonly cores: number;
}

const signatures = sized(500);

async function takeRound(slug: string, course: Course, stage: Stage): Promise<Round> {
  const { inboxes, sender } = stage;
  const ours = await publishedRun(slug, stage);
  const { body, headers } = ours.arrivals; // The others send the same.
  const beside = new Map<Contender, Run>();
  for (const kind of course.beside) {
    const send = (): Promise<unknown> => sender.ask({ kind, inboxes, body, headers });
    beside.set(kind, await runOf(stage, sender.pid, send));
  }
  return {
    ours,
    beside,
    alone: singleSigningRate(signatures),
    cores: await signingRate(sender, { inboxes: inboxes.slice(0, signatures), body, headers }),
  };
}

async function publishedRun(slug: string, stage: Stage): Promise<PublishedRun> {
  const { dataDir, pid } = stage.blog.outward;
  let startedAt = 0;
  const run = await runOf(stage, pid(), () => {
    startedAt = Date.now();
    return publishPost(stage.blog, slug);
  });
  const release = await currentRelease(dataDir);
  const { mtimeMs: builtAt } = await stat(join(releaseFolder(dataDir, release ?? ''), 'manifest.json'));
  return { ...run, buildMs: builtAt - startedAt, pushMs: run.arrivals.firstAt - builtAt };
}

async function runOf({ inboxes, receiver }: Stage, pid: number, send: () => Promise<unknown>): Promise<Run> {
  const before = await cpuOrNaN(pid);
  const arrivals = await countDeliveries(receiver, inboxes.length, send);
  const cpuUs = (((await cpuOrNaN(pid)) - before) * 1000) / inboxes.length;
  return { perSecond: (inboxes.length / arrivals.ms) * 1000, ms: arrivals.ms, cpuUs, arrivals };
}

async function cpuOrNaN(pid: number): Promise<number> {
  return isObservable ? cpuMsOf(pid) : Number.NaN;
}

async function peakOrNaN(pid: number): Promise<number> {
  return isObservable ? peakOf(pid) : Number.NaN;
}
