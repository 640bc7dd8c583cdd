import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import type { CommentsView, ThreadReply } from '../../../src/theme.ts';
import { anchorOf } from '../../../src/components/stranger.ts';
import { compileTheme, type CompiledTheme } from '../../support/compiled-theme.ts';
import { commentsOf, picture, replyOf, site } from './sample.ts';

const compileMsMax = 120_000;
let theme: CompiledTheme;
beforeAll(async () => (theme = await compileTheme()), compileMsMax);
afterAll(() => theme[Symbol.asyncDispose]());

const postId = site.objectId('id-kettles');
const root = replyOf('root', 'x', { inReplyTo: postId });

/** The conversation as it is drawn, white space folded. */
async function drawn(
  thread: readonly ThreadReply[],
  more: Partial<CommentsView> = {},
  of = site,
): Promise<string> {
  const comments = commentsOf(thread, more);
  const { body } = await theme.render('/fragments/comments/', { site: of, navigation: [], comments });
  return body.replace(/\s+/g, ' ');
}

/** The writer's answer to `root`. */
function answerOf(changes: Partial<ThreadReply> = {}): ThreadReply {
  const answer = replyOf('answer', 'root', {
    id: site.objectId('answer'),
    url: 'https://blog.test/posts/answer/' as Uri,
    author: {
      id: site.actor,
      name: 'Nadia',
      user: 'kettle',
      host: 'blog.test',
      url: `${site.origin}/` as Uri,
    },
  });
  return { ...answer, own: { title: '', summary: undefined }, ...changes };
}

describe('an answer of the writer', () => {
  test('is marked, and its links are vouched for', async () => {
    const page = await drawn([answerOf({ inReplyTo: postId })]);
    expect(page).toContain('class="reply u-comment h-cite by-writer"');
    expect(page).toContain('<span class="writer-mark">writes this blog</span>');
    expect(page).toContain('<a class="u-url" href="https://blog.test/posts/answer/">');
    expect(page).not.toContain('nofollow');
  });

  test('that is long is named, with what it is about and the way to it', async () => {
    const own = { title: 'On <limescale>', summary: 'It is & stays.' };
    const page = await drawn([root, answerOf({ html: '', own })]);
    expect(page).toContain('<a href="https://blog.test/posts/answer/">On &lt;limescale&gt;</a>');
    expect(page).toContain('<p>It is &amp; stays.</p>');
    expect(page).toContain('<a href="https://blog.test/posts/answer/">Read the whole answer</a>');
  });

  test('has the picture of the blog, if there is one', async () => {
    const withIcon = { ...site, blog: { ...site.blog, icon: picture } };
    expect(await drawn([answerOf()], {}, withIcon)).toContain(
      `<img class="avatar" src="${picture.url}" alt=""`,
    );
    expect(await drawn([root], {}, withIcon)).not.toContain('<img');
  });
});

describe('a reply', () => {
  test('to the post says nothing of what it answers; any other says whom', async () => {
    expect(await drawn([root])).not.toContain('answering');
    const link = `answering <a href="#${anchorOf(root.id)}"><bdi>Moss</bdi>`;
    expect(await drawn([root, replyOf('child', 'root')])).toContain(link);
  });

  test('whose parent is not here says so', async () => {
    expect(await drawn([replyOf('child', 'gone')])).toContain('answers something that is not shown here');
  });

  test('whose parent stands on another page of the conversation leads there', async () => {
    const elsewhere = new Map([[root.id, { name: 'Moss', path: '/posts/kettles/comments/?page=2' }]]);
    const page = await drawn([replyOf('child', 'root')], { elsewhere });
    expect(page).toContain(`href="/posts/kettles/comments/?page=2#${anchorOf(root.id)}"`);
    expect(page).not.toContain('not shown here');
  });

  test('has for a picture the initials of its author, drawn here, in the colour of the account', async () => {
    const page = await drawn([root]);
    expect(page).toMatch(/<svg class="avatar hue-\d+" viewBox="0 0 36 36" aria-hidden="true">/);
    expect(page).toMatch(/<text [^>]*>M<\/text>/);
    expect(page).not.toMatch(/style=|<img/);
  });
});

test('reactions are counted by emoji, custom ones by their name', async () => {
  const emoji = [
    { emoji: '🍵', count: 1_200 },
    { emoji: ':blobcat:', count: 1 },
  ];
  const conversation = { replies: 0, likes: 1_201, boosts: 0, quotes: 0, emoji, thread: [] };
  const page = await drawn([], { conversation });
  expect(page).toContain('<ul class="reactions" aria-label="Reactions with an emoji">');
  expect(page).toContain('<bdi translate="no">🍵</bdi> 1,200');
  expect(page).toContain('<bdi translate="no">:blobcat:</bdi> 1');
});

test('what waits for the writer is told by its number, and nothing else of it', async () => {
  const counts = { likes: 0, boosts: 0, quotes: 0, emoji: [], thread: [] };
  const page = await drawn([], { conversation: { ...counts, replies: 0, held: 2 } });
  expect(page).toContain('<p class="conversation-state">2 replies wait to be read by the writer.</p>');
  expect(page).not.toContain('No replies yet');
});

test('a conversation whose time is over says since when', async () => {
  const closedAt = Date.parse('2026-03-08T00:00:00Z');
  expect(await drawn([], { closed: true, closedAt })).toContain('closed since March 8, 2026: new replies');
  expect(await drawn([], { closed: true })).toContain('This conversation is closed: new replies');
});

test('only a conversation of which changes are told says where', async () => {
  expect(await drawn([root], { slug: 'grün', version: '0123' })).toContain(
    'data-live="/posts/gr%C3%BCn/comments/live" data-version="0123"',
  );
  expect(await drawn([root])).not.toContain('data-live');
});
