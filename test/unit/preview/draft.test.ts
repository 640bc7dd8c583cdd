import { expect, test } from 'vitest';
import { rememberMention } from '../../../src/federation/mentions.ts';
import type { Post } from '../../../src/posts/post.ts';
import { previewOf, type PostPreview } from '../../../src/preview/draft.ts';
import { actorOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { announcementOf, fakeRemote, hourMs, NOW, uri } from '../builders.ts';
import { bodyOf, picture, postOf, site } from '../theme/sample.ts';

/** With `moss` known to the store; nobody may be asked. */
async function preview(post: Post, told?: Announcement): Promise<PostPreview> {
  await using fresh = await freshSqlite();
  const actor = actorOf(uri('https://peer.test/users/moss'));
  const mention = { name: '@moss@peer.test', actor: actor.id, inbox: actor.inbox };
  const handle = { user: 'moss', host: 'peer.test' };
  await fresh.store.transact((tx) => rememberMention({ kind: 'fetched', mention, handle, actor }, tx, 1));
  if (told !== undefined) await fresh.store.transact((tx) => tx.putAnnouncement(told));
  const remote = fakeRemote();
  const result = await previewOf(post, { store: fresh.store, remote, site, now: () => NOW + 999 });
  expect(remote.fetched).toEqual([]);
  return result;
}

test('a post is drawn as it would be published now', async () => {
  const { activity, appearances, at, object } = await preview(postOf('kettle', { draft: true }));
  expect(at).toBe(NOW);
  expect(object).toMatchObject({ type: 'Article', published: '2026-03-10T12:00:00Z' });
  expect(activity).toMatchObject({ type: 'Create', object: { id: object?.id } });
  expect(appearances.map(({ software }) => software)).toEqual(['mastodon', 'gotosocial', 'misskey']);
});

test('a post that was told is drawn as its Update; one that was deleted begins anew', async () => {
  const kettle = postOf('kettle');
  const told = announcementOf(kettle, { published: NOW - hourMs });
  expect(await preview(kettle, told)).toMatchObject({
    object: { published: '2026-03-10T11:00:00Z', updated: '2026-03-10T12:00:00Z' },
    activity: { type: 'Update' },
  });
  expect(await preview(kettle, { ...told, state: 'deleted', deleted: NOW })).toMatchObject({
    object: { id: site.objectId(`${kettle.id}~2`) },
    activity: { type: 'Create' },
  });
});

test('who is mentioned is looked up in the store only, and the others are named', async () => {
  const mentions = [
    { user: 'Moss', host: 'peer.test' },
    { user: 'fern', host: 'wood.test' },
  ];
  const { notLookedUp, object } = await preview(postOf('kettle', { body: bodyOf('Hello.', { mentions }) }));
  expect(notLookedUp).toEqual(['@fern@wood.test']);
  expect(object?.tag).toEqual([
    { type: 'Mention', name: '@Moss@peer.test', href: uri('https://peer.test/users/moss') },
  ]);
});

test('what is answered is named when it was not looked up', async () => {
  const inReplyTo = 'https://peer.test/notes/1';
  const { notLookedUp, object } = await preview(postOf('kettle', { inReplyTo }));
  expect(notLookedUp).toEqual([inReplyTo]);
  expect(object?.inReplyTo).toBe(inReplyTo);
});

test('a like of what was not looked up has nothing to show', async () => {
  const likeOf = 'https://peer.test/notes/1';
  expect(await preview(postOf('kettle', { likeOf }))).toMatchObject({
    object: undefined,
    activity: undefined,
    appearances: [],
    notLookedUp: [likeOf],
  });
});

test('what is a page only has no object', async () => {
  expect(await preview(postOf('kettle', { federate: false }))).toMatchObject({
    object: undefined,
    activity: undefined,
    appearances: [],
  });
});

test('pictures of the blog are taken from where the preview is', async () => {
  const { appearances, object } = await preview(
    postOf('kettle', {
      image: picture,
      body: bodyOf('Hello.', { images: [{ ...picture, url: '/media/a.png' }] }),
    }),
  );
  expect(appearances[0]?.media[0]?.url).toBe('/media/a.png');
  expect(object?.attachment).toMatchObject([{ url: 'https://blog.test/media/a.png' }]);
  const alone = await preview(postOf('kettle', { image: picture }));
  expect(alone.appearances[0]?.card).toMatchObject({
    url: 'https://blog.test/posts/kettle/',
    image: { url: picture.url },
  });
});
