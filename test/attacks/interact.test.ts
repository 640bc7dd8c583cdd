import { describe, expect, test } from 'vitest';
import type { IncomingMessage } from 'node:http';
import type { Remote } from '../../src/federation/remote.ts';
import { parseHome } from '../../src/protocol/home.ts';
import { listen } from '../../src/listen.ts';
import type { InteractView } from '../../src/theme.ts';
import { fakeRemote, found, uri } from '../unit/builders.ts';
import { openDoor, type Door } from '../unit/functions/door.ts';
import { postOf } from '../unit/theme/sample.ts';
import { answerOf, everywhere, openNetwork, startRawPeer, type RawPeer } from './support/network.ts';
import { head, speak } from './support/raw-socket.ts';

/** Everybody may have this blog ask any server, and be led there: none of it is of use to anybody but a reader. */

const jrdType = ['content-type: application/jrd+json'];
const object = 'https://blog.test/ap/objects/id-kettle';

function open(remote: Remote): Promise<Door> {
  return openDoor([postOf('kettle')], {}, {}, undefined, remote);
}

/** A request that came from that network, as far as a function looks. */
function from(remoteAddress: string): { readonly incoming: IncomingMessage } {
  return { incoming: { headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage };
}

async function send(
  door: Door,
  home: string,
  {
    headers = {},
    address,
    form = {},
  }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly address?: string;
    readonly form?: Readonly<Record<string, string>>;
  } = {},
): Promise<Response> {
  const body = new URLSearchParams({ act: 'like', object, home, ...form });
  const request = new Request('https://blog.test/interact', { method: 'POST', body, headers });
  return door.hono.fetch(request, address === undefined ? {} : from(address));
}

async function answerIn(answer: Response): Promise<InteractView['answer']> {
  const text = await answer.text();
  return (JSON.parse(text.slice(text.indexOf('{'))) as InteractView).answer;
}

function startTarget(host?: string): Promise<RawPeer> {
  return startRawPeer((socket, _, done) => socket.end(answerOf('{"links":[]}', jrdType), done), host);
}

describe('this machine, and what stands beside it, is not asked', () => {
  const homes = (port: number): readonly string[] =>
    [
      'localhost',
      'here.test',
      'a.localhost',
      'metadata.google.internal',
      '127.0.0.1',
      '127.1',
      '0x7f.1',
      '2130706433',
      '0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      '①②⑦.⓪.⓪.①',
      'here.test.',
    ].flatMap((host) => [`@ann@${host}:${port}`, `${host}:${port}`, `https://${host}:${port}/@ann`, host]);

  test.each(homes(0))('as %s', async (home) => {
    const target = await startTarget();
    // As it is deployed: every name leads to this machine, and nothing private may be reached.
    const door = await open(openNetwork({ reach: { ...everywhere, privatePeers: [] } }));
    const told = await send(door, home.replace(':0', `:${target.port}`));
    expect([200, 422]).toContain(told.status);
    expect((await answerIn(told))?.kind).toMatch(/^(?:silent|unreadable)$/);
    expect(target.connections()).toBe(0);
  });

  test('and what is said of it is the same whether somebody listens there or not', async () => {
    const target = await startTarget();
    const door = await open(openNetwork({ reach: { ...everywhere, privatePeers: [] } }));
    const said = async (port: number): Promise<string> =>
      (await (await send(door, `@ann@here.test:${port}`)).text()).replaceAll(`${port}`, '');
    expect(await said(target.port)).toBe(await said(1));
  });
});

describe('where a server redirects us', () => {
  /** Follows the JRD of `http://social.test`, whose server answers with a redirect to `location`. */
  async function ask(location: (port: number) => string): Promise<readonly [string, readonly string[]]> {
    const peer = await startRawPeer((socket, { line }, done) => {
      const isFirst = line.includes('/.well-known/webfinger');
      const { localPort = 0 } = socket;
      const redirect = answerOf('', [`location: ${location(localPort)}`], '302 Found');
      socket.end(isFirst ? redirect : answerOf('{"links":[]}', jrdType), done);
    });
    const url = uri(`http://social.test:${peer.port}/.well-known/webfinger?resource=x`);
    const outcome = await openNetwork().fetchJrd(url, 'stranger');
    return [outcome.kind, peer.requests];
  }

  test.each(['http://mastodon.social.test', 'http://www.social.test', 'http://social.test'])(
    'we follow to %s, of the same domain',
    async (origin) => {
      const [kind, requests] = await ask((port) => `${origin}:${port}/there`);
      expect([kind, requests.length]).toEqual(['document', 2]);
    },
  );

  test.each([
    'http://victim.test',
    'http://antisocial.test',
    'http://127.0.0.1',
    'http://social.test@victim.test',
  ])('we do not follow to %s', async (origin) => {
    const [kind, requests] = await ask((port) => `${origin}:${port}/there`);
    expect([kind, requests.length]).toEqual(['failed', 1]);
  });

  test('we do not follow to the blog itself, though it is of the same domain', async () => {
    const peer = await startRawPeer((socket, _, done) =>
      socket.end(answerOf('', ['location: http://blog.example.test/there'], '302 Found'), done),
    );
    const remote = openNetwork({ origin: 'http://blog.example.test' });
    const url = uri(`http://evil.example.test:${peer.port}/`);
    expect(await remote.fetchJrd(url, 'stranger')).toMatchObject({
      reason: 'redirected to http://blog.example.test',
    });
  });
});

describe('nobody is led', () => {
  const templates = [
    'javascript:alert(document.domain)//{uri}',
    'data:text/html,<script>alert(1)</script>{uri}',
    'http://social.test/{uri}',
    '/{uri}',
    '//evil.test/{uri}',
    'https:\\\\evil.test\\{uri}',
    'https://social.test\r\nSet-Cookie: a=b\r\n\r\n<script>{uri}',
    'https://social.test/\u2028{uri}\u0000',
    'https://social.test@evil.test/{uri}',
    'https://evil.test/?at=social.test&uri={uri}',
    'https://social.test.evil.test/{uri}',
    'https://evil.test#social.test/{uri}',
    'https://evil.test?@social.test/{uri}',
  ];

  test.each(templates)('by the template %j to anywhere but the server that was named', async (template) => {
    const links = ['http://ostatus.org/schema/1.0/subscribe', 'https://w3id.org/fep/3b86/Object'].map(
      (rel) => ({
        rel,
        template: template.replaceAll('{uri}', rel.endsWith('Object') ? '{object}' : '{uri}'),
      }),
    );
    const asked = 'https://social.test/.well-known/webfinger?resource=acct%3Aann%40social.test';
    const door = await open(fakeRemote({ [asked]: found(asked, { links }) }));
    for (const accept of ['text/html', 'application/json']) {
      const answer = await send(door, '@ann@social.test', { headers: { accept } });
      expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
        200,
        null,
        null,
      ]);
      const told = await answerIn(answer);
      expect(told?.kind).toMatch(/^(?:none|away)$/);
      if (told?.kind === 'away')
        expect([told.to, new URL(told.url).protocol]).toEqual([
          expect.stringContaining('evil.test'),
          'https:',
        ]);
    }
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ['by a form on another page', { origin: 'https://evil.test' }],
    [
      'by a form on another page that says nothing of itself',
      { origin: 'null', 'sec-fetch-site': 'cross-site' },
    ],
    ['by a form on a page of the same domain', { 'sec-fetch-site': 'same-site' }],
  ])('403: %s', async (_, headers) => {
    const remote = fakeRemote();
    const answer = await send(await open(remote), '@ann@social.test', { headers });
    expect(answer.status).toBe(403);
    expect(remote.fetched).toEqual([]);
  });

  test('by a link: what it says of a server is not even looked at', async () => {
    const remote = fakeRemote();
    const door = await open(remote);
    const answer = await door.ask(`/interact?act=follow&home=@ann@evil.test&url=https://evil.test`);
    expect([answer.status, answer.headers.get('location')]).toEqual([200, null]);
    expect(await answer.text()).not.toContain('evil.test');
    expect(remote.fetched).toEqual([]);
  });

  test.each([{ act: 'constructor' }, { object: 'https://evil.test/1' }, { object: '' }])(
    '404: to %j, which is not ours',
    async (form) => {
      expect((await send(await open(fakeRemote()), '@ann@social.test', { form })).status).toBe(404);
    },
  );
});

test('no line that is written becomes a line of a request of ours, or of an answer', async () => {
  const target = await startTarget();
  const door = await open(openNetwork());
  for (const written of ['a\r\nX: y', 'a HTTP/1.1\r\n\r\nGET /', 'a\u2028b', 'a%0d%0aX:y', 'a?b#c/../..'])
    await send(door, `@${written}@here.test:${target.port}`);
  for (const line of target.requests)
    expect(line).toMatch(/^GET \/\.well-known\/webfinger\?resource=acct%3A[\w%.-]+ HTTP\/1\.1$/);
});

describe('a form is refused', () => {
  async function statusOf(body: string, type: string | undefined): Promise<number> {
    const headers = type === undefined ? {} : { 'content-type': type };
    const door = await open(fakeRemote());
    const init = { method: 'POST', body: Buffer.from(body), headers };
    return (await door.ask('/interact', init)).status;
  }

  test('413: when it is longer than forms are', async () => {
    expect(await statusOf(`home=${'a'.repeat(5000)}`, 'application/x-www-form-urlencoded')).toBe(413);
  });

  test.each(['application/json', 'text/plain', 'multipart/form-data; boundary=x', undefined])(
    '415: as %s, which another page could send without asking',
    async (type) => {
      expect(await statusOf('act=follow&home=social.test', type)).toBe(415);
    },
  );

  test('over the socket too, and answers keep their headers', async () => {
    const door = await open(fakeRemote());
    await using running = await listenTo(door);
    const { text, statuses } = await speak(
      running.port,
      head(
        'POST /interact HTTP/1.1',
        'Host: blog.test',
        'Connection: close',
        'Content-Type: application/x-www-form-urlencoded',
        'Content-Length: 4',
      ),
      'home',
    );
    expect(statuses).toEqual([422]);
    expect(text.match(/content-security-policy/gi)).toHaveLength(1);
    expect(text.match(/referrer-policy: no-referrer/gi)).toHaveLength(1);
  });
});

async function listenTo(door: Door): Promise<AsyncDisposable & { readonly port: number }> {
  const server = await listen(door.hono, { host: '127.0.0.1', port: 0 });
  return { port: server.port, [Symbol.asyncDispose]: () => server.close() };
}

describe('a flood', () => {
  test('429: of one reader is stopped after twelve, who is told when to come again; others are served', async () => {
    const remote = fakeRemote();
    const door = await open(remote);
    const flood = Array.from({ length: 50 }, (_, n) =>
      send(door, `@u${n}@social.test`, { address: '198.41.0.7' }),
    );
    const statuses = (await Promise.all(flood)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(12);
    const busy = await send(door, '@ann@social.test', { address: '198.41.0.7' });
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '15']);
    expect(await answerIn(busy)).toMatchObject({ kind: 'busy' });
    expect((await send(door, '@ann@social.test', { address: '198.41.1.8' })).status).toBe(200);
    expect(remote.fetched).toHaveLength(13);
  });

  test('of many readers is stopped after 240', async () => {
    const remote = fakeRemote();
    const door = await open(remote);
    for (let n = 0; n < 300; n += 1)
      await send(door, `@ann@s${n}.test`, { address: `198.41.${n % 256}.${n >> 8}` });
    expect(remote.fetched).toHaveLength(240);
  });

  test('of names that nobody has reaches their server some thirty times, and keeps nobody from being heard', async () => {
    const victim = await startRawPeer((socket, _, done) => {
      done();
      socket.write(answerOf('', [], '404 Not Found'));
    });
    const remote = openNetwork({ elapsed: () => 0 });
    const jrd = (n: number): Parameters<Remote['fetchJrd']>[0] =>
      uri(`http://x${n % 5}.victim.test:${victim.port}/.well-known/webfinger?resource=${n}`);
    for (let n = 0; n < 100; n += 1) await remote.fetchJrd(jrd(n), 'stranger');
    expect(victim.requests).toHaveLength(30);
    // Documents, such as keys, are counted apart.
    expect(await remote.fetchDocument(uri(`http://victim.test:${victim.port}/key`))).toMatchObject({
      status: 404,
    });
  });
});

test('a name as long as is taken, in the worst of shapes, is read in no time', () => {
  const began = process.cpuUsage();
  for (const piece of ['a.', '-', '@', 'a@', 'é', '%', 'xn--', ':1', '{'])
    for (let n = 0; n < 200; n += 1) parseHome(piece.repeat(300).slice(0, 300));
  expect(process.cpuUsage(began).user / 1000).toBeLessThan(1_000);
});
