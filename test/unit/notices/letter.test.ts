import { expect, test } from 'vitest';
import { letterOf } from '../../../src/notices/letter.ts';
import { tell } from '../../../src/notices/notice.ts';
import { noticesFeed } from '../../../src/notices/feed.ts';
import { actorOf, followerOf, bob, messageOf } from '../../store/cast.ts';
import { parseXml } from '../../support/xml.ts';
import { alice, openScope, putComment, site } from './cast.ts';

const hostile =
  '<p>Buy <b>now</b> &lt;script&gt;alert(1)&lt;/script&gt; "\u202Eevil\r\nBcc: all@spam.test</p>';

async function lettersOf(
  range: readonly [number, number] = [0, 9],
  more = 0,
): Promise<ReturnType<typeof letterOf>> {
  const scope = await openScope();
  const { store } = scope;
  await store.transact((tx) => tx.putActor(actorOf(alice, { preferredUsername: 'a<b>\r\nX: y' }), 1));
  await putComment(store, 'a', { content: hostile, summary: 'about <i>tea</i>' });
  await store.transact((tx) => {
    tx.putFollower(followerOf(bob), 1, 'pending');
    tx.putReport({ actor: bob, objects: [], content: 'he is <rude>', at: 1 });
    tx.putPrivateMessage(messageOf('m', { text: 'a secret' }), 1);
  });
  const notices = await tell(await store.notices(0, 20), scope);
  return letterOf({ notices, more, range }, { site, key: 'key' });
}

test('a letter says what came, of which post, why it waits, and has a link for each thing that can be done', async () => {
  const { html, subject, text } = await lettersOf([0, 4], 480);
  expect(subject).toBe(`[${site.blog.title}] 484 notices`);
  expect(text).toContain('commented on “Kettles & co”, and it waits for you');
  expect(text).toContain('It waits because every comment does.');
  expect(text).toContain(`${site.origin}/posts/kettle/`);
  expect(text).toMatch(
    /\nApprove: https:\/\/blog\.test\/decide\/[\w.-]+\nHide: .*\nBlock the account: .*\nBlock the server: /,
  );
  expect(text).toMatch(/@?snac.test\/bob asks to follow the blog\nLet in: .*\nTurn down: /);
  expect(text).toContain('> he is <rude>');
  expect(text).toContain('and 480 more');
  expect(html).toContain('and 480 more');
});

test('what strangers wrote is text in it, in one line, and never HTML or a header; of a private message nothing is', async () => {
  const { html, text, ...headers } = await lettersOf();
  expect(text).toContain('> [about <i>tea</i>] Buy now <script>alert(1)</script> "evil Bcc: all@spam.test\n');
  expect(html).toContain('Buy now &lt;script&gt;alert(1)');
  expect(html).not.toMatch(/<script|<b>|<i>|<rude>/);
  expect(JSON.stringify(headers)).not.toMatch(/alice|social|Buy|\\r|\\n/);
  expect(html + text).not.toContain('a secret');
  expect(text).toContain('wrote a private message to you');
});

test('the Message-ID of a range is always the same, and of no other', async () => {
  const ids = [
    await lettersOf([0, 9]),
    await lettersOf([0, 9]),
    await lettersOf([1, 9]),
    await lettersOf([0, 8]),
  ];
  const [first, again, ...others] = ids.map(({ messageId }) => messageId);
  expect(first).toMatch(/^<9\.[0-9a-f]{24}@blog\.test>$/);
  expect(again).toBe(first);
  expect(new Set([first, ...others]).size).toBe(3);
});

test('the feed has the same, newest first, as XML that can be read, with ids that tell no secret', async () => {
  const scope = await openScope();
  await putComment(scope.store, 'a', { content: `${hostile}\u0000\uFFFE` });
  await putComment(scope.store, 'b', { policy: 'open' });
  const feed = await noticesFeed('the-secret', scope);
  expect(await noticesFeed('the-secret', scope)).toBe(feed);
  expect(() => parseXml(feed)).not.toThrow();
  expect(feed.match(/<id>[^<]+<\/id>/g)).toEqual([
    `<id>${site.origin}/notices</id>`,
    `<id>${site.origin}/notices#2</id>`,
    `<id>${site.origin}/notices#1</id>`,
  ]);
  expect(feed).toContain('Approve');
  expect(feed).not.toContain('<b>');
});

test('what is gone, or was decided, is not told any more', async () => {
  const scope = await openScope();
  const { store } = scope;
  for (const id of ['a', 'b', 'c']) await putComment(store, id);
  const stored = await store.notices(0, 20);
  await store.transact((tx) => {
    tx.judgeReply(stored[0]!.subject as typeof alice, 'approved');
    tx.removeReply(stored[1]!.subject as typeof alice, alice, 2);
  });
  expect((await tell(stored, scope)).map(({ row }) => row)).toEqual([3]);
});
