import { existsSync, renameSync, rmSync } from 'node:fs';
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connection } from '../../src/store/sqlite-connection.ts';
import { damagePages, limitFiles, smallDiskAt, type SmallDisk } from '../support/faults.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { startRemoteServer, type RemoteServer } from '../support/remote-server.ts';
import { openScratch } from '../support/scratch.ts';
import { openSender, type SteadySender } from '../support/steady-sender.ts';
import { waitFor } from '../support/wait-for.ts';
import { findBlog, follow, pageOf, postText, received, typesOf, writePost } from './scenario.ts';

/**
 * What the machine does to the program, for real. Through all of it somebody sends replies: what is answered 202 is in the
 * database afterwards, all else was a 503 that says when to come again, and when the fault is gone it goes on by itself.
 */
const opened = new AsyncDisposableStack();
const scratch = opened.use(openScratch());
const clockFile = join(scratch.path, 'clock');
let blog: Outward;
let social: RemoteServer;
let sender: SteadySender;

beforeAll(async () => {
  await writeFile(clockFile, '0');
  const preloads = ['resolve', 'clock'].map((name) => {
    const file = pathToFileURL(join(import.meta.dirname, `../support/${name}-preload.mjs`));
    return `--import=${file.href}`;
  });
  const env = { CLOCK_FILE: clockFile, NODE_OPTIONS: preloads.join(' ') };
  social = opened.use(await startRemoteServer('social.test'));
  blog = opened.use(await startOutward({ name: 'blog.test', dir: join(scratch.path, 'blog'), env }));
  sender = await senderTo(blog, 'alice');
  sender.resume();
  await sender.more(202, 5);
});
afterAll(() => opened.disposeAsync());

const database = (): string => join(blog.dataDir, 'outward.sqlite');

async function senderTo(to: Outward, name: string): Promise<SteadySender> {
  const person = social.actor(name);
  const { id, inbox } = await findBlog(person, to);
  return openSender(person, { inbox, objectId: `${to.origin}/ap/objects/how-to-brew`, to: id });
}

/** The oracle. */
async function expectStored({ acknowledged, oddities }: SteadySender, path = database()): Promise<void> {
  const promised = acknowledged();
  const connection = await Connection.open(path, 5_000);
  const rows = await connection.all<{ readonly id: string }>('SELECT id FROM replies');
  const stored = new Set(rows.map(({ id }) => id));
  expect(await connection.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  await connection.close();
  expect(promised.filter((id) => !stored.has(id))).toEqual([]);
  expect(oddities()).toEqual([]);
}

/** What the running program has told of its store, in order. */
function storeEvents({ output }: Outward): readonly string[] {
  return [...output().matchAll(/"event":"(store\.\w+)"/g)].map(([, event = '']) => event);
}

async function brewPage({ address }: Outward): Promise<number> {
  return (await fetch(`${address}/posts/how-to-brew/`)).status;
}

describe('503 and nothing lost', () => {
  test('while every write to the disk fails; pages are served, and it goes on by itself when they no longer do', async () => {
    const before = storeEvents(blog).length;
    limitFiles(blog.pid(), true);
    await sender.more(503, 10);
    expect(await brewPage(blog)).toBe(200);
    limitFiles(blog.pid(), false);
    await sender.more(202, 10);
    await expectStored(sender);
    expect(storeEvents(blog).slice(before)).toEqual(['store.unavailable', 'store.available']);
  });

  test('while another process holds the database, and everybody is told within the time that a sender waits', async () => {
    const before = storeEvents(blog).length;
    const other = await Connection.open(database(), 5_000);
    await other.execute('BEGIN IMMEDIATE');
    await sender.more(503, 4);
    expect(await brewPage(blog)).toBe(200);
    await other.execute('ROLLBACK');
    await other.close();
    await sender.more(202, 10);
    await expectStored(sender);
    expect(sender.longestMs).toBeLessThan(10_000); // As long as Mastodon waits.
    expect(storeEvents(blog).slice(before)).toEqual(['store.unavailable', 'store.available']);
  });

  test('when the database is moved away, and goes on when it is back', async () => {
    renameSync(database(), `${database()}.away`);
    await sender.more(503, 10);
    expect(existsSync(database())).toBe(false);
    expect(await brewPage(blog)).toBe(200);
    renameSync(`${database()}.away`, database());
    await sender.more(202, 10);
    await expectStored(sender);
  });

  test('when its log is deleted under it', async () => {
    rmSync(`${database()}-wal`);
    await sender.more(202, 10);
    await expectStored(sender);
  });

  test('when a copy takes its place, which is used from then on', async () => {
    await sender.pause();
    renameSync(await copyOf(database()), database());
    sender.resume();
    await sender.more(202, 10);
    await expectStored(sender);
  });
});

async function copyOf(path: string): Promise<string> {
  const connection = await Connection.open(path, 5_000);
  await connection.execute(`VACUUM INTO '${path}.copy'`);
  await connection.close();
  return `${path}.copy`;
}

describe('a clock that jumps', () => {
  const hour = 3_600_000;
  const year = 365 * 24 * hour;

  async function setClock(offsetMs: number): Promise<void> {
    await writeFile(clockFile, String(offsetMs));
    process.kill(blog.pid(), 'SIGUSR2');
  }

  test.each([13 * hour, -2 * hour])(
    'by %d ms has senders come again, who are in time when it is right',
    async (offsetMs) => {
      await setClock(offsetMs);
      await sender.more(503, 5);
      await setClock(0);
      await sender.more(202, 5);
      await expectStored(sender);
    },
  );

  test('by years sends no post before its day, and when it is right again what was queued meanwhile is sent', async () => {
    await sender.pause();
    const bob = social.actor('bob');
    await follow(bob, blog);
    const inTwoDays = new Date(Date.now() + 48 * hour).toISOString();
    await writePost(blog, 'later', `---\ntitle: Later\ndate: ${inTwoDays}\n---\n\nNot yet.\n`);
    expect(await blog.run('publish')).toMatchObject({ code: 0, stderr: '' });

    await setClock(3 * year);
    await waitFor(() => blog.output().includes('clock.jumped'), 'the jump to be seen');
    await new Promise((resolve) => setTimeout(resolve, 2_500)); // The server asks each second what is due.
    expect(typesOf(bob.received)).not.toContain('Create');
    rmSync(join(blog.contentDir, 'posts', 'later.md'));
    await writePost(blog, 'leaves', postText('Leaves in the pot'));
    bob.respondWith({ status: 503 });
    await blog.run('publish');
    await waitFor(
      () => social.requests.some(({ body }) => body.includes('leaves')),
      'an attempt, the next one years ahead',
    );
    bob.respondWith(undefined);
    await setClock(0);
    await received(bob, 'Create');
  });
});

describe('a database', () => {
  test('that is damaged is named with what to do, and nothing more is taken; a backup in its place is', async () => {
    sender.resume();
    await sender.more(202, 1);
    await sender.pause();
    const copy = await copyOf(database());
    const other = await Connection.open(database(), 5_000);
    await other.execute(
      `INSERT INTO settings (name, value) VALUES ('t', 't'); PRAGMA wal_checkpoint(TRUNCATE);`,
    );
    await other.close();
    damagePages(database(), 100);

    const acknowledged = sender.acknowledged().length;
    sender.resume();
    await sender.more(503, 10);
    expect(sender.acknowledged()).toHaveLength(acknowledged);
    expect(await brewPage(blog)).toBe(200);
    expect(blog.output()).toMatch(/outward\.sqlite is damaged\. .*Restore a backup/);
    await sender.pause();

    await blog.stop();
    renameSync(copy, database());
    for (const name of ['-wal', '-shm']) rmSync(database() + name, { force: true });
    await blog.start();
    sender.resume();
    await sender.more(202, 5);
    await sender.pause();
    await expectStored(sender);
  });

  test('that is missing at the start is asked for, and not made anew', async () => {
    await blog.stop();
    renameSync(database(), `${database()}.away`);
    const { code, stderr } = await blog.run('start');
    expect(code).toBe(1);
    expect(stderr).toMatch(/outward\.sqlite is missing.*backup/);
    expect(existsSync(database())).toBe(false);
    renameSync(`${database()}.away`, database());
  });

  test('that is locked at the start is waited for', async () => {
    const other = await Connection.open(database(), 5_000);
    await other.execute(`PRAGMA locking_mode = EXCLUSIVE; DELETE FROM settings WHERE name = 'none';`);
    const starting = blog.start();
    await waitFor(() => blog.output().includes('is locked'), 'the reason');
    await other.close();
    await starting;
    expect(await pageOf(blog, '/posts/how-to-brew/')).toContain('Indeed.');
    await blog.stop();
  });
});

test('503 and nothing lost: on a full disk, which takes no log either; there is room again, and it goes on by itself', async () => {
  const dir = join(scratch.path, 'small');
  await cp(blog.contentDir, join(dir, 'content'), { recursive: true });
  await cp(join(blog.dataDir, 'themes'), join(dir, 'var', 'themes'), { recursive: true });
  const disk = smallDiskAt(join(dir, 'var'));
  const within = [...disk.within, 'sh', '-c', 'exec "$@" 2>/dev/full', 'sh'];
  await using small = await startOutward({ name: 'blog.test', dir, within });
  const sending = await senderTo(small, 'carol');
  sending.resume();
  await sending.more(202, 5);
  disk.fill(small.pid());
  await sending.more(503, 10);
  expect(await brewPage(small)).toBe(200);
  disk.free(small.pid());
  await sending.more(202, 5);
  await sending.pause();
  await expectStored(sending, await takenFrom(small, disk));
});

/** The database of a program that is not let go on meanwhile, as a crash would leave it. */
async function takenFrom(running: Outward, disk: SmallDisk): Promise<string> {
  const taken = join(scratch.path, 'taken.sqlite');
  process.kill(running.pid(), 'SIGSTOP');
  for (const suffix of ['', '-wal'])
    await cp(disk.outside(running.pid(), join(running.dataDir, `outward.sqlite${suffix}`)), taken + suffix);
  process.kill(running.pid(), 'SIGCONT');
  return taken;
}
