import { fork } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { atEnd } from '../support/at-end.ts';
import type { Finding } from './finding.ts';

/** What a process is started for: to make up cases, or to try those again that were found before. */
export interface FuzzOrder {
  readonly seed: number;
  /** Of a blog that `publishBlog` made. */
  readonly dir: string;
  readonly replayed?: readonly Finding[];
}

/** What the process tells: how many cases went by, and in which file of the folder it has left a finding. */
export type FromFuzzing =
  | { readonly kind: 'tried'; readonly target: string; readonly cases: number }
  | { readonly kind: 'finding'; readonly file: string }
  | { readonly kind: 'end' };

/** The file of the folder with what is being tried: long inputs could hold up a message, and then who is at fault? */
export const triedFile = 'tried.json';

export interface FuzzLimits {
  readonly cases?: number;
  readonly ms?: number;
  /** Told of each as it is found. */
  readonly onFinding?: (finding: Finding) => void;
}

export interface FuzzReport {
  readonly cases: number;
  /** By target. */
  readonly casesOf: ReadonlyMap<string, number>;
  /** One of each kind. */
  readonly findings: readonly Finding[];
}

/** For one case: a machine may have something else to do for long. What is merely slow is told by the processor's time. */
const deadlineMs = 60_000;
const lookMs = 100;

/**
 * Tries cases out in a process of their own until the limits are reached, or all of `replayed` are through. A case that never
 * ends is a finding as well: its process is killed, and another goes on in its place.
 */
export async function runFuzz(order: FuzzOrder, limits: FuzzLimits = {}): Promise<FuzzReport> {
  const casesOf = new Map<string, number>();
  const findings = new Map<string, Finding>();
  const begun = performance.now();
  const count = (): number => casesOf.values().reduce((sum, cases) => sum + cases, 0);
  const isDone = (): boolean =>
    count() >= (limits.cases ?? Infinity) || performance.now() - begun >= (limits.ms ?? Infinity);
  const note = (finding: Finding): void => {
    const kind = kindOf(finding);
    if (findings.has(kind)) return;
    findings.set(kind, finding);
    limits.onFinding?.(finding);
  };
  const hear = (message: FromFuzzing): void => {
    if (message.kind === 'finding') note(readFinding(join(order.dir, message.file)));
    if (message.kind === 'tried')
      casesOf.set(message.target, (casesOf.get(message.target) ?? 0) + message.cases);
  };
  let fatal: Finding | undefined;
  do {
    fatal = await live({ ...order, seed: order.seed + count() }, isDone, hear);
    if (fatal !== undefined) note(fatal);
  } while (fatal !== undefined && order.replayed === undefined && !isDone());
  return { cases: count(), casesOf, findings: [...findings.values()] };
}

/** One process, until it ends or all is done; or until a case ends it, or never ends, and then with that one. */
async function live(
  order: FuzzOrder,
  isDone: () => boolean,
  hear: (message: FromFuzzing) => void,
): Promise<Finding | undefined> {
  const child = fork(join(import.meta.dirname, 'fuzz-process.ts'));
  const forget = atEnd(() => child.kill('SIGKILL'));
  const { promise, resolve, reject } = Promise.withResolvers<Finding | undefined>();
  const tried = join(order.dir, triedFile);
  const blame = (problem: string): void => {
    if (existsSync(tried)) resolve({ ...readFinding(tried), problem });
    else reject(new Error(problem));
  };
  rmSync(tried, { force: true });
  child.once('exit', (code, signal) => blame(`the process has ended: ${code ?? signal}`));
  child.on('message', (message: FromFuzzing) => {
    hear(message);
    if (message.kind === 'end') resolve(undefined);
  });
  child.send(order);
  const watch = setInterval(() => {
    const begun = statSync(tried, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (isDone()) resolve(undefined);
    else if (Date.now() - begun > deadlineMs) blame(`has not ended after ${deadlineMs} ms`);
  }, lookMs);
  try {
    return await promise;
  } finally {
    clearInterval(watch);
    forget();
    child.kill('SIGKILL');
  }
}

/** Its first line counts. */
function readFinding(file: string): Finding {
  const [line = ''] = readFileSync(file, 'utf8').split('\n', 1);
  return JSON.parse(line) as Finding;
}

/** Of two that fail at the same place one is enough. */
function kindOf({ target, problem }: Finding): string {
  const [what = '', ...places] = problem.split('\n');
  const place = places.find((line) => line.includes('/src/') || line.includes('/functions/'));
  const words = what.replace(/https?:\S+/g, '').replace(/[\d"'<].*/, '');
  return `${target}: ${place ?? words}`;
}
