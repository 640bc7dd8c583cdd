import { Resolver } from 'node:dns/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRanges } from '../../src/addresses.ts';
import type { Remote } from '../../src/federation/remote.ts';
import { openDns, type Resolve } from '../../src/federation/resolve.ts';
import { startNameServer, type NameAnswer } from '../support/name-server.ts';
import { thrownBy, uri } from '../unit/builders.ts';
import {
  answerOf,
  everywhere,
  openNetwork,
  openStrangers,
  startRawPeer,
  type RawPeer,
  type Speech,
} from './support/network.ts';

const json = 'content-type: application/activity+json';

/** Always the same, and then nothing more. */
function saying(answer: string): Speech {
  return (socket, _, done) => socket.end(answer, done);
}

/** What a stranger wants to reach through us: it listens on this machine, and should never hear of us. */
function startTarget(host?: string, port?: number): Promise<RawPeer> {
  return startRawPeer(saying(answerOf('{"type":"Note"}', [json, 'connection: close'])), host, port);
}

/** As it is deployed: nothing private may be reached. */
function openStrict(resolve: Resolve = everywhere.resolve): Remote {
  return openNetwork({ reach: { resolve, privatePeers: [] } });
}

/** Goes to `url` in each of the ways in which a stranger's word has us go somewhere. */
async function tryAllWays(url: string, remote: Remote): Promise<void> {
  const strangers = openStrangers(remote);
  const claim = { keyId: uri(`${url}#key`), verify: () => true };
  expect(await thrownBy(() => strangers.authenticate(claim))).toMatchObject({ name: 'Refusal' });
  expect(await remote.fetchDocument(uri(url))).toMatchObject(forbidden);
  expect(await remote.fetchDocument(uri(url), 'writer')).toMatchObject(forbidden);
  expect(await remote.fetchJrd(uri(url))).toMatchObject(forbidden);
  expect(await remote.post(uri(url), '{}')).toMatchObject(forbidden);
}

/** For what it is, and not only for its scheme or port. */
const reason =
  /is not public|is no name of the public internet|ends in a dot|with a password|neither https nor http|no address|Invalid URL/;
const forbidden = { kind: 'failed', reason: expect.stringMatching(reason) as string };

/** Of this machine, in all notations that some parser or other takes for it. */
const spellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '0x7f.1',
  '0x7f.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.1',
  '2130706433',
  '0x7f000001',
  '017700000001',
  '127.0.0.1.',
  '0',
  '0.0.0.0',
  '127.255.255.254',
  '①②⑦.⓪.⓪.①',
  '１２７。０。０。１',
  '%31%32%37.0.0.1',
  '[::1]',
  '[0:0:0:0:0:0:0:1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  '[fe80::1]',
  '[::1%25lo]',
  '[::1%lo]',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ｌｏｃａｌｈｏｓｔ',
  'a.localhost',
  'here.test',
  'here.test.',
];

test('the target can be reached where the operator says so', async () => {
  const target = await startTarget();
  expect(await openNetwork().fetchDocument(uri(`http://here.test:${target.port}/`))).toMatchObject({
    kind: 'document',
  });
  expect(target.requests).toEqual(['GET / HTTP/1.1']);
});

describe('this machine is not reached as', () => {
  test.each(spellings)('%s', async (host) => {
    const target = await startTarget();
    const remote = openStrict();
    for (const scheme of ['http', 'https']) await tryAllWays(`${scheme}://${host}:${target.port}/`, remote);
    expect(target.connections()).toBe(0);
  });
});

describe('a name does not lead to this machine when it has the address', () => {
  test.each<[string, readonly string[]]>([
    ['127.0.0.1', ['127.0.0.1']],
    ['::1', ['::1']],
    ['::ffff:127.0.0.1', ['::ffff:127.0.0.1']],
    ['::ffff:7f00:1', ['::ffff:7f00:1']],
    ['0.0.0.0', ['0.0.0.0']],
    ['::', ['::']],
    ['127.0.0.1 and a public one', ['127.0.0.1', '8.8.8.8']],
    ['::1 and a public one', ['::1', '2606:4700::1111']],
  ])('%s', async (_, addresses) => {
    const target = await startTarget();
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    const remote = openStrict(() => Promise.resolve(found));
    await tryAllWays(`https://evil.test:${target.port}/`, remote);
    expect(target.connections()).toBe(0);
  });
});

describe('a name that changes its mind', () => {
  /** A machine of the stranger's that we may talk to, the target beside it, and a name server that he runs. */
  async function open(
    answers: (count: number) => NameAnswer,
  ): Promise<{ remote: Remote; peer: RawPeer; target: RawPeer }> {
    const peer = await startTarget('127.0.0.2');
    const target = await startTarget('127.0.0.1', peer.port);
    let asked = 0;
    const server = await startNameServer(() => answers((asked += 1)));
    onTestFinished(() => server[Symbol.asyncDispose]());
    const resolve = openDns(
      () => 0,
      () => {
        const resolver = new Resolver({ timeout: 500, tries: 1 });
        resolver.setServers([server.address]);
        return resolver;
      },
    );
    const remote = openNetwork({ reach: { resolve, privatePeers: parseRanges('127.0.0.2/32') } });
    return { remote, peer, target };
  }

  test('between two fetches leads to this machine in neither', async () => {
    const { peer, remote, target } = await open((asked) => [asked <= 2 ? '127.0.0.2' : '127.0.0.1']);
    const url = uri(`http://rebinding.test:${peer.port}/`);
    expect(await remote.fetchDocument(url)).toMatchObject({ kind: 'document' });
    expect(await remote.fetchDocument(url)).toMatchObject({
      reason: 'rebinding.test:' + String(peer.port) + ' leads to 127.0.0.1, which is not public',
    });
    expect([peer.requests.length, target.connections()]).toEqual([1, 0]);
  });

  test('at every question is connected to where it was checked', async () => {
    const { peer, remote, target } = await open((asked) => [
      asked % 4 < 3 && asked % 4 > 0 ? '127.0.0.2' : '127.0.0.1',
    ]);
    const outcomes: string[] = [];
    for (let n = 0; n < 6; n += 1)
      outcomes.push((await remote.fetchDocument(uri(`http://rebinding.test:${peer.port}/`))).kind);
    expect(new Set(outcomes)).toEqual(new Set(['document', 'failed']));
    expect(target.connections()).toBe(0);
  });
});

describe('a redirect does not lead to this machine as', () => {
  const locations = (port: number): readonly string[] => [
    ...spellings.flatMap((host) => [
      `http://${host}:${port}/`,
      `https://${host}:${port}/`,
      `//${host}:${port}/`,
    ]),
    `http://ann@127.0.0.1:${port}/`,
    `\\\\127.0.0.1:${port}\\`,
    `/\\127.0.0.1:${port}/`,
    'file:///etc/hosts',
    'data:application/activity+json,{}',
  ];

  test.each(locations(0))('%s', async (written) => {
    const target = await startTarget('127.0.0.1');
    const location = written.replace(':0', `:${target.port}`).replace(/[^ -~]+/g, encodeURIComponent);
    const redirect = answerOf('', [`location: ${location}`, 'connection: close'], '302 Found');
    const peer = await startRawPeer(saying(redirect), '127.0.0.2');
    const remote = openNetwork({
      reach: {
        resolve: (name) =>
          Promise.resolve([{ address: name === 'peer.test' ? '127.0.0.2' : '127.0.0.1', family: 4 }]),
        privatePeers: parseRanges('127.0.0.2/32'),
      },
    });
    const url = uri(`http://peer.test:${peer.port}/`);
    expect(await remote.fetchDocument(url)).toMatchObject({ kind: 'failed' });
    expect(await remote.fetchDocument(url, 'writer')).toMatchObject(forbidden);
    expect(await remote.fetchJrd(url)).toMatchObject(forbidden);
    expect([peer.requests.length, target.connections()]).toEqual([3, 0]);
  });
});
