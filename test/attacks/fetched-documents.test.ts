import { gzipSync } from 'node:zlib';
import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { fetchNote } from '../../src/federation/fetch-note.ts';
import type { FetchOutcome, Remote } from '../../src/federation/remote.ts';
import type { JsonObject, Uri } from '../../src/protocol/vocabulary.ts';
import { personOf, thrownBy, uri } from '../unit/builders.ts';
import { answerOf, openNetwork, openStrangers, startRawPeer, type RawPeer } from './support/network.ts';

const note = '{"type":"Note"}';
const json = 'content-type: application/activity+json';

interface Fetch {
  readonly outcome: FetchOutcome;
  readonly peer: RawPeer;
}

/** What comes of a document whose server says these bytes, and closes the connection or keeps it. */
async function fetchFrom(
  ...speech: readonly (string | Buffer | ((socket: Socket) => void))[]
): Promise<Fetch> {
  const peer = await startRawPeer((socket, _, done) => {
    for (const part of speech) {
      if (typeof part === 'function') part(socket);
      else socket.write(part);
    }
    done();
  });
  return { peer, outcome: await openNetwork().fetchDocument(uri(`http://evil.test:${peer.port}/1`)) };
}

const failed = (reason: RegExp): object => ({
  kind: 'failed',
  reason: expect.stringMatching(reason) as string,
});
const end = (socket: Socket): void => void socket.end();

test('a document that is in order is taken', async () => {
  expect((await fetchFrom(answerOf(note))).outcome).toMatchObject({
    kind: 'document',
    json: { type: 'Note' },
  });
});

describe('what calls itself two things is no document:', () => {
  test.each<[string, readonly string[]]>([
    ['a page first, in two lines', ['content-type: text/html', json]],
    ['two types in one line', ['content-type: application/activity+json, text/html']],
    ['two types in one line, the other first', ['content-type: text/html, application/activity+json']],
    ['the type as a parameter', ['content-type: text/html; type="application/activity+json"']],
    ['no type, and one in a trailer', []],
  ])('%s', async (_, fields) => {
    const { outcome } = await fetchFrom(answerOf(note, fields));
    expect(outcome).toMatchObject(
      failed(/ is (text\/html|application\/activity\+json, text\/html|of no type)/),
    );
  });

  test('of two lines the first counts, as every reader has it', async () => {
    const { outcome } = await fetchFrom(answerOf(note, [json, 'content-type: text/html']));
    expect(outcome).toMatchObject({ kind: 'document' });
  });
});

describe('an answer whose length is a lie', () => {
  const withLength = (length: string): string => `HTTP/1.1 200 OK\r\n${json}\r\n${length}\r\n\r\n${note}`;

  test('breaks off where it is longer than it says: what follows is nobody’s answer', async () => {
    const { outcome } = await fetchFrom(withLength(`content-length: ${note.length - 1}`), end);
    expect(outcome).toMatchObject(failed(/bad-json|Parse Error/));
  });

  test.each<[string, string]>([
    ['is shorter than it says', `content-length: ${note.length + 1}`],
    ['has two lengths', `content-length: ${note.length}\r\ncontent-length: 3`],
    ['has a length and chunks', `content-length: ${note.length}\r\ntransfer-encoding: chunked`],
    ['has a negative length', 'content-length: -1'],
    ['has a length past all numbers', `content-length: ${'9'.repeat(30)}`],
    ['has chunks of a size that is none', 'transfer-encoding: chunked'],
  ])('is none when it %s', async (_, length) => {
    expect((await fetchFrom(withLength(length), end)).outcome).toMatchObject({ kind: 'failed' });
  });

  test.each<[string, string]>([
    ['in its length', `content-length: ${2 ** 40}\r\n\r\n`],
    ['in a chunk', `transfer-encoding: chunked\r\n\r\n${(2 ** 40).toString(16)}\r\n`],
  ])('is cut at a megabyte, though it announces a terabyte %s', async (_, length) => {
    const { outcome } = await fetchFrom(`HTTP/1.1 200 OK\r\n${json}\r\n${length}`, 'x'.repeat(1_048_577));
    expect(outcome).toMatchObject(failed(/longer than 1048576 bytes/));
  });
});

describe('what is no answer breaks the connection:', () => {
  test.each<[string, string, RegExp]>([
    ['a thousand announcements', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(1_000), /does not begin/],
    [
      'early hints without end',
      'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(1_000),
      /does not begin/,
    ],
    ['a header of a megabyte', `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(1_048_576)}\r\n\r\n`, /Header overflow/i],
    ['ten thousand headers', `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(10_000)}\r\n`, /Header overflow/i],
    [
      'a chunk with a name of a megabyte',
      `HTTP/1.1 200 OK\r\n${json}\r\ntransfer-encoding: chunked\r\n\r\n1;${'x'.repeat(1_048_576)}`,
      /./,
    ],
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n', /./],
    [
      'a switch of protocols',
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      /./,
    ],
  ])('%s', async (_, bytes, reason) => {
    const { outcome } = await fetchFrom(bytes, (socket) => setTimeout(() => socket.end(), 200));
    expect(outcome).toMatchObject(failed(reason));
  });
});

describe('a bomb is not opened:', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  test.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'gzip, identity', 'identity, gzip'])(
    'content-encoding %s',
    async (encoding) => {
      const head = `HTTP/1.1 200 OK\r\n${json}\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${bomb.length}\r\n\r\n`;
      expect((await fetchFrom(head, bomb)).outcome).toMatchObject(failed(/compressed unasked/));
    },
  );

  test('transfer-encoding gzip', async () => {
    const head = `HTTP/1.1 200 OK\r\n${json}\r\ntransfer-encoding: gzip, chunked\r\n\r\n`;
    const { outcome } = await fetchFrom(head, `${bomb.length.toString(16)}\r\n`, bomb, '\r\n0\r\n\r\n');
    expect(outcome).toMatchObject(failed(/bad-json/));
  });
});

describe('JSON that means harm is no document:', () => {
  test.each<[string, string]>([
    ['arrays as deep as a well', `{"type":"Note","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['objects as deep as a well', `${'{"x":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
    ['a prototype', '{"type":"Note","__proto__":{"isAdmin":true}}'],
    ['a prototype, escaped', '{"type":"Note","\\u005f_proto__":{"isAdmin":true}}'],
    ['a prototype further in', '{"type":"Note","attachment":[{"__proto__":[]}]}'],
    ['bytes that are no UTF-8', '{"type":"Note","content":"\xff"}'],
    ['two documents', '{"type":"Note"}{"type":"Note"}'],
  ])('%s', async (_, body) => {
    const head = `HTTP/1.1 200 OK\r\n${json}\r\ncontent-length: ${body.length}\r\n\r\n`;
    expect((await fetchFrom(head, Buffer.from(body, 'latin1'))).outcome).toMatchObject(failed(/^bad-json/));
  });
});

describe('fifteen seconds are for all that a document takes:', () => {
  /** Each request takes nine seconds, until the server says `answer`. */
  async function fetchSlowly(answer: (place: number) => string): Promise<Fetch> {
    let clock = 0;
    const peer = await startRawPeer((socket, { place }, done) => {
      clock += 9_000;
      socket.write(answer(place));
      done();
    });
    const remote = openNetwork({ elapsed: () => clock });
    return { peer, outcome: await remote.fetchDocument(uri(`http://evil.test:${peer.port}/1`)) };
  }

  const wish = (place: number): string =>
    `accept-signature: mine${place}=("@method" "@target-uri");created;keyid`;

  test.each<[string, (place: number) => string]>([
    ['knocks', (place) => answerOf('', [wish(place)], '401 Unauthorized')],
    ['redirects', (place) => answerOf('', [`location: /${place + 2}`], '302 Found')],
    [
      'knocks and redirects',
      (place) => answerOf('', ['location: /2'], place % 2 === 0 ? '401 Unauthorized' : '302 Found'),
    ],
  ])('slow %s come to an end', async (_, answer) => {
    const { outcome, peer } = await fetchSlowly(answer);
    expect(outcome).toEqual({ kind: 'failed', reason: 'no answer in time', isPassing: true });
    expect(peer.requests).toHaveLength(2);
  });

  test(
    'who is silent at the last hop has what is left of them, not ten seconds more',
    { timeout: 5_000 },
    async () => {
      let clock = 0;
      const peer = await startRawPeer((socket, { place }, done) => {
        clock = 14_900;
        if (place === 0) socket.write(answerOf('', ['location: /2'], '302 Found'));
        done();
      });
      const remote = openNetwork({ elapsed: () => clock });
      expect(await remote.fetchDocument(uri(`http://evil.test:${peer.port}/1`))).toMatchObject({
        reason: 'no answer in time',
      });
    },
  );
});

describe('a document that speaks for another', () => {
  /** Two servers; at `evil` every path answers as `answer` says, `bank` serves what `documents` says. */
  interface Scene {
    readonly remote: Remote;
    readonly evil: RawPeer;
    readonly bank: RawPeer;
    readonly evilUrl: Uri;
    readonly bankUrl: Uri;
  }

  async function open(answer: (urls: { evilUrl: Uri; bankUrl: Uri }) => string): Promise<Scene> {
    const bank = await startRawPeer((socket, _, done) => {
      socket.write(answerOf(JSON.stringify(personAt(bankUrl))));
      done();
    });
    const evil = await startRawPeer((socket, _, done) => {
      socket.write(answer({ evilUrl, bankUrl }));
      done();
    });
    const bankUrl = uri(`http://bank.test:${bank.port}/users/ann`);
    const evilUrl = uri(`http://evil.test:${evil.port}/users/ann`);
    return { remote: openNetwork(), evil, bank, evilUrl, bankUrl };
  }

  const personAt = (id: Uri, more: JsonObject = {}): JsonObject => personOf(id, undefined, more);

  /** Whether a signature by a key of that name is believed, whoever made it. */
  async function isBelieved(keyId: string, remote: Remote): Promise<boolean> {
    try {
      await openStrangers(remote).authenticate({ keyId: uri(keyId), verify: () => true });
      return true;
    } catch (error) {
      expect(error).toMatchObject({ name: 'Refusal', code: 'key-unavailable' });
      return false;
    }
  }

  test('a key is believed when its own server has it', async () => {
    const { bankUrl, remote } = await open(() => '');
    expect(await isBelieved(`${bankUrl}#main-key`, remote)).toBe(true);
  });

  test.each<[string, (urls: { evilUrl: Uri; bankUrl: Uri }) => string]>([
    ['is that of somebody elsewhere', ({ bankUrl }) => answerOf(JSON.stringify(personAt(bankUrl)))],
    ['redirects to somebody elsewhere', ({ bankUrl }) => answerOf('', [`location: ${bankUrl}`], '302 Found')],
    [
      'redirects to itself over https',
      ({ evilUrl }) => answerOf('', [`location: ${evilUrl.replace('http', 'https')}`], '302 Found'),
    ],
    [
      'names its owner elsewhere',
      ({ bankUrl, evilUrl }) =>
        answerOf(JSON.stringify({ id: `${evilUrl}#main-key`, owner: bankUrl, publicKeyPem: '' })),
    ],
    ['has another id', ({ evilUrl }) => answerOf(JSON.stringify(personAt(uri(`${evilUrl}a`))))],
    [
      'has its id in other letters',
      ({ evilUrl }) => answerOf(JSON.stringify(personAt(uri(evilUrl.replace('evil', 'EVIL'))))),
    ],
    [
      'has its id with a dot',
      ({ evilUrl }) => answerOf(JSON.stringify(personAt(uri(evilUrl.replace('.test', '.test.'))))),
    ],
    [
      'has its id with an escape',
      ({ evilUrl }) => answerOf(JSON.stringify(personAt(uri(evilUrl.replace('users', '%75sers'))))),
    ],
    [
      'has two owners',
      ({ bankUrl, evilUrl }) =>
        answerOf(
          JSON.stringify(
            personAt(evilUrl, {
              publicKey: { ...(personAt(evilUrl).publicKey as object), owner: [bankUrl, evilUrl] },
            }),
          ),
        ),
    ],
  ])('no key is believed whose document %s', async (_, answer) => {
    const { bank, evil, evilUrl, remote } = await open(answer);
    expect(await isBelieved(`${evilUrl}#main-key`, remote)).toBe(false);
    expect([evil.requests.length, bank.requests.length]).toEqual([1, 0]);
  });

  test.each<[string, (id: Uri) => string]>([
    ['userinfo', (id) => id.replace('//', '//bank.test@')],
    ['a dot after its host', (id) => id.replace('.test', '.test.')],
    ['a backslash', (id) => id.replace('/users', '\\users')],
    ['a line break', (id) => id.replace('users', 'us\ners')],
    ['2,049 characters', (id) => `${id}?${'x'.repeat(2_048 - id.length)}`],
  ])('no key is believed that is named with %s', async (_, spell) => {
    const { evil, evilUrl, remote } = await open(({ evilUrl: id }) => answerOf(JSON.stringify(personAt(id))));
    const keyId = `${spell(evilUrl)}#main-key`;
    expect(await isBelieved(keyId, remote)).toBe(false);
    expect(evil.requests).toEqual([]);
  });

  test.each<[string, (urls: { evilUrl: Uri; bankUrl: Uri }) => string]>([
    [
      'is at home elsewhere',
      ({ bankUrl }) => answerOf(JSON.stringify({ id: bankUrl, type: 'Note', attributedTo: bankUrl })),
    ],
    ['is only led to', ({ bankUrl }) => answerOf('', [`location: ${bankUrl}`], '301 Moved Permanently')],
    ['has no id', () => answerOf(note)],
    ['is a list of ids', ({ evilUrl }) => answerOf(JSON.stringify({ id: [evilUrl], type: 'Note' }))],
  ])('no note is taken that %s', async (_, answer) => {
    const { bank, evil, evilUrl, remote } = await open(answer);
    expect(await fetchNote(evilUrl, remote)).toMatchObject({ kind: 'failed', isPassing: false });
    expect([evil.requests.length, bank.requests.length]).toEqual([1, 0]);
  });
});

describe('we ourselves are never asked in a stranger’s name:', () => {
  test.each([
    'https://blog.test/ap/actors/blog#main-key',
    'https://BLOG.test:443/ap/actors/blog#main-key',
    'https://blog.test./ap/actors/blog#main-key',
    'http://blog.test/x',
    'https://blog.test/%61p/actors/blog',
  ])('%s', async (keyId) => {
    let looked = 0;
    const resolve = (): Promise<never> => {
      looked += 1;
      return Promise.reject(new Error('nobody'));
    };
    const strangers = openStrangers(openNetwork({ reach: { resolve, privatePeers: [] } }));
    const claim = { keyId: uri(keyId), verify: () => true };
    expect(await thrownBy(() => strangers.authenticate(claim))).toMatchObject({ code: 'key-unavailable' });
    expect(looked).toBe(0);
  });
});
