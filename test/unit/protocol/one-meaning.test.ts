import { describe, expect, test } from 'vitest';
import { hasOneMeaning } from '../../../src/protocol/one-meaning.ts';
import { AS_CONTEXT, SECURITY_CONTEXT, type JsonObject } from '../../../src/protocol/vocabulary.ts';
import { shapes } from './shape.ts';

const create = {
  '@context': [AS_CONTEXT, SECURITY_CONTEXT],
  id: 'https://peer.test/1#create',
  type: 'Create',
  actor: 'https://peer.test/ann',
  object: { id: 'https://peer.test/1', type: 'Note', content: 'Hm.', tag: [{ type: 'Hashtag' }] },
};

/** Read in the light of `definitions`, which stand in the document. */
function defining(definitions: unknown, more: JsonObject = {}): JsonObject {
  return { ...create, '@context': [AS_CONTEXT, definitions], ...more };
}

/** Contexts of their own servers, which may serve each reader another one; and one that no reader of JSON-LD takes. */
const unsure: ReadonlySet<string> = new Set(['Akkoma', 'Pleroma', 'Pixelfed']);

test.each(shapes().filter(({ document, software }) => document.type === 'Create' && !unsure.has(software)))(
  '$software is understood alike by everybody: $what',
  ({ document }) => {
    expect(hasOneMeaning(document)).toBe(true);
  },
);

describe('taken alike', () => {
  test.each<[string, JsonObject]>([
    ['without a context', { ...create, '@context': undefined }],
    [
      'with contexts in its objects',
      { ...create, object: { '@context': AS_CONTEXT, id: 'https://peer.test/1' } },
    ],
    ['with names of others', defining({ toot: 'http://joinmastodon.org/ns#', blurhash: 'toot:blurhash' })],
    ['with a name of Activity Streams under that name', defining({ sensitive: 'as:sensitive' })],
    ['with a prefix for all of them', defining({ activity: `${AS_CONTEXT}#`, Hashtag: 'activity:Hashtag' })],
    ['with prefixes in its keys', defining({ d: 'https://diaspora.test/' }, { 'd:guid': '1' })],
    ['with keys of a prefix that nobody defines', { ...create, 'dcterms:subject': 'steam' }],
    ['with a language', defining({ '@language': 'und' })],
  ])('is a document %s', (_, document) => {
    expect(hasOneMeaning(document)).toBe(true);
  });
});

describe('taken for something else by readers of JSON-LD', () => {
  const blog = 'https://blog.test/ap/instance';
  test.each<[string, JsonObject]>([
    ['another name for the actor', defining({ me: { '@id': 'as:actor', '@type': '@id' } }, { me: blog })],
    ['the whole name', defining({ me: `${AS_CONTEXT}#actor` }, { me: blog })],
    ['a name of a name', defining({ me: 'actor' }, { me: blog })],
    ['another prefix', defining({ x: `${AS_CONTEXT}#`, me: 'x:actor' }, { me: blog })],
    [
      'a prefix of a prefix',
      defining({ y: 'x:ns/', x: 'https://www.w3.org/', me: 'y:activitystreams#actor' }),
    ],
    ['a prefix that ends in a word', defining({ x: `${AS_CONTEXT}#act`, me: 'x:or' }, { me: blog })],
    ['prefixes in a circle', defining({ x: 'y:1', y: 'x:2', me: 'x:3' })],
    ['the actor as something else', defining({ actor: 'https://evil.test/x' })],
    ['the actor read in another way', defining({ actor: { '@id': 'as:actor', '@type': '@vocab' } })],
    ['the type as something else', defining({ type: 'https://evil.test/x' })],
    ['another name for the type', defining({ kind: '@type' }, { kind: 'Delete' })],
    ['another name for the id', defining({ name: { '@id': '@id' } })],
    ['a Delete that is called Create', defining({ Create: 'as:Delete' })],
    ['another meaning of the prefix', defining({ as: 'https://evil.test/' })],
    ['a name with a prefix', defining({ 'as:actor': 'https://evil.test/x' })],
    ['a name that means nothing', defining({ actor2: null })],
    [
      'a context in a definition',
      defining({ x: { '@id': 'https://a.test/x', '@context': { actor: 'as:to' } } }),
    ],
    ['a definition with more in it', defining({ x: { '@id': 'https://a.test/x', '@reverse': 'as:actor' } })],
    ['a vocabulary', defining({ '@vocab': 'https://evil.test/' })],
    ['a base', defining({ '@base': 'https://blog.test/' })],
    ['an import', defining({ '@import': 'https://evil.test/context' })],
    [
      'one name defined twice',
      { ...create, '@context': [{ x: 'https://a.test/' }, { x: 'https://b.test/' }] },
    ],
    ['a context of its own', { ...create, '@context': [AS_CONTEXT, 'https://evil.test/context'] }],
    ['a context in a list in the list', { ...create, '@context': [[{ actor: 'as:to' }]] }],
    ['a key with the prefix', { ...create, 'as:actor': blog }],
    ['a key that is the whole name', { ...create, [`${AS_CONTEXT}#actor`]: blog }],
    ['a key with a prefix of its own', defining({ x: `${AS_CONTEXT}#` }, { 'x:actor': blog })],
    [
      'a key with half a name as prefix',
      defining({ x: 'https://www.w3.org/ns/' }, { 'x:activitystreams#actor': blog }),
    ],
    ['a keyword for the id', { ...create, '@id': `${blog}#1` }],
    ['a keyword for the type', { ...create, '@type': 'Delete' }],
    ['a graph', { ...create, '@graph': [{ id: blog, type: 'Application' }] }],
    ['what is included', { ...create, '@included': [{ id: blog }] }],
    ['what is reversed, deep within', { ...create, object: { tag: [{ '@reverse': { 'as:actor': blog } }] } }],
    ['a context within', { ...create, object: { '@context': { id: 'https://a.test/x' }, id: blog } }],
  ])('is %s', (_, document) => {
    expect(hasOneMeaning(document)).toBe(false);
  });

  test.each(['Actor', 'ACTOR', 'Type', 'iD'])('by readers who take any case is %s', (key) => {
    expect(hasOneMeaning({ ...create, [key]: blog })).toBe(false);
  });
});
