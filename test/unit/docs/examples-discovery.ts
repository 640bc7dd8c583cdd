import { authorizationIdOf } from '../../../src/federation/answers.ts';
import type { Post } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { actorOf, alice, answerTo, followerOf, like, quoteOf, replyOf, show } from '../../store/cast.ts';
import { NOW } from '../builders.ts';
import { site } from '../federation/examples.ts';
import { postOf } from '../theme/sample.ts';
import { openExampleBlog, type ExampleBlog } from './example-blog.ts';
import { jsonExample, type Examples } from './example.ts';

const objectId = site.objectId('id-kettle');
const actorPath = '/ap/actors/blog';
const objectPath = '/ap/objects/id-kettle';

const quote = quoteOf('8', { objectId });
const authorizationId = authorizationIdOf(quote, site);

/** What the blog answers to those who look for it, by name: where they ask. */
const asked: Readonly<Record<string, string>> = {
  webfinger: `/.well-known/webfinger?resource=acct:${site.acct}`,
  'webfinger-of-the-site': `/.well-known/webfinger?resource=${site.origin}/`,
  'nodeinfo-links': '/.well-known/nodeinfo',
  nodeinfo: '/nodeinfo/2.1',
  outbox: `${actorPath}/outbox`,
  'outbox-page': `${actorPath}/outbox/1`,
  featured: `${actorPath}/featured`,
  'featured-tags': `${actorPath}/tags`,
  'followers-collection': `${actorPath}/followers`,
  'followers-page': `${actorPath}/followers/1`,
  replies: `${objectPath}/replies`,
  likes: `${objectPath}/likes`,
  context: `${objectPath}/context`,
  'quote-authorization': new URL(authorizationId).pathname,
  oembed: `/oembed?url=${site.pageUrl('kettle')}`,
};

const posts: readonly Post[] = [
  postOf('kettle', { tags: ['repair'], pinned: true }),
  postOf('lid', { type: 'note', title: '', tags: ['repair', 'tea'] }),
  postOf('boiling', { translationOf: 'id-kettle', lang: 'de' }),
];

/** Discovery documents and collections, of a blog that somebody follows, answers, likes and quotes. */
export async function discoveryExamples(): Promise<Examples> {
  await using blog = await openExampleBlog(posts);
  await meetStrangers(blog);
  const examples: Record<string, Examples[string]> = {};
  for (const [name, path] of Object.entries(asked)) {
    const answer = await blog.ask(path, { headers: { accept: 'application/activity+json' } });
    examples[name] = jsonExample((await answer.json()) as JsonObject);
  }
  const hostMeta = await (await blog.ask('/.well-known/host-meta')).text();
  return { ...examples, 'host-meta': { language: 'xml', text: hostMeta.trim() } };
}

async function meetStrangers({ store }: ExampleBlog): Promise<void> {
  await store.transact((tx) => {
    tx.putActor(actorOf(alice), NOW);
    tx.putFollower(followerOf(alice), NOW);
    tx.putReaction(like(alice, { objectId, emoji: '🫖' }), NOW);
    tx.putQuote({ ...quote, authorizationId }, NOW);
  });
  const reply = replyOf('1', { inReplyTo: objectId, objectId });
  await show(store, reply, answerTo(reply, '2'));
}
