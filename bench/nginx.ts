import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { atEnd } from '../test/support/at-end.ts';
import { freePort } from '../test/support/listen.ts';
import { openScratch } from '../test/support/scratch.ts';
import type { PageCopy } from './pages.ts';

export interface Nginx extends AsyncDisposable {
  readonly port: number;
  /** Of the one process that there is. */
  readonly pid: number;
}

/** Starts nginx with one worker on these pages and their compressed forms, as files; undefined where it is not installed. */
export async function startNginx(copies: readonly PageCopy[]): Promise<Nginx | undefined> {
  await using opened = new AsyncDisposableStack();
  const { path: folder } = opened.use(openScratch());
  for (const copy of copies) await writeCopy(join(folder, 'root'), copy);
  const port = await freePort();
  const settings = join(folder, 'nginx.conf');
  await writeFile(settings, settingsOf(folder, port, copies));
  const child = spawn('nginx', ['-e', 'stderr', '-p', folder, '-c', settings], { stdio: 'inherit', env });
  const { pid } = child;
  if (pid === undefined) return await undefinedAfter(once(child, 'error'));
  opened.defer(() => end(child));
  opened.defer(atEnd(() => child.kill('SIGKILL')));
  await untilAnswered(child, port);
  const kept = opened.move();
  return { port, pid, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** It is often where only administrators look for programs. */
const env = { PATH: `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin` };

async function undefinedAfter(failed: Promise<unknown[]>): Promise<undefined> {
  const [error] = await failed;
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  return undefined;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  if (child.exitCode === null && child.kill('SIGKILL')) await ended;
}

async function writeCopy(root: string, { body, gzipped, path }: PageCopy): Promise<void> {
  const file = join(root, path.endsWith('/') ? `${path}index.html` : path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, body);
  await writeFile(`${file}.gz`, gzipped);
}

/** As one would set it up to be fast, with what our server says of each page. */
function settingsOf(folder: string, port: number, copies: readonly PageCopy[]): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const locations = copies.map(({ fields, path, type }) => {
    const said = fields.map(([name, value]) => `add_header ${name} ${quoted(value)};`);
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const [mediaType = ''] = type.split(';');
    return `location = ${path} { types {} default_type ${mediaType}; charset utf-8; ${said.join(' ')} try_files ${file} =404; }`;
  });
  return `
daemon off; master_process off; worker_processes 1; pid ${join(folder, 'nginx.pid')};
events { worker_connections 1024; }
http {
  ${temporary.join(' ')}
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=1000;
  gzip_static on; gzip_vary on;
  server { listen 127.0.0.1:${port}; root ${join(folder, 'root')}; ${locations.join('\n')} }
}
`;
}

function quoted(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const lookMs = 20;
const looksMax = 250;

async function untilAnswered(child: ChildProcess, port: number): Promise<void> {
  for (let n = 0; n < looksMax; n += 1) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${child.exitCode}`);
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await pause(lookMs);
  }
  throw new Error('nginx does not answer');
}
