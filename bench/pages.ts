import { gzipSync } from 'node:zlib';
import { portOf, startBlog, type BenchedBlog } from './blog.ts';
import { atLeast, inTurn, median, whole, type Beside, type Figure, type Figures } from './figures.ts';
import { startNginx } from './nginx.ts';
import { cpuMsOf, isObservable } from './process.ts';
import { roundsOf, sized } from './size.ts';
import { startWorker, type Worker } from './worker.ts';

const paths = ['/', '/posts/how-to-brew/', '/posts/first-cup/', '/tags/', '/feed.xml'];
const connections = 64;
const warmUpCount = sized(15_000);
const roundCount = sized(10_000);
const rounds = roundsOf(7);

/** A page as our server gives it, for others to give it as well. */
export interface PageCopy {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  readonly gzipped: Buffer;
  /** What else is said of it: names and values. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Answers with the pages it was asked with, and gives back the port that it listens on. */
export type BarePages = Worker<null, readonly PageCopy[], number>;

/** Whole requests, sent in turn over as many connections until there were `count` answers; any other than `status` is an error. */
export interface PageLoad {
  readonly port: number;
  readonly requests: readonly string[];
  readonly connections: number;
  readonly count: number;
  readonly status: number;
}

export interface PageLoadResult {
  readonly ms: number;
  /** What the generator itself consumed. */
  readonly cpuMs: number;
}

export type PageReader = Worker<null, PageLoad, PageLoadResult>;

interface Contender {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
}

/** How a page is asked for. */
interface Form {
  readonly name: string;
  readonly encoding: 'identity' | 'gzip';
  readonly status: 200 | 304;
}

const forms: readonly Form[] = [
  { name: 'Pages as they are', encoding: 'identity', status: 200 },
  { name: 'Pages compressed', encoding: 'gzip', status: 200 },
  { name: 'Pages that the reader has: 304', encoding: 'gzip', status: 304 },
];

/** What a round gave of one form, a value for each contender; ours first. */
interface Turn {
  readonly rates: readonly number[];
  /** Microseconds of the servers' processor time a page. */
  readonly costs: readonly number[];
  readonly readerCosts: readonly number[];
}

/** How many pages a second are served, beside nginx with the same files. */
export async function measurePages(): Promise<Figures> {
  await using opened = new AsyncDisposableStack();
  const blog = opened.use(await startBlog());
  const copies = await Promise.all(paths.map((path) => copyOf(blog, path)));
  const nginx = await startNginx(copies);
  opened.defer(() => nginx?.[Symbol.asyncDispose]());
  const bare: BarePages = opened.use(await startWorker('bare-pages'));
  const reader: PageReader = opened.use(await startWorker('pages'));
  const contenders: readonly Contender[] = [
    { name: 'Outward', port: portOf(blog), pid: blog.outward.pid() },
    { name: 'bare node:http with the same bytes in memory', port: await bare.ask(copies), pid: bare.pid },
    ...(nginx === undefined ? [] : [{ name: 'nginx, one worker, the same files', ...nginx }]),
  ];
  const measured = [];
  for (const form of forms) measured.push({ form, turns: await takeTurns(form, contenders, reader) });
  const missing =
    'nginx is not installed (Debian: nginx-light): there is no figure of it, and the aim is not looked at.';
  return {
    title: 'Pages per second',
    rows: measured.map(({ form, turns }) => figureOf(form, turns, contenders)),
    notes: [
      `Medians of ${rounds} rounds of ${whole(roundCount)} requests over ${connections} kept connections, all in turn for ${paths.length} addresses.`,
      ...(nginx === undefined ? [missing] : []),
      ...(isObservable ? measured.map(({ form, turns }) => costNote(form, turns, contenders)) : []),
    ],
  };
}

async function copyOf(blog: BenchedBlog, path: string): Promise<PageCopy> {
  const answer = await fetch(`${blog.outward.address}${path}`, {
    headers: { 'accept-encoding': 'identity' },
  });
  if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
  const body = Buffer.from(await answer.arrayBuffer());
  const fields = [...answer.headers].filter(([name]) => !ownOfServers.has(name));
  return { path, type: answer.headers.get('content-type') ?? '', body, gzipped: gzipSync(body), fields };
}

/** What each server says by itself. */
const ownOfServers = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'etag',
  'keep-alive',
  'vary',
]);

async function takeTurns(
  form: Form,
  contenders: readonly Contender[],
  reader: PageReader,
): Promise<readonly Turn[]> {
  const loads = await Promise.all(
    contenders.map(async ({ port }) => {
      const requests = await Promise.all(paths.map((path) => requestOf(port, path, form)));
      return { port, requests, connections, status: form.status };
    }),
  );
  for (const load of loads) await reader.ask({ ...load, count: warmUpCount });
  const turns: Turn[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const results = [];
    for (const [index, { pid }] of contenders.entries())
      results.push(await loadOnce({ ...loads[index]!, count: roundCount }, pid, reader));
    turns.push({
      rates: results.map(({ ms }) => (roundCount / ms) * 1000),
      costs: results.map(({ serverMs }) => (serverMs / roundCount) * 1000),
      readerCosts: results.map(({ cpuMs }) => (cpuMs / roundCount) * 1000),
    });
  }
  return turns;
}

async function loadOnce(
  load: PageLoad,
  pid: number,
  reader: PageReader,
): Promise<PageLoadResult & { readonly serverMs: number }> {
  const before = await costOf(pid);
  const result = await reader.ask(load);
  return { ...result, serverMs: (await costOf(pid)) - before };
}

function costOf(pid: number): Promise<number> {
  return isObservable ? cpuMsOf(pid) : Promise.resolve(Number.NaN);
}

/** As a browser asks; with the tag that this server gives, where the reader is to have the page. */
async function requestOf(port: number, path: string, { encoding, status }: Form): Promise<string> {
  const fields = { accept, 'accept-encoding': encoding };
  const { headers } = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'HEAD', headers: fields });
  const etag = headers.get('etag');
  if (etag === null) throw new Error(`${path} came without a tag`);
  const asked = { host: 'blog.test', ...fields, ...(status === 304 ? { 'if-none-match': etag } : {}) };
  const lines = Object.entries(asked).map(([name, value]) => `${name}: ${value}\r\n`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

const accept = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

function figureOf({ name }: Form, turns: readonly Turn[], contenders: readonly Contender[]): Figure {
  const ratesOf = (index: number): readonly number[] => turns.map(({ rates }) => rates[index]!);
  const ours = ratesOf(0);
  const beside = contenders.slice(1).map((other, index): Beside => {
    return inTurn(other.name, ours, ratesOf(index + 1), index === 1 ? atLeast(0.8) : undefined);
  });
  return { name, unit: 'per second', value: median(ours), beside };
}

function costNote({ name }: Form, turns: readonly Turn[], contenders: readonly Contender[]): string {
  const servers = contenders.map((contender, index) => {
    const cost = median(turns.map(({ costs }) => costs[index]!));
    return `${contender.name} ${whole(cost)} µs`;
  });
  const reader = median(turns.flatMap(({ readerCosts }) => readerCosts));
  return `${name}: processor time each: ${servers.join('; ')}; who asks ${whole(reader)} µs.`;
}
