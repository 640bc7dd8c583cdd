import { expect, test } from 'vitest';
import { parseActor } from '../../../src/protocol/actor.ts';
import { findKey, keyDocumentUri } from '../../../src/protocol/key.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { fixture } from './fixture.ts';

const ann = 'https://mastodon.test/users/ann' as Uri;
const annKey = `${ann}#main-key` as Uri;
const bobKey = 'https://gts.test/users/bob/main-key' as Uri;
const unavailable = expect.objectContaining({ name: 'Refusal', code: 'key-unavailable' }) as Error;

test('the document of a key is its id without the fragment', () => {
  expect(keyDocumentUri(annKey)).toBe(ann);
  expect(keyDocumentUri(bobKey)).toBe(bobKey);
  expect(keyDocumentUri('https://wordpress.test/?author=1#main-key' as Uri)).toBe(
    'https://wordpress.test/?author=1',
  );
});

test('an actor document gives the actor', () => {
  const person = fixture('mastodon/person');
  expect(findKey(person, annKey)).toEqual({ kind: 'actor', actor: parseActor(person) });
});

test('a stub (GoToSocial) gives the owner, whose document lists the key', () => {
  expect(findKey(fixture('gotosocial/key-stub'), bobKey)).toEqual({
    kind: 'owner',
    owner: 'https://gts.test/users/bob',
  });
  expect(parseActor(fixture('gotosocial/person'), bobKey).keys.map(({ id }) => id)).toEqual([bobKey]);
});

test('a key with a document of its own gives the owner', () => {
  const json = {
    id: `${ann}/key`,
    type: 'CryptographicKey',
    owner: ann,
    publicKeyPem: '-----BEGIN PUBLIC KEY-----',
  };
  expect(findKey(json, `${ann}/key` as Uri)).toEqual({ kind: 'owner', owner: ann });
  expect(findKey({ ...json, owner: undefined, controller: ann }, `${ann}/key` as Uri)).toEqual({
    kind: 'owner',
    owner: ann,
  });
});

test('a Multikey with a document of its own gives its controller', () => {
  const json = { id: `${ann}/key`, type: 'Multikey', controller: ann, publicKeyMultibase: 'z6Mk' };
  expect(findKey(json, `${ann}/key` as Uri)).toEqual({ kind: 'owner', owner: ann });
});

test('a stub may list its Multikeys', () => {
  const id = 'https://plain.test/ana';
  const { inbox, ...stub } = fixture('fep-521a/person');
  expect(findKey(stub, `${id}#ed25519-key` as Uri)).toEqual({ kind: 'owner', owner: id });
});

test('an actor whose key goes by its own id (Hubzilla) is no key without an owner', () => {
  const id = 'https://hubzilla.test/channel/zoe' as Uri;
  const person = fixture('hubzilla/person');
  expect(findKey(person, id)).toEqual({ kind: 'actor', actor: parseActor(person, id) });
  expect(findKey({ ...person, inbox: undefined }, id)).toEqual({ kind: 'owner', owner: id });
});

test('an actor that answers at another address than its own is to be fetched from its own', () => {
  const keyId = 'https://streams.test/channel/ned?operation=rsakey' as Uri;
  const owner = 'https://streams.test/channel/ned';
  expect(findKey(fixture('streams/person-with-key-in-query'), keyId)).toEqual({ kind: 'owner', owner });
});

test.each([
  ['a document about another key', fixture('gotosocial/key-stub'), `${bobKey}2`],
  ['a stub that names an owner elsewhere', { id: bobKey, owner: ann, publicKeyPem: 'x' }, bobKey],
  ['a key without an owner', { id: bobKey, publicKeyPem: 'x' }, bobKey],
  ['a document without a key', { id: 'https://gts.test/users/bob', type: 'Person' }, bobKey],
  ['an actor of another host', fixture('mastodon/person'), 'https://evil.test/users/ann#main-key'],
  ['an empty document', {}, bobKey],
])('401: %s', (_, json, keyId) => {
  expect(() => findKey(json, keyId as Uri)).toThrow(unavailable);
});

test('400: an actor document that does not list the key is refused', () => {
  expect(() => findKey(fixture('mastodon/person'), `${ann}#other` as Uri)).toThrow(`without ${ann}#other`);
});
