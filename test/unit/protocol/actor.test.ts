import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseActor } from '../../../src/protocol/actor.ts';
import { fixture } from './fixture.ts';

const person = fixture('mastodon/person');
const ann = 'https://mastodon.test/users/ann';
const key = person.publicKey as Record<string, string>;
const refusal = (message: string): Error =>
  expect.objectContaining({
    name: 'Refusal',
    code: 'bad-request',
    message: expect.stringContaining(message) as string,
  }) as Error;

test('an Actor is read whole', () => {
  expect(parseActor(person)).toEqual({
    id: ann,
    type: 'Person',
    inbox: `${ann}/inbox`,
    sharedInbox: 'https://mastodon.test/inbox',
    name: 'Ann of the Kettles',
    preferredUsername: 'ann',
    url: 'https://mastodon.test/@ann',
    keyId: `${ann}#main-key`,
    publicKeyPem: key.publicKeyPem,
  });
});

test.each([
  [
    'gotosocial/person',
    { name: 'bob', keyId: 'https://gts.test/users/bob/main-key', sharedInbox: undefined },
  ],
  ['wordpress/person', { id: 'https://wordpress.test/?author=1', name: 'gus' }],
  ['funkwhale/person-with-url-array', { url: 'https://funkwhale.test/@Mia', preferredUsername: 'Mia' }],
  ['streams/person-with-key-in-query', { keyId: 'https://streams.test/channel/ned?operation=rsakey' }],
  ['mobilizon/group-with-pkcs1-key', { type: 'Group', name: 'Repair Café' }],
])('%s', (name, expected) => {
  expect(parseActor(fixture(name))).toMatchObject(expected);
});

test('a PKCS#1 key is kept as SPKI', () => {
  const { publicKeyPem } = parseActor(fixture('mobilizon/group-with-pkcs1-key'));
  expect(publicKeyPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  expect(createPublicKey(publicKeyPem).asymmetricKeyType).toBe('rsa');
});

describe('the key', () => {
  const other = { ...key, id: `${ann}#second` };

  test('of several is the first RSA key that can be read', () => {
    const keys = [null, 'x', { ...key, id: `${ann}#ed`, publicKeyPem: 'z6Mk…' }, other, key];
    expect(parseActor({ ...person, publicKey: keys }).keyId).toBe(`${ann}#second`);
  });

  test('is the one asked for', () => {
    expect(parseActor({ ...person, publicKey: [key, other] }, `${ann}#second`).keyId).toBe(`${ann}#second`);
  });

  test('asked for by the actor’s own id is its only one, under the name that was asked for', () => {
    expect(parseActor(person, ann).keyId).toBe(ann);
    expect(() => parseActor({ ...person, publicKey: [key, other] }, ann)).toThrow(refusal(`without ${ann}`));
  });

  test.each([
    ['is missing', undefined],
    ['belongs to another actor', { ...key, owner: `${ann}a` }],
    ['belongs to nobody', { ...key, owner: undefined }],
    ['has an id elsewhere', { ...key, id: 'https://evil.test/#main-key' }],
    ['has no id', { ...key, id: undefined }],
    ['is no PEM', { ...key, publicKeyPem: 'secret' }],
    ['is not text', { ...key, publicKeyPem: { toString: 'x' } }],
  ])('400: %s', (_, publicKey) => {
    expect(() => parseActor({ ...person, publicKey })).toThrow(refusal('without an RSA key of its own'));
  });

  test('400: another one is asked for', () => {
    expect(() => parseActor(person, `${ann}#other`)).toThrow(refusal(`without ${ann}#other`));
  });

  test('400: it comes after more keys than an actor has', () => {
    const keys = [...Array.from({ length: 10 }, () => ({})), key];
    expect(() => parseActor({ ...person, publicKey: keys })).toThrow(refusal('without an RSA key'));
  });
});

describe('names', () => {
  test.each([
    ['without a name', { name: undefined }, 'ann'],
    ['with a blank name', { name: ' \u200b\u3164 ' }, 'ann'],
    ['with a name that is no text', { name: ['Ann'] }, 'ann'],
    ['with a name that turns the page', { name: 'Ann \u202etset.elttek\u0007' }, 'Ann tset.elttek'],
    ['with an endless name', { name: 'A'.repeat(100_000) }, 'A'.repeat(200)],
  ])('an actor %s', (_, members, expected) => {
    expect(parseActor({ ...person, ...members }).name).toBe(expected);
  });

  test.each([
    ['with a username of another script', { preferredUsername: 'käthe_k.1' }, 'käthe_k.1'],
    ['without a username, by its id', { preferredUsername: undefined }, 'ann'],
    ['posing as somebody elsewhere, by its id', { preferredUsername: 'eve@good.test' }, 'ann'],
    ['with a blank in the username, by its id', { preferredUsername: 'eve x' }, 'ann'],
  ])('an actor %s', (_, members, expected) => {
    expect(parseActor({ ...person, ...members }).preferredUsername).toBe(expected);
  });

  test('an actor without any word in its id goes by its host', () => {
    const id = 'https://eve.test/?author=1';
    const json = {
      ...person,
      id,
      preferredUsername: null,
      inbox: 'https://eve.test/in',
      publicKey: { ...key, id, owner: id },
    };
    expect(parseActor(json).preferredUsername).toBe('eve.test');
  });
});

test('of several types the Actor’s counts', () => {
  expect(parseActor({ ...person, type: ['x:Account', 'Organization'] }).type).toBe('Organization');
});

test.each([
  ['absent', undefined],
  ['elsewhere', { sharedInbox: 'https://victim.test/inbox' }],
  ['no URL', { sharedInbox: 7 }],
  ['in a list', [{ sharedInbox: 'https://mastodon.test/inbox' }]],
])('a shared inbox that is %s is none', (_, endpoints) => {
  expect(parseActor({ ...person, endpoints }).sharedInbox).toBeUndefined();
});

test('a shared inbox may stand outside endpoints (Misskey)', () => {
  const json = { ...person, endpoints: null, sharedInbox: 'https://mastodon.test/shared' };
  expect(parseActor(json).sharedInbox).toBe('https://mastodon.test/shared');
});

test.each([[undefined], ['javascript:alert(1)'], [[]], [7]])('a profile page %j is the id', (url) => {
  expect(parseActor({ ...person, url }).url).toBe(ann);
});

test.each([
  ['no id', { id: undefined }, 'without an id'],
  ['no type', { type: undefined }, 'of no Actor type'],
  ['the type of a Note', { type: 'Note' }, 'of no Actor type'],
  ['no inbox', { inbox: undefined }, 'without an inbox on its own origin'],
  ['an inbox elsewhere', { inbox: 'https://victim.test/inbox' }, 'without an inbox on its own origin'],
  ['an inbox over http', { inbox: 'http://mastodon.test/inbox' }, 'without an inbox on its own origin'],
])('400: %s', (_, members, message) => {
  expect(() => parseActor({ ...person, ...members })).toThrow(refusal(message));
});
