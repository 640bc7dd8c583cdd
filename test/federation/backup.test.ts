import { appendFile, cp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOutward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { follow, postText, publishPost, received } from './scenario.ts';

test('of a backup made while it ran, a blog that lost everything goes on: same keys, same ids, same followers', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using social = await startRemoteServer('social.test');
  const ann = social.actor('ann');
  await follow(ann, blog);
  const keys = (await blog.run('keys', '--json')).stdout;
  const file = join(blog.dataDir, '../elsewhere/monday.backup');
  const made = await blog.run('backup', file);
  expect(made).toMatchObject({ code: 0, stderr: '' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await blog.run('backup', file)).toMatchObject({ code: 1 });
  expect((await blog.run('restore', file)).stderr).toContain('running');

  await blog.kill();
  expect((await blog.run('restore', file)).stderr).toContain('is there already');
  await rm(blog.dataDir, { recursive: true });

  const damaged = `${file}.damaged`;
  await cp(file, damaged);
  const bytes = await readFile(file);
  await writeFile(damaged, bytes.fill(0x55, 4096 * 3, 4096 * 6));
  expect((await blog.run('restore', damaged)).stderr).toMatch(/damaged/);

  await appendFile(join(blog.contentDir, 'posts/spilt.md'), '\nA word that the backup does not have.\n');
  expect((await blog.run('restore', file)).stderr).toContain('--content');
  expect(await blog.run('restore', file, '--content', 'replace')).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(blog.contentDir, 'posts/spilt.md'), 'utf8')).not.toContain('A word that');

  await blog.start();
  expect((await blog.run('keys', '--json')).stdout).toBe(keys);
  await publishPost(blog, 'after', postText('After the fire'));
  expect(await received(ann, 'Create')).toMatchObject({ object: { name: 'After the fire' } });
  expect(ann.received.filter(({ type }) => type === 'Create')).toHaveLength(1);
  expect(social.requests.at(-1)).toMatchObject({ verified: true });
});
