import { describe, expect, test } from 'vitest';
import type { Post } from '../../../src/posts/post.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { wholeConversation, type WholeConversation } from '../../../src/release/own-answers.ts';
import type { Conversation, Reply } from '../../../src/store/store.ts';
import { bodyOf, postOf, replyOf, site } from '../theme/sample.ts';
import { openDesk } from './desk.ts';

const kettle = postOf('kettle');
const kettleId = site.objectId(kettle.id);
const question = replyOf('question', 'x', { inReplyTo: kettleId, published: 1 });

function noteOf(slug: string, inReplyTo: string, more: Partial<Post> = {}): Post {
  return postOf(slug, { type: 'note', title: '', inReplyTo, date: new Date(100), ...more });
}

/** What is shown under the kettle, if these are the writer's other posts, and these the replies to each object. */
async function shown(
  posts: readonly Post[],
  stored: Readonly<Record<string, readonly Reply[]>>,
  root = kettle,
): Promise<WholeConversation> {
  const desk = openDesk();
  const release = desk.open(await desk.build([root, ...posts]));
  const read = (id: Uri): Promise<Conversation> => {
    const thread = stored[id] ?? [];
    return Promise.resolve({
      replies: thread.length,
      likes: 1,
      boosts: 0,
      quotes: 0,
      emoji: [],
      thread,
      held: 0,
    });
  };
  return wholeConversation(kettleId, release, read);
}

const namesOf = ({ thread }: WholeConversation): readonly string[] =>
  thread.map(({ id }) => id.split('/').at(-1) ?? '');

describe('an answer of the writer', () => {
  test('stands in the conversation, after what it answers, and counts as a reply', async () => {
    const whole = await shown([noteOf('yes', question.id)], { [kettleId]: [question] });
    expect(namesOf(whole)).toEqual(['question', 'id-yes']);
    expect(whole.replies).toBe(2);
    expect(whole.likes).toBe(1);
    expect(whole.thread[1]).toMatchObject({
      id: site.objectId('id-yes'),
      inReplyTo: question.id,
      html: '<p>All about yes.</p>',
      url: 'https://blog.test/posts/yes/',
      author: { id: site.actor, name: 'Nadia Lindqvist', user: 'kettle', host: 'blog.test' },
      own: { title: '' },
    });
  });

  test('may name the page of what it answers, if only one reply says that this is its own', async () => {
    const answer = noteOf('yes', question.url);
    const thief = replyOf('thief', 'x', { inReplyTo: kettleId, url: question.url, published: 2 });
    const parentIn = async (thread: readonly Reply[]): Promise<string | undefined> =>
      (await shown([answer], { [kettleId]: thread })).thread.find(({ own }) => own)?.inReplyTo;
    expect(await parentIn([question])).toBe(question.id);
    expect(await parentIn([question, thief])).toBeUndefined();
  });

  test('brings along what was said to it, and what the writer answered to that', async () => {
    const [yes, more] = [site.objectId('id-yes'), site.objectId('id-more')];
    const thanks = replyOf('thanks', 'x', { inReplyTo: yes, published: 200 });
    const bye = replyOf('bye', 'x', { inReplyTo: more, published: 400 });
    const whole = await shown(
      [noteOf('yes', question.id), noteOf('more', thanks.id, { date: new Date(300) })],
      { [kettleId]: [question], [yes]: [thanks], [more]: [bye] },
    );
    expect(namesOf(whole)).toEqual(['question', 'id-yes', 'thanks', 'id-more', 'bye']);
    expect(whole.replies).toBe(5);
  });

  test('to a post of the blog itself stands under that, by whichever of its addresses', async () => {
    const whole = await shown([noteOf('yes', 'https://blog.test/posts/kettle')], {});
    expect(whole.thread).toMatchObject([{ id: site.objectId('id-yes'), inReplyTo: kettleId }]);
  });

  test('that is for followers only stands nowhere, nor does one that is no object', async () => {
    const hidden = [
      noteOf('followers', question.id, { visibility: 'followers' }),
      noteOf('page-only', question.id, { federate: false }),
    ];
    expect(namesOf(await shown(hidden, { [kettleId]: [question] }))).toEqual(['question']);
  });

  test('that is an article is named, with its summary, and read on its own page', async () => {
    const article = noteOf('long', question.id, { type: 'article', title: 'At length', summary: 'Why.' });
    const endless = noteOf('endless', question.id, {
      body: bodyOf('x', { federatedHtml: 'x'.repeat(5_001) }),
    });
    const { thread } = await shown([article, endless], { [kettleId]: [question] });
    expect(thread.slice(1)).toMatchObject([
      { html: '', own: { title: 'At length', summary: 'Why.' } },
      { html: '', own: { title: '', summary: undefined } },
    ]);
  });

  test('stands there once, though the post answers it in turn', async () => {
    const [root, yes] = [
      { ...kettle, inReplyTo: 'https://blog.test/posts/yes/' },
      noteOf('yes', 'https://blog.test/posts/kettle/'),
    ];
    expect(namesOf(await shown([yes], {}, root))).toEqual(['id-yes']);
  });
});

test('a reply that names its parent by the page of that is taken for an answer to it', async () => {
  const answer = replyOf('answer', 'x', { inReplyTo: question.url, published: 2 });
  const toPage = replyOf('to-page', 'x', {
    inReplyTo: 'https://blog.test/posts/kettle' as Uri,
    published: 3,
  });
  const { thread } = await shown([], { [kettleId]: [question, answer, toPage] });
  expect(thread.map(({ inReplyTo }) => inReplyTo)).toEqual([kettleId, question.id, kettleId]);
});

test('however much the writer answers, only so many conversations are read for one page', async () => {
  const posts = Array.from({ length: 200 }, (_, n) => noteOf(`n${n}`, question.id));
  expect((await shown(posts, { [kettleId]: [question] })).thread).toHaveLength(50);
});
