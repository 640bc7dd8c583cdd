import { cp } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startChild, type Child, type ChildOptions, type Ending } from './child.ts';
import { freePort } from './listen.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { keepTheme, lendTheme } from './shared-theme.ts';
import { startTlsProxy, type ProxiedRequest, type TlsProxy } from './tls-proxy.ts';

/** The real program, started as a writer starts it, on a blog in a folder of its own. */
export interface Outward extends AsyncDisposable {
  /** Public: `https://blog.test:40123` behind a proxy, else where it listens. */
  readonly origin: string;
  /** Where the program itself listens: `http://127.0.0.1:40124`. */
  readonly address: string;
  readonly contentDir: string;
  readonly dataDir: string;
  /** Of the running program. */
  pid(): number;
  /** What the running program said so far. */
  output(): string;
  /** Resolves when the program has printed the site's URL. For after `stop` or `kill`: same address, content and data. */
  start(): Promise<void>;
  /** Ctrl-C. */
  stop(): Promise<Ending>;
  /** kill -9. */
  kill(): Promise<Ending>;
  /** One command beside the running server, to its end: `run('publish', '--now')`. */
  run(...args: readonly string[]): Promise<Finished>;
}

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OutwardOptions {
  /** A `.test` name: the program then stands behind a proxy that ends TLS. Without, its origin is `http://localhost:PORT`. */
  readonly name?: string;
  /** Where `content` and `var` lie; `content` is copied from the fixture blog if it is missing. By default a scratch folder. */
  readonly dir?: string;
  /** Added to, or put in place of, what the test fediverse needs. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told of every request that came through the proxy, when it has been answered. */
  readonly onRequest?: (request: ProxiedRequest) => void;
  /** What the server, not the commands beside it, is started by (see `ChildOptions.within`). */
  readonly within?: readonly string[];
}

const projectDir = join(import.meta.dirname, '../..');
const program = join(projectDir, 'src/cli/outward.ts');
const fixtureBlog = join(projectDir, 'test/fixtures/blog');

export async function startOutward(options: OutwardOptions = {}): Promise<Outward> {
  const { name, dir, env = {}, onRequest, within = [] } = options;
  await using opened = new AsyncDisposableStack();
  const home = dir ?? opened.use<Scratch>(openScratch()).path;
  const contentDir = join(home, 'content');
  if (!existsSync(contentDir)) await cp(fixtureBlog, contentDir, { recursive: true });
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const proxy =
    name === undefined
      ? undefined
      : opened.use<TlsProxy>(await startTlsProxy({ name, target: address, onRequest }));
  const dataDir = join(home, 'var');
  const settings = {
    ORIGIN: proxy?.origin ?? `http://localhost:${port}`,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    CONTENT_DIR: contentDir,
    TRUST_PROXY: String(proxy !== undefined),
    PRIVATE_PEERS: '127.0.0.0/8,::1/128',
    GRACE: '0',
    ...env,
  };
  const launcher = launcherOf(settings, within);
  opened.use(launcher);
  await lendTheme(dataDir);
  await launcher.start();
  await keepTheme(dataDir);
  const kept = opened.move();
  return {
    ...launcher,
    origin: settings.ORIGIN,
    address,
    contentDir,
    dataDir,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type Launcher = Pick<
  Outward,
  'pid' | 'start' | 'stop' | 'kill' | 'run' | 'output' | typeof Symbol.asyncDispose
>;

function launcherOf(
  env: Readonly<Record<string, string>> & { readonly ORIGIN: string },
  within: readonly string[],
): Launcher {
  let server: Child | undefined;
  const launch = (args: readonly string[], options: ChildOptions = {}): Child =>
    startChild([program, ...args], { cwd: projectDir, env, ...options });
  const running = (): Child => {
    if (server === undefined) throw new Error('the program was never started');
    return server;
  };
  return {
    pid: () => {
      const { pid } = running();
      if (pid === undefined) throw new Error('the program could not be started');
      return pid;
    },
    output: () => running().output(),
    start: async () => {
      server = launch(['start'], { within });
      await server.line(new RegExp(RegExp.escape(env.ORIGIN)));
    },
    stop: () => running().stop('SIGINT'),
    kill: () => running().stop('SIGKILL'),
    run: async (...args) => {
      await using command = launch(args);
      const { code } = await command.ended;
      return { code, stdout: command.stdout(), stderr: command.stderr() };
    },
    [Symbol.asyncDispose]: async () => {
      await server?.stop('SIGKILL');
    },
  };
}
