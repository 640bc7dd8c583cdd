import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { atEnd } from './at-end.ts';
import { testAuthority } from './certificates.ts';

/** How a process ended: one of the two is set. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A Node process inside the test fediverse: it reaches loopback only, and trusts the test authority. */
export interface Child extends AsyncDisposable {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  /** All that it said so far, standard output and standard error as they came. */
  output(): string;
  /** Standard output alone. */
  stdout(): string;
  /** Standard error alone. */
  stderr(): string;
  /** The first line of standard output, past or to come, that matches. Rejects with the output if the process ends before. */
  line(matching: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Ending>;
  /** Sends `signal` and waits for the end. May be repeated. */
  stop(signal?: NodeJS.Signals): Promise<Ending>;
}

export interface ChildOptions {
  /** Added to a bare environment (PATH, HOME, TMPDIR). */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** First line of standard input, which then stays open as long as this process lives; else it is closed at once. */
  readonly input?: string;
  /** A program, and its first arguments, that becomes the process: it gets the command as further arguments, and is to exec it. */
  readonly within?: readonly string[];
}

const preload = pathToFileURL(join(import.meta.dirname, 'resolve-preload.mjs')).href;

/** Starts `node` with these arguments. Disposal kills it. */
export function startChild(args: readonly string[], options: ChildOptions = {}): Child {
  const { env = {}, cwd, input, within = [] } = options;
  const [program = process.execPath, ...rest] = [...within, process.execPath, ...args];
  const child = spawn(program, rest, { cwd, env: { ...childEnvironment(), ...env }, stdio: 'pipe' });
  const output = outputOf(child);
  const ended = endingOf(child);
  child.stdin.on('error', () => undefined); // It may end before it has read; `ended` tells.
  if (input === undefined) child.stdin.end();
  else child.stdin.write(`${input}\n`);

  async function line(matching: RegExp): Promise<RegExpExecArray> {
    const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>();
    const look = (): void => {
      const wholeLines = output('stdout').split('\n').slice(0, -1);
      const found = wholeLines.map((text) => matching.exec(text)).find((match) => match !== null);
      if (found !== undefined) resolve(found);
    };
    const giveUp = (): void =>
      reject(new Error(`${args.join(' ')} ended without saying ${String(matching)}:\n${output()}`));
    child.stdout.on('data', look);
    look();
    ended.then(giveUp, reject);
    return promise.finally(() => child.stdout.off('data', look));
  }

  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<Ending> {
    child.kill(signal);
    return ended;
  }

  return {
    pid: child.pid,
    output: () => output(),
    stdout: () => output('stdout'),
    stderr: () => output('stderr'),
    line,
    ended,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop('SIGKILL');
    },
  };
}

type Stream = 'stdout' | 'stderr';

/** Collects what `child` says; gives it back, all of it or one stream's. */
function outputOf(child: ChildProcessWithoutNullStreams): (only?: Stream) => string {
  const said: { readonly from: Stream; readonly text: string }[] = [];
  for (const from of ['stdout', 'stderr'] as const) {
    child[from].setEncoding('utf8').on('data', (text: string) => said.push({ from, text }));
  }
  return (only) => said.reduce((all, { from, text }) => (from === (only ?? from) ? all + text : all), '');
}

const lastWordsMs = 1000;

/** Resolves when the process has ended and said all; a process of its own that outlives it may keep the pipes open, though. */
function endingOf(child: ChildProcessWithoutNullStreams): Promise<Ending> {
  const { promise, resolve, reject } = Promise.withResolvers<Ending>();
  const forget = atEnd(() => child.kill('SIGKILL'));
  child.once('error', reject);
  child.once('close', (code, signal) => resolve({ code, signal }));
  child.once('exit', (code, signal) => {
    forget();
    setTimeout(() => resolve({ code, signal }), lastWordsMs).unref();
  });
  return promise;
}

function childEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    NODE_OPTIONS: `--import=${preload}`, // Rather than an argument, so that its own children inherit it.
    NODE_EXTRA_CA_CERTS: testAuthority().certificateFile,
    ASTRO_TELEMETRY_DISABLED: '1',
  };
}
