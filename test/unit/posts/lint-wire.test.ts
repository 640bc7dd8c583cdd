import { expect, test } from 'vitest';
import { createOf, objectOf, type Named, type ResolvedMention } from '../../../src/federation/objects.ts';
import type { JsonObject, Uri } from '../../../src/protocol/vocabulary.ts';
import { siteOf } from '../../../src/site.ts';
import { load, png, postFile, type Files } from './content-folder.ts';
import { formatWarning } from '../../../src/posts/post.ts';

interface Sent {
  readonly warnings: readonly string[];
  readonly object: Named & Partial<Record<'tag' | 'attachment', readonly JsonObject[]>>;
  /** Its Create. */
  readonly create: Named;
}

/** A post of the blog, and what of it is sent: the warnings are true if something is missing there. */
async function send(text: string, lines = '', files: Files = {}): Promise<Sent> {
  const { blog, posts, warnings } = await load({ ...files, 'posts/a.md': postFile(text, lines) });
  const [post] = posts;
  if (post === undefined) throw new Error('the post is not there');
  const site = siteOf(blog, 'https://blog.test');
  const mentions = post.body.mentions.map(({ host, user }): ResolvedMention => {
    const actor = `https://${host}/users/${user}` as Uri;
    return { name: `@${user}@${host}`, actor, inbox: `${actor}/inbox` as Uri };
  });
  const object = objectOf(post, site, { published: post.date.getTime(), updated: undefined }, mentions);
  return { warnings: warnings.map(formatWarning), object, create: createOf(object, site) };
}

const people = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `@p${index + 1}@social.test`);
const tagsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `tag${index + 1}`);

test('twenty people are told of a post', async () => {
  const { object, warnings } = await send(people(20).join(' '));
  expect(object.tag).toHaveLength(20);
  expect(warnings).toEqual([]);
});

test('more than twenty are warned of, by name and where they are mentioned', async () => {
  const { object, warnings } = await send(people(22).join('\n'));
  expect(object.tag).toHaveLength(20);
  expect(warnings).toEqual([
    'content/posts/a.md:26: Only the first 20 of those mentioned are told of the post: not @p21@social.test, @p22@social.test. ' +
      'Mention the others in another post. (too-many-mentions)',
  ]);
});

test('in an answer, its author is one of the twenty', async () => {
  const { warnings } = await send(people(20).join('\n'), 'inReplyTo: https://social.test/1\n');
  expect(warnings).toEqual([
    'content/posts/a.md:26: Only the first 19 of those mentioned are told of the post: not @p20@social.test. ' +
      'Mention the others in another post. (too-many-mentions)',
  ]);
});

test('32 tags are sent, and more are warned of', async () => {
  const { object, warnings } = await send('#more #yet', `tags: [${tagsOf(32).join(', ')}]\n`);
  expect(object.tag).toHaveLength(32);
  expect(warnings).toEqual([
    'content/posts/a.md:7: Only the first 32 tags are sent: not #more, #yet. ' +
      'Put first those by which the post is to be found, and remove the others. (too-many-tags)',
  ]);
  expect((await send('Text', `tags: [${tagsOf(32).join(', ')}]\n`)).warnings).toEqual([]);
});

test('of many tags that are not sent a few are named', async () => {
  const { warnings } = await send('Text', `tags: [${tagsOf(40).join(', ')}]\n`);
  expect(warnings).toEqual([
    'content/posts/a.md:4: Only the first 32 tags are sent: not #tag33, #tag34, #tag35, #tag36, #tag37 and 3 more. ' +
      'Put first those by which the post is to be found, and remove the others. (too-many-tags)',
  ]);
});

test('tags of up to 127 characters are sent, and longer ones are warned of', async () => {
  const { object, warnings } = await send('Text', `tags:\n  - ${'a'.repeat(127)}\n  - ${'b'.repeat(128)}\n`);
  expect(object.tag).toHaveLength(1);
  expect(warnings).toEqual([
    `content/posts/a.md:6: A tag of 128 characters is not sent: "#${'b'.repeat(30)}…". Write one of at most 127. (tag-too-long)`,
  ]);
});

test('of a note Mastodon shows four pictures', async () => {
  const files = Object.fromEntries([1, 2, 3, 4, 5].map((size) => [`posts/p${size}.png`, png(size, size)]));
  const text = [1, 2, 3, 4, 5].map((size) => `![Pot ${size}](p${size}.png)`).join('\n');
  expect((await send(text, 'type: note\n', files)).warnings).toEqual([
    'content/posts/a.md:7: Mastodon shows only the first 4 of the 5 pictures of a note. ' +
      'Put those first that matter most, or make two notes of it. (too-many-pictures)',
  ]);
  expect((await send(text, '', files)).warnings).toEqual([]);
});

test.each([
  [493, 'a', []],
  [494, 'a', [494]],
  [98, '&', []],
  [99, '&', [99]],
])('a summary of %i times "%s" is cut off only where that is said', async (count, character, told) => {
  const { object, warnings } = await send('Text', `summary: "${character.repeat(count)}"\n`);
  expect(String(object.summary).includes('…')).toBe(told.length > 0);
  expect(warnings).toEqual(
    told.map(
      (characters) =>
        `content/posts/a.md:4: summary: has ${characters} characters, and is cut off after about 500 when it is sent. ` +
        'Say it in fewer. (summary-too-long)',
    ),
  );
});

test('a summary that is not sent may have any length', async () => {
  const summary = `summary: ${'a'.repeat(600)}\n`;
  expect((await send('Text', `type: note\n${summary}`)).warnings).toEqual([]);
  expect((await send('Text', `contentWarning: Tea\n${summary}`)).warnings).toEqual([]);
});

test('a content warning is cut off only where that is said', async () => {
  expect((await send('Text', `contentWarning: ${'a'.repeat(500)}\n`)).warnings).toEqual([]);
  const { object, warnings } = await send('Text', `contentWarning: ${'a'.repeat(501)}\n`);
  expect(object.summary).toContain('…');
  expect(warnings).toEqual([
    'content/posts/a.md:4: contentWarning: has 501 characters, and is cut off after 500 when it is sent. ' +
      'Say it in fewer. (warning-too-long)',
  ]);
});

test('a text that is sent whole is not warned of, and one that is sent by its address is', async () => {
  const fits = await send('Tea. '.repeat(9_900));
  expect(fits.create.object).toHaveProperty('content');
  expect(fits.warnings).toEqual([]);
  const { create, warnings } = await send('Tea. '.repeat(12_000));
  expect(create.object).toBe('https://blog.test/ap/objects/a');
  expect(warnings).toEqual([
    'content/posts/a.md:6: The text has 61 KB as it is sent. What does not fit into 60 KB with all around it is sent as its ' +
      'address alone, which servers have to fetch. Make two posts of it, if it must arrive everywhere. (text-too-long)',
  ]);
});
