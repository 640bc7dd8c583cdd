import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { startOutward } from '../support/outward.ts';
import { startRemoteServer } from '../support/remote-server.ts';
import { findBlog, follow, untilPage } from './scenario.ts';

const dayMs = 86_400_000;

test('the writer cleans while the blog runs: what has had its time goes, or all that one host left', async () => {
  await using blog = await startOutward({ name: 'blog.test', env: { ORIGIN_QUOTA: '7' } });
  await using social = await startRemoteServer('social.test');
  await using evil = await startRemoteServer('evil.test');
  const [alice, eve] = [social.actor('alice'), evil.actor('eve')];
  for (const person of [alice, eve]) {
    await follow(person, blog);
    const { id, inbox } = await findBlog(person, blog);
    const inReplyTo = `${blog.origin}/posts/how-to-brew/`;
    const content = `<p>By ${person.handle}</p>`;
    expect(await person.send(inbox, person.reply({ inReplyTo, content, to: id }))).toBe(202);
    await untilPage(blog, '/posts/how-to-brew/', `By ${person.handle}`);
  }

  const counted = await blog.run('clean', '--origin', 'evil.test', '--dry-run');
  expect(counted).toMatchObject({ code: 0, stderr: '' });
  expect(counted.stdout).toContain('all that they left would go');
  expect(await blog.run('clean', '--origin', 'evil.test')).toMatchObject({ code: 0, stderr: '' });
  await untilPage(blog, '/posts/how-to-brew/', `By ${eve.handle}`, false);
  await untilPage(blog, '/posts/how-to-brew/', `By ${alice.handle}`);
  expect(JSON.parse((await blog.run('followers', '--json')).stdout)).toMatchObject([{ id: alice.id }]);

  const { stdout, code } = await blog.run('clean', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    dryRun: false,
    rows: { 'signatures seen': 0 },
    domains: [{ domain: 'social.test' }, { domain: 'evil.test' }],
    quotaBytes: 7_000_000,
  });
  expect((await blog.run('clean')).stdout).toMatch(
    /There was nothing to remove\.[^]*of 7\.0 MB each:[^]*social\.test/,
  );

  const store = await openSqliteStore(join(blog.dataDir, 'outward.sqlite'));
  await store.transact((tx) => tx.putSetting('cleanedAt', String(Date.now() - 61 * dayMs)));
  await store.close();
  const doubted = await blog.run('clean');
  expect([doubted.code, doubted.stderr]).toEqual([1, expect.stringContaining('clean --yes')]);
  expect(await blog.run('clean', '--yes')).toMatchObject({ code: 0, stderr: '' });
  expect(await blog.run('clean', '--origin', 'no host')).toMatchObject({ code: 1 });
});
