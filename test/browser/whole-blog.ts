import { appendFile, cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRepository } from '../support/repository.ts';
import { openScratch, type Scratch } from '../support/scratch.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { waitFor } from '../support/wait-for.ts';
import { holdConversations } from './conversations.ts';

export interface WholeBlogOptions {
  /** What it takes for its own; by default `https://blog.test:PORT`, behind a proxy that ends TLS. */
  readonly origin?: string;
}

const projectDir = join(import.meta.dirname, '../..');

/**
 * Starts the program on the sample blog and on what that has no example of, answered by people of several servers: each kind
 * of page has something on it, and the same each time, but for the port.
 */
export async function startWholeBlog({ origin }: WholeBlogOptions = {}): Promise<Outward> {
  await using opened = new AsyncDisposableStack();
  const { path: dir } = opened.use<Scratch>(openScratch());
  await writeContent(join(dir, 'content'));
  const place = origin === undefined ? { name: 'blog.test' } : {};
  const env = { GRACE: '86400', ...(origin === undefined ? {} : { ORIGIN: origin }) };
  const blog = opened.use<Outward>(await startOutward({ dir, env, ...place }));
  await holdConversations(blog);
  const shown = async (): Promise<string> => (await fetch(`${blog.address}/posts/everything/`)).text();
  await waitFor(async () => (await shown()).includes('Depth 7'), 'the conversation on its page');
  const kept = opened.move();
  return { ...blog, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Publishes one more post, which waits for a day before anybody is told of it. The path of the link that stops it. */
export async function publishWaiting(blog: Outward): Promise<string> {
  const text = '---\ntitle: The newest one\ndate: 2026-11-01\n---\n\nIt has just come.\n';
  await writeFile(join(blog.contentDir, 'posts/newest.md'), text);
  const { stdout, stderr } = await blog.run('publish');
  const [link] = /\/waiting\/\S+/.exec(stdout) ?? [];
  if (link === undefined) throw new Error(`there is no link in:\n${stdout}${stderr}`);
  return link;
}

/** The blog's files under git, one post corrected after readers had seen it. */
async function writeContent(contentDir: string): Promise<void> {
  await cp(join(projectDir, 'content'), contentDir, { recursive: true });
  await cp(join(projectDir, 'test/fixtures/kitchen-sink'), join(contentDir, 'posts'), { recursive: true });
  const { git } = await openRepository(contentDir);
  const commit = async (date: string, subject: string): Promise<void> => {
    await git('add', '--all');
    await git('commit', '--quiet', `--date=${date}`, `--message=${subject}`);
  };
  await commit('2026-09-12T08:00:00Z', 'Everything');
  await appendFile(join(contentDir, 'posts/everything.md'), '\nAnd a last sentence.\n');
  await commit('2026-09-14T08:00:00Z', 'A last sentence was missing');
}
