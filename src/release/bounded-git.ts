import { spawn, type ChildProcess } from 'node:child_process';
import { gitEnvironment, plainGit } from './history.ts';

export interface GitEnding {
  /** Undefined when it was killed. */
  readonly exitStatus: number | undefined;
  /** The last that it printed, for programs and for people. */
  readonly output: string;
  readonly messages: string;
}

/** What is said of a push, with all that is wrong with a blog, is shorter. */
const charactersMax = 64 * 1024;

/**
 * Runs git in a bare repository, to its end or to that of `signal`, which kills it and all that it has started: what talks to
 * another machine, and the hooks of a push. Nobody is asked for a password.
 */
export async function boundedGit(
  repository: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<GitEnding> {
  const child = spawn('git', ['--git-dir=.', ...plainGit, ...args], {
    cwd: repository,
    // A group of its own, without a terminal that a password could be asked at.
    detached: true,
    env: { ...gitEnvironment(), GIT_ASKPASS: '', SSH_ASKPASS_REQUIRE: 'never' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => killGroup(child);
  signal.addEventListener('abort', kill);
  if (signal.aborted) kill();
  try {
    const [output, messages] = [tailOf(child.stdout), tailOf(child.stderr)];
    return { exitStatus: await endOf(child), output: output(), messages: messages() };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // It has just ended.
  }
}

const lingerMs = 1_000;

/** What it leaves running, as ssh does for the next connection, may hold its output open: that is not waited for long. */
function endOf(child: ChildProcess): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? undefined));
    child.once('exit', () => {
      const closing = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, lingerMs);
      child.once('close', () => clearTimeout(closing));
    });
  });
}

/** Reads a stream; what this returns is the end of it, so far. */
function tailOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-charactersMax);
  });
  return () => text;
}
