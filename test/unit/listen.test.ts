import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../src/listen.ts';
import { head, openSocket, speak } from '../attacks/support/raw-socket.ts';
import { openDoor } from './functions/door.ts';
import { postOf } from './theme/sample.ts';

const host = 'Host: blog.test';

/** Of the same blog: one that has plain pages sent past node:http, and one that has not. */
interface Place {
  readonly fast: number;
  readonly plain: number;
  /** Of the page of a post, as it is and in all encodings. */
  readonly tags: readonly string[];
}

async function openPlace(): Promise<Place> {
  const { ask, hono } = await openDoor([postOf('kettle'), postOf('grün')]);
  const doors = [hono, { ...hono, plain: () => undefined }];
  const servers = await Promise.all(doors.map((door) => listen(door, { host: '127.0.0.1', port: 0 })));
  onTestFinished(async () => {
    await Promise.all(servers.map(({ close }) => close()));
  });
  const [fast = 0, plain = 0] = servers.map(({ port }) => port);
  const encodings = ['identity', 'gzip', 'br'];
  const answers = await Promise.all(
    encodings.map((encoding) => ask('/posts/kettle/', { headers: { 'accept-encoding': encoding } })),
  );
  return { fast, plain, tags: answers.map(({ headers }) => headers.get('etag') ?? '') };
}

const target = fc.constantFrom(
  ...['/', '/posts/kettle/', '/posts/kettle/', '/posts/gr%C3%BCn/', '/feed.xml', '/404.html', '/nothing'],
  ...['/posts/kettle', '/posts/kettle/?q', '/posts/kettle/comments', '/ap/objects/id-kettle', '/healthz'],
  ...['http://blog.test/', '*', '//', '/%', '/posts/../', '/constructor'],
);

const oddLines = [
  ...['Accept:text/html', 'Accept: ', 'Accept:\ttext/html', 'Accept: \u00e9', 'Range: bytes=0-1', 'X-Odd: y'],
  ...['Upgrade: h2c', 'Keep-Alive: timeout=1', 'TE: trailers'],
  ...['Proxy-Connection: keep-alive', '__proto__: x', 'Host: other.test', 'Host: a b'],
];

function fieldOf(tags: readonly string[]): fc.Arbitrary<string> {
  const plain = fc.constantFrom(
    ...['Accept: text/html, */*;q=0.8', 'ACCEPT: application/activity+json', 'User-Agent: a', 'Cookie: a=b'],
    ...['Accept-Encoding: gzip', 'accept-encoding: br;q=0, gzip', 'Accept-Encoding: gzip, br'],
    ...['Connection: keep-alive', 'X-Forwarded-For: 203.0.113.7', 'Sec-Fetch-Mode: navigate'],
  );
  const conditional = fc.constantFrom(...tags, '"x"').map((tag) => `If-None-Match: ${tag}`);
  return fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 3, arbitrary: conditional },
    { weight: 1, arbitrary: fc.constantFrom(...oddLines) },
  );
}

/** Whole requests, after which the connection stays. */
function requestOf(tags: readonly string[]): fc.Arbitrary<string> {
  const method = fc.constantFrom('GET', 'GET', 'GET', 'HEAD', 'OPTIONS');
  const fields = fc.array(fieldOf(tags), { maxLength: 6 });
  const body = '{}';
  const post = head('POST /ap/inbox HTTP/1.1', host, `Content-Length: ${body.length}`) + body;
  const bodiless = fc
    .tuple(method, target, fields)
    .map(([method, target, fields]) => head(`${method} ${target} HTTP/1.1`, host, ...fields));
  const empty = head('GET / HTTP/1.1', host, 'Content-Length: 0');
  return fc.oneof({ weight: 9, arbitrary: bodiless }, { weight: 1, arbitrary: fc.constantFrom(post, empty) });
}

const last = head('GET / HTTP/1.1', host, 'Connection: close');

/** After these any server closes the connection. */
const endings = [
  head('GET / HTTP/1.0'),
  head('GET / HTTP/1.1'),
  head('GET / HTTP/1.1', host, 'Accept : a'),
  head('GET / HTTP/1.1', host, 'Content-Length: 1', 'Transfer-Encoding: chunked'),
  head('GET / HTTP/1.1', host, 'Accept: a', ' folded'),
  head('GET / HTTP/1.1', host, 'Accept: a\0'),
  head('FOO / HTTP/1.1', host),
  `GET / HTTP/1.1\n${host}\n\n`,
];

const cuts = fc.array(fc.nat(), { maxLength: 4 });

/** What is heard when `text` is sent in these pieces, each by itself. */
async function hear(port: number, text: string, cuts: readonly number[]): Promise<readonly string[]> {
  const socket = openSocket(port).setNoDelay(true);
  const heard: Buffer[] = [];
  socket.on('data', (chunk) => heard.push(chunk));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const bounds = [0, ...cuts.map((cut) => cut % text.length).sort((a, b) => a - b), text.length];
  for (const [index, bound] of bounds.slice(1).entries()) {
    socket.write(text.slice(bounds[index], bound), 'latin1');
    await turn();
  }
  await closed;
  return answersIn(Buffer.concat(heard).toString('latin1'));
}

/** Without what depends on the moment, and with the fields of each in one order. */
function answersIn(text: string): readonly string[] {
  return text.split(/(?=HTTP\/1\.1 \d{3} )/).map((answer) => {
    const [fields = '', ...body] = answer.split('\r\n\r\n');
    const lines = fields.split('\r\n').filter((line) => !/^date: /i.test(line));
    return [lines.sort().join('\r\n'), ...body].join('\r\n\r\n');
  });
}

test('whatever comes on a connection, however it is cut, is answered as by node:http alone', async () => {
  const { fast, plain, tags } = await openPlace();
  const said = fc.tuple(fc.array(requestOf(tags), { maxLength: 6 }), cuts);
  const property = fc.asyncProperty(said, async ([requests, cuts]) => {
    const text = [...requests, last].join('');
    expect(await hear(fast, text, cuts)).toEqual(await hear(plain, text, []));
  });
  await fc.assert(property, { numRuns: 150 });
});

test.each(endings)('what ends a connection does so as with node:http alone: %j', async (text) => {
  const { fast, plain } = await openPlace();
  for (const cuts of [[], [3], [20, 25]])
    expect(await hear(fast, text, cuts)).toEqual(await hear(plain, text, cuts));
});

test('closing ends connections that are kept, and those that never said a word', async () => {
  const { hono } = await openDoor();
  const server = await listen(hono, { host: '127.0.0.1', port: 0 });
  const kept = openSocket(server.port);
  kept.write(head('GET / HTTP/1.1', host));
  await once(kept, 'data');
  const silent = openSocket(server.port);
  await once(silent, 'connect');
  const closed = [kept, silent].map((socket) => once(socket.resume(), 'close'));
  await server.close();
  await Promise.all(closed);
});

test('a page is sent past node:http, and what follows on its connection is not lost', async () => {
  const { hono } = await openDoor();
  const seen: string[] = [];
  const door: typeof hono = {
    ...hono,
    handle: (incoming, outgoing) => {
      seen.push(incoming.url ?? '');
      hono.handle(incoming, outgoing);
    },
  };
  const server = await listen(door, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  const text = [
    head('GET / HTTP/1.1', host),
    head('GET /healthz HTTP/1.1', host),
    head('GET /feed.xml HTTP/1.1', host, 'Connection: close'),
  ];
  expect((await speak(server.port, text.join(''))).statuses).toEqual([200, 200, 200]);
  expect(seen).toEqual(['/healthz', '/feed.xml']);
});

test('who asks for hundreds of things on one connection, and waits for none, is cut off', async () => {
  const { hono } = await openDoor();
  const unanswered: string[] = [];
  const door: typeof hono = { ...hono, handle: ({ url = '' }) => void unanswered.push(url) };
  const server = await listen(door, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  await speak(server.port, head('GET /healthz HTTP/1.1', host).repeat(500));
  expect(unanswered).toHaveLength(64);
});

test('who asks for as much, one thing after the other, has all of it', async () => {
  const { hono } = await openDoor();
  const server = await listen(hono, { host: '127.0.0.1', port: 0 });
  onTestFinished(server.close);
  const socket = openSocket(server.port);
  for (let asked = 0; asked < 200; asked++) {
    socket.write(head('GET /healthz HTTP/1.1', host));
    await once(socket, 'data');
  }
  expect(socket.closed).toBe(false);
  socket.destroy();
});
