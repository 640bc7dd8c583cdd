import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A program of the bench in a process of its own, which is asked one thing after another. */
export interface Worker<Ready, Question, Answer> extends AsyncDisposable {
  /** What it said when it was ready. */
  readonly ready: Ready;
  readonly pid: number;
  /** Rejects when the process ends before it has answered. */
  ask(question: Question): Promise<Answer>;
}

/** As in the tests: names that end in `.test` lead to loopback, and nothing leads off it. */
const preload = pathToFileURL(join(import.meta.dirname, '../test/support/resolve-preload.mjs')).href;

/** Starts `bench/<name>-process.ts`, which must call `serve`, with `env` added to its environment. */
export async function startWorker<Ready, Question, Answer>(
  name: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Worker<Ready, Question, Answer>> {
  const child = fork(join(import.meta.dirname, `${name}-process.ts`), {
    execArgv: [`--import=${preload}`],
    serialization: 'advanced',
    env: { ...process.env, ...env },
  });
  const ready = (await messageFrom(child)) as Ready;
  if (child.pid === undefined) throw new Error(`${name} could not be started`);
  return {
    ready,
    pid: child.pid,
    ask: async (question) => {
      child.send(question as object);
      return (await messageFrom(child)) as Answer;
    },
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGKILL')) await ended;
    },
  };
}

async function messageFrom(child: ChildProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const giveUp = (code: number | null): void =>
    reject(new Error(`${child.spawnargs.join(' ')} ended: ${code}`));
  child.once('message', resolve).once('exit', giveUp);
  return promise.finally(() => child.off('message', resolve).off('exit', giveUp));
}

/** The worker's side: says that it is ready, answers until the bench ends, and ends with it. */
export function serve<Served extends Worker<unknown, never, unknown>>(
  ready: Served['ready'],
  answer: (question: Parameters<Served['ask']>[0]) => Promise<Awaited<ReturnType<Served['ask']>>>,
): void {
  const say = (message: unknown): void => void process.send?.(message);
  process.once('disconnect', () => process.exit());
  process.on('message', (question) => void answer(question as never).then(say));
  say(ready);
}
