import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFedifyPeer } from '../support/fedify-peer.ts';
import { startOutward } from '../support/outward.ts';
import { waitFor } from '../support/wait-for.ts';
import { postText, publishPost, untilPage } from './scenario.ts';

test('a server built on Fedify finds, follows, receives, verifies, replies, likes, boosts, edits, deletes and unfollows', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using peer = await startFedifyPeer('fedify.test');
  const path = '/posts/how-to-brew/';

  const actor = await peer.lookup(`@blog@${new URL(blog.origin).host}`);
  expect(actor).toMatchObject({ id: `${blog.origin}/ap/actors/blog` });
  const actorId = String(actor?.id);
  const article = await peer.lookup(`${blog.origin}${path}`);
  expect(article).toMatchObject({ id: `${blog.origin}/ap/objects/how-to-brew` });
  const articleId = String(article?.id);

  await peer.follow(actorId);
  await waitFor(async () => (await peer.following()).includes(actorId), "the blog's Accept");

  await publishPost(blog, 'leaves', postText('Leaves in the pot', 'Keep them.'));
  const seen = (type: string) =>
    waitFor(async () => (await peer.received()).find((one) => one.type === type), `${type} at Fedify`);
  expect(await seen('Create')).toMatchObject({ actor: actorId });
  await publishPost(blog, 'leaves', postText('Leaves in the pot', 'Keep all of them.'));
  expect(await seen('Update')).toMatchObject({ actor: actorId });
  await rm(join(blog.contentDir, 'posts', 'leaves.md'));
  expect(await blog.run('publish')).toMatchObject({ code: 0 });
  expect(await seen('Delete')).toMatchObject({ actor: actorId });

  const replyId = await peer.reply({ to: articleId, content: '<p>From Fedify</p>' });
  await untilPage(blog, path, 'From Fedify');
  await peer.edit(replyId, '<p>Edited there</p>');
  await untilPage(blog, path, 'Edited there');
  await peer.reply({ to: articleId, content: '<p>Between us</p>', visibility: 'direct' });
  await peer.like(articleId);
  await peer.boost(articleId);
  const total = async (name: string): Promise<unknown> => {
    const answer = await fetch(`${blog.address}/ap/objects/how-to-brew/${name}`);
    return ((await answer.json()) as { totalItems: number }).totalItems;
  };
  await waitFor(async () => (await total('likes')) === 1 && (await total('shares')) === 1, 'like and boost');
  await peer.unlike(articleId);
  await peer.unboost(articleId);
  await waitFor(async () => (await total('likes')) === 0 && (await total('shares')) === 0, 'their undoing');
  await peer.deleteReply(replyId);
  await untilPage(blog, path, 'Edited there', false);
  await untilPage(blog, path, 'Between us', false);

  await peer.unfollow(actorId);
  const followers = async (): Promise<unknown> =>
    (JSON.parse((await blog.run('status', '--json')).stdout) as { followers: number }).followers;
  await waitFor(async () => (await followers()) === 0, 'the follower to leave');
});
