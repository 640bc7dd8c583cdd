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
    keys: [{ id: `${ann}#main-key`, pem: key.publicKeyPem }],
    alsoKnownAs: [],
  });
});

test.each<[string, object]>([
  ['gotosocial/person', { name: 'bob', sharedInbox: undefined }],
  ['wordpress/person', { id: 'https://wordpress.test/?author=1', name: 'gus' }],
  ['funkwhale/person-with-url-array', { url: 'https://funkwhale.test/@Mia', preferredUsername: 'Mia' }],
  ['mobilizon/group-with-pkcs1-key', { type: 'Group', name: 'Repair Café' }],
  ['misskey/person', { preferredUsername: 'rin', sharedInbox: 'https://misskey.test/inbox' }],
  ['lemmy/group', { type: 'Group', name: 'Stoves' }],
  ['peertube/channel', { type: 'Group', name: 'Steam', sharedInbox: 'https://peertube.test/inbox' }],
  ['discourse/person', { name: 'Otto', sharedInbox: 'https://discourse.test/ap/users/inbox' }],
  ['threads/person', { name: 'Fay', url: 'https://threads.test/ap/users/17840000000000001/' }],
  ['fep-521a/person', { preferredUsername: 'ana', url: 'https://plain.test/ana' }],
])('%s', (name, expected) => {
  expect(parseActor(fixture(name))).toMatchObject(expected);
});

test.each([
  ['microblog/person-with-inbox-elsewhere', 'without an inbox on its own origin'],
  ['bridgy-fed/person-without-key', 'without an RSA or Ed25519 key of its own'],
  ['gotosocial/key-stub', 'without an inbox on its own origin'],
])('400: %s', (name, message) => {
  expect(() => parseActor(fixture(name))).toThrow(refusal(message));
});

describe('keys in all the forms that peers publish:', () => {
  test.each<[string, readonly [string, string][]]>([
    ['mastodon/person', [[`${ann}#main-key`, 'rsa']]],
    ['gotosocial/person', [['https://gts.test/users/bob/main-key', 'rsa']]],
    ['mobilizon/group-with-pkcs1-key', [['https://mobilizon.test/@repair#main-key', 'rsa']]],
    ['streams/person-with-key-in-query', [['https://streams.test/channel/ned?operation=rsakey', 'rsa']]],
    ['fep-521a/person', [['https://plain.test/ana#ed25519-key', 'ed25519']]],
    [
      'hubzilla/person',
      [
        ['https://hubzilla.test/channel/zoe', 'rsa'],
        [expect.stringMatching(/^https:\/\/hubzilla\.test\/channel\/zoe#z6Mk/) as string, 'ed25519'],
      ],
    ],
    [
      'mitra/person',
      [
        ['https://mitra.test/users/pavel#main-key', 'rsa'],
        ['https://mitra.test/users/pavel#ed25519-key', 'ed25519'],
      ],
    ],
    [
      'hollo/person',
      [
        ['https://hollo.test/@mila#main-key', 'rsa'],
        ['https://hollo.test/@mila#ed25519-key', 'ed25519'],
      ],
    ],
  ])('%s', (name, expected) => {
    const { keys } = parseActor(fixture(name));
    expect(keys.map(({ id, pem }) => [id, createPublicKey(pem).asymmetricKeyType])).toEqual(expected);
    for (const { pem } of keys) expect(pem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/);
  });
});

describe('aliases', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['none', undefined, []],
    ['null', null, []],
    ['one', 'https://old.test/ann', ['https://old.test/ann']],
    [
      'several, one twice',
      ['https://a.test/1', 'https://b.test/1', 'https://a.test/1'],
      ['https://a.test/1', 'https://b.test/1'],
    ],
    ['an embedded one', [{ type: 'Person', id: 'https://old.test/ann' }], ['https://old.test/ann']],
    ['what names nobody here', ['acct:ann@old.test', 'did:key:z6Mk', '', 7, {}], []],
  ])('%s', (_, alsoKnownAs, expected) => {
    expect(parseActor({ ...person, alsoKnownAs }).alsoKnownAs).toEqual(expected);
  });

  test('are read up to a number that no person has', () => {
    const alsoKnownAs = Array.from({ length: 10_000 }, (_, n) => `https://a.test/${n}`);
    expect(parseActor({ ...person, alsoKnownAs }).alsoKnownAs).toHaveLength(256);
  });
});

const noKey = 'without an RSA or Ed25519 key of its own';

describe('the keys', () => {
  const other = { ...key, id: `${ann}#second` };
  const multikey = fixture('fep-521a/person').assertionMethod as readonly Record<string, string>[];
  const assertion = { ...multikey[0], id: `${ann}#assertion`, controller: ann };
  const idsIn = (members: object, keyId?: string): readonly string[] =>
    parseActor({ ...person, ...members }, keyId).keys.map(({ id }) => id);

  test('are those that can be read, in order', () => {
    const keys = [null, 'x', { ...key, id: `${ann}#ed`, publicKeyPem: 'z6Mk…' }, other, key];
    expect(idsIn({ publicKey: keys })).toEqual([`${ann}#second`, `${ann}#main-key`]);
  });

  test('begin with the one that was asked for', () => {
    expect(idsIn({ publicKey: [other, key], assertionMethod: assertion }, `${ann}#assertion`)).toEqual([
      ...[`${ann}#assertion`, `${ann}#second`, `${ann}#main-key`],
    ]);
  });

  test('of assertionMethod come after those of publicKey; what is only named is skipped', () => {
    const assertionMethod = [`${ann}#elsewhere`, { id: `${ann}#elsewhere` }, assertion];
    expect(idsIn({ assertionMethod })).toEqual([`${ann}#main-key`, `${ann}#assertion`]);
    expect(idsIn({ publicKey: [], assertionMethod: assertion })).toEqual([`${ann}#assertion`]);
  });

  test('have an id each, and the first that can be read has it', () => {
    const sameId = { ...assertion, id: `${ann}#main-key` };
    const { keys } = parseActor({ ...person, assertionMethod: sameId });
    expect(keys).toEqual([{ id: `${ann}#main-key`, pem: key.publicKeyPem }]);
    const broken = { ...key, publicKeyPem: 'secret' };
    expect(idsIn({ publicKey: broken, assertionMethod: sameId })).toEqual([`${ann}#main-key`]);
  });

  test('hold the one asked for', () => {
    expect(idsIn({ publicKey: [key, other] }, `${ann}#second`)).toContain(`${ann}#second`);
    expect(idsIn({ assertionMethod: [assertion] }, `${ann}#assertion`)).toContain(`${ann}#assertion`);
  });

  test('hold the only publicKey under the actor’s own id too, when that is asked for', () => {
    expect(idsIn({ assertionMethod: [assertion] }, ann)).toEqual([
      ann,
      `${ann}#main-key`,
      `${ann}#assertion`,
    ]);
    expect(parseActor(person, ann).keys.at(0)).toEqual({ id: ann, pem: key.publicKeyPem });
    expect(() => parseActor({ ...person, publicKey: [key, other] }, ann)).toThrow(refusal(`without ${ann}`));
    expect(() => parseActor({ ...person, publicKey: [], assertionMethod: assertion }, ann)).toThrow(
      refusal(`without ${ann}`),
    );
  });

  test.each([
    ['is missing', undefined],
    ['belongs to another actor', { ...key, owner: `${ann}a` }],
    ['belongs to nobody', { ...key, owner: undefined }],
    ['has an id elsewhere', { ...key, id: 'https://evil.test/#main-key' }],
    ['has no id', { ...key, id: undefined }],
    ['is no PEM', { ...key, publicKeyPem: 'secret' }],
    ['is not text', { ...key, publicKeyPem: { toString: 'x' } }],
  ])('400: the only one %s', (_, publicKey) => {
    expect(() => parseActor({ ...person, publicKey })).toThrow(refusal(noKey));
  });

  test.each([
    ['belongs to another actor', { ...assertion, controller: `${ann}a` }],
    ['belongs to nobody', { ...assertion, controller: undefined }],
    ['has an id elsewhere', { ...assertion, id: 'https://evil.test/#key' }],
    ['goes by a DID', { ...assertion, id: 'did:key:z6Mk#z6Mk' }],
    ['is no Multikey', { ...assertion, publicKeyMultibase: 'secret' }],
    ['is not text', { ...assertion, publicKeyMultibase: ['z6Mk'] }],
  ])('400: the only Multikey %s', (_, assertionMethod) => {
    expect(() => parseActor({ ...person, publicKey: undefined, assertionMethod })).toThrow(refusal(noKey));
  });

  test('400: another one is asked for', () => {
    expect(() => parseActor(person, `${ann}#other`)).toThrow(refusal(`without ${ann}#other`));
  });

  test('400: it comes after more keys than an actor has', () => {
    const keys = [...Array.from({ length: 10 }, () => ({})), key];
    expect(() => parseActor({ ...person, publicKey: keys })).toThrow(refusal(noKey));
    expect(() => parseActor({ ...person, publicKey: null, assertionMethod: keys })).toThrow(refusal(noKey));
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

test.each([
  [undefined],
  ['javascript:alert(1)'],
  [[]],
  [7],
  ['https://famous.test/@ann'],
  ['http://mastodon.test/@ann'],
  ['https://mastodon.test.evil.test/@ann'],
])('a profile page %j is the id', (url) => {
  expect(parseActor({ ...person, url }).url).toBe(ann);
});

test('of several profile pages it is one of its own server', () => {
  const url = ['https://famous.test/@ann', { href: 'https://mastodon.test/@ann', mediaType: 'text/html' }];
  expect(parseActor({ ...person, url }).url).toBe('https://mastodon.test/@ann');
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
