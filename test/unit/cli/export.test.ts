import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeExport } from '../../../src/cli/export.ts';
import { reactionSetting } from '../../../src/federation/step.ts';
import { releaseFolder } from '../../../src/release/current.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { actorOf, alice, followerOf, replyOf, show } from '../../store/cast.ts';
import { announcementOf, blogKeys } from '../builders.ts';
import { openDesk } from '../release/desk.ts';
import { postOf, site } from '../theme/sample.ts';

test('an export holds what was told, who follows, what readers said, and where old addresses lead', async () => {
  await using fresh = await freshSqlite();
  const { store } = fresh;
  const kettle = postOf('kettle', { aliases: ['/?p=12'] });
  const like = postOf('like', { likeOf: 'https://other.test/1' });
  const secret = postOf('secret', { visibility: 'followers' });
  const posts = [kettle, like, secret, postOf('untold')];
  const told = [kettle, like, secret].map((post) => announcementOf(post));
  await store.transact((tx) => {
    for (const announcement of told) tx.putAnnouncement(announcement);
    tx.putSetting(reactionSetting(like.id), '{"type":"Like","id":"https://blog.test/ap/likes/1"}');
  });
  await store.transact((tx) => {
    tx.putActor(actorOf(alice), 1);
    tx.putFollower(followerOf(alice), 1);
  });
  await show(
    store,
    replyOf('a', { inReplyTo: site.objectId(kettle.id), objectId: site.objectId(kettle.id) }),
  );
  const desk = openDesk();
  const manifest = await desk.build(posts, { announcements: told });
  const to = join(desk.dataDir, 'leaving');
  const release = releaseFolder(desk.dataDir, manifest.release);
  const source = { keys: blogKeys, manifest, release, site, store };
  const counts = await writeExport(to, source);
  expect(counts).toEqual({ followers: 1, comments: 1, activities: 3, redirects: 1 });
  const read = (name: string): string => readFileSync(join(to, name), 'utf8');
  const { orderedItems, type } = JSON.parse(read('outbox.json')) as {
    readonly type: string;
    readonly orderedItems: readonly { readonly type: string; readonly object?: { readonly id: string } }[];
  };
  expect(type).toBe('OrderedCollection');
  expect(orderedItems.map((item) => [item.type, item.object?.id])).toEqual([
    ['Create', site.objectId(kettle.id)],
    ['Like', undefined],
    ['Create', site.objectId(secret.id)],
  ]);
  expect(read('_redirects')).toBe('/?p=12 /posts/kettle/ 301\n');
  expect(read('followers.csv')).toContain(alice);
  expect(JSON.parse(read('comments.json'))).toMatchObject([
    {
      object: site.objectId(kettle.id),
      comments: [{ html: '<p>a</p>', author: { id: alice }, published: '1970-01-01T00:00:01.000Z' }],
    },
  ]);
  expect(JSON.parse(read('actor.json'))).toMatchObject({ id: site.actor });
  expect(read('README.md')).toContain(site.origin);
  await expect(writeExport(to, source)).rejects.toThrow('EEXIST');
});
