import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { freePort } from '../support/listen.ts';
import { openScratch } from '../support/scratch.ts';
import { waitFor } from '../support/wait-for.ts';

const root = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** `npm ci` was run where the tests run (.ci/run does that in a clean clone); what it installed is lent to the new clone. */
async function freshClone(folder: string): Promise<string> {
  const clone = join(folder, 'outward');
  await run('git', ['clone', '--quiet', '--local', root, clone]);
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
  return clone;
}

/** `npm start`, as a person at a terminal runs it. */
function npmStart(cwd: string, port: number): { readonly child: ChildProcess; output(): string } {
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    PORT: String(port),
    ORIGIN: `http://localhost:${port}`,
  };
  const child = spawn('npm', ['start'], { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

/** Ctrl-C reaches every process in front of the terminal: npm and what it runs. */
function ctrlC({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGINT');
}

test('npm start in a fresh clone serves the sample blog and says how to follow it; the second time it builds nothing', async () => {
  await using scratch = openScratch();
  const clone = await freshClone(scratch.path);
  const port = await freePort();
  const handle = `@blog@localhost:${port}`;

  for (const isFirst of [true, false]) {
    const { child, output } = npmStart(clone, port);
    try {
      await waitFor(
        () => output().includes(handle),
        `the handle in what npm start says: ${output()}`,
        60_000,
      );
      expect(output()).toContain(`http://localhost:${port}/`);
      expect(output()).toMatch(/still missing[\s\S]*TLS/);
      expect(output().includes('First start')).toBe(isFirst);
      const home = await fetch(`http://localhost:${port}/`);
      expect(home.status).toBe(200);
      const posts = (await home.text()).match(/href="\/posts\/[^"/]+\/"/g) ?? [];
      expect(new Set(posts).size).toBeGreaterThanOrEqual(8);
    } finally {
      const ended = once(child, 'exit');
      ctrlC(child);
      await ended;
    }
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow();
    expect(output()).not.toMatch(/error/i);
  }
});
