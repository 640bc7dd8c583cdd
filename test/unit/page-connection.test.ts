import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { PageConnection, type PageDeadlines, type PageService } from '../../src/page-connection.ts';
import { openEnvelope } from '../../src/page-envelope.ts';
import type { Sending } from '../../src/release/serve.ts';

const long: PageDeadlines = { headersMs: 60_000, keepAliveMs: 60_000, idleMs: 60_000 };
/** More than the kernel takes off our hands for a client that does not read. */
const filmBytes = 16 * 1024 * 1024;

/** One connection, from both sides. */
interface Line {
  readonly client: Socket;
  readonly connection: PageConnection;
  readonly socket: Socket;
  /** What the client heard until it heard `end`. */
  readonly heard: (end: string) => Promise<string>;
  /** What the server's side was given over with; undefined until it is. */
  readonly rest: () => Promise<string>;
}

/** Answers each path with itself, unless `answer` says otherwise. */
async function openLine(
  answer: PageService['answer'] = ({ url }) => sendingOf(url),
  deadlines: Partial<PageDeadlines> = {},
): Promise<Line> {
  const handedOver = Promise.withResolvers<string>();
  const service: PageService = {
    deadlines: { ...long, ...deadlines },
    envelope: openEnvelope(new Map(), 30_000, Date.now),
    answer,
    others: (socket) => void socket.once('data', (chunk) => handedOver.resolve(chunk.toString('latin1'))),
  };
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').on('error', () => undefined);
  const [socket] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });
  const connection = new PageConnection(socket, service);
  return { client, connection, socket, heard: listenTo(client), rest: () => handedOver.promise };
}

function listenTo(client: Socket): Line['heard'] {
  return async (end) => {
    let text = '';
    for await (const chunk of client.setEncoding('latin1').iterator({ destroyOnReturn: false })) {
      text += String(chunk);
      if (text.endsWith(end)) break;
    }
    return text;
  };
}

function sendingOf(text: string): Sending {
  return { status: 200, fields: new Map([['content-length', `${text.length}`]]), body: Buffer.from(text) };
}

function get(path: string, ...lines: readonly string[]): string {
  return [`GET ${path} HTTP/1.1`, 'Host: blog.test', ...lines, '\r\n'].join('\r\n');
}

function bodiesIn(text: string): readonly string[] {
  return Array.from(text.matchAll(/\r\n\r\n(\/[a-z]+)/g), ([, body]) => body ?? '');
}

test('requests that come together are answered in order', async () => {
  const { client, heard } = await openLine();
  client.write(get('/a') + get('/b') + get('/c'));
  expect(bodiesIn(await heard('/c'))).toEqual(['/a', '/b', '/c']);
});

test('requests wait for an answer that takes a while, those too that come meanwhile', async () => {
  const slow = Promise.withResolvers<Sending>();
  const asked: string[] = [];
  const { client, heard, socket } = await openLine(({ url }) => {
    asked.push(url);
    return url === '/slow' ? slow.promise : sendingOf(url);
  });
  client.write(get('/slow') + get('/b'));
  await expect.poll(() => asked).toEqual(['/slow']);
  client.write(get('/c'));
  await expect.poll(() => socket.isPaused()).toBe(true);
  expect(asked).toEqual(['/slow']);
  slow.resolve(sendingOf('/slow'));
  expect(bodiesIn(await heard('/c'))).toEqual(['/slow', '/b', '/c']);
});

test('what comes in pieces while an answer is waited for is understood, behind requests that were answered', async () => {
  const late = Promise.withResolvers<Sending>();
  const asked = Promise.withResolvers<undefined>();
  const line = await openLine(({ url }) => {
    if (url !== '/late') return sendingOf(url);
    asked.resolve(undefined);
    return late.promise;
  });
  const next = get('/next');
  line.client.write(get('/first') + get('/late') + next.slice(0, 7));
  await asked.promise;
  const came = once(line.socket, 'data');
  line.client.write(next.slice(7));
  await came;
  line.socket.emit('drain'); // Of the answer before.
  late.resolve(sendingOf('/late'));
  expect(bodiesIn(await line.heard('/next'))).toEqual(['/first', '/late', '/next']);
});

test.each([
  ['that is not plain', get('/b', 'X-Odd: a'), () => sendingOf('/a')],
  ['of which only a part came', 'GET /b HT', () => sendingOf('/a')],
  [
    'that nobody answers here',
    get('/b'),
    ({ url }: { url: string }) => (url === '/a' ? sendingOf('/a') : undefined),
  ],
  [
    'that takes a while and fails',
    get('/b'),
    ({ url }: { url: string }) => (url === '/a' ? sendingOf('/a') : Promise.reject(new Error('no'))),
  ],
  [
    'that fails',
    get('/b'),
    ({ url }: { url: string }) => {
      if (url === '/a') return sendingOf('/a');
      throw new Error('no');
    },
  ],
])('a request %s is handed over with all after it, and nothing before', async (_, request, answer) => {
  const { client, heard, rest } = await openLine(answer);
  client.write(get('/a') + request + 'and more \u00e9', 'latin1');
  expect(await rest()).toBe(`${request}and more \u00e9`);
  expect(bodiesIn(await heard('/a'))).toEqual(['/a']);
});

test('a client that says no more still gets its answer, and the connection ends', async () => {
  const slow = Promise.withResolvers<Sending>();
  const { client, heard, socket } = await openLine(() => slow.promise);
  client.end(get('/a'));
  await once(socket, 'end');
  slow.resolve(sendingOf('/a'));
  expect(bodiesIn(await heard('nothing'))).toEqual(['/a']);
});

test('when it is to end, a connection ends at once if nobody waits, otherwise after what was asked', async () => {
  const idle = await openLine();
  idle.connection.end();
  expect(await idle.heard('nothing')).toBe('');
  const slow = Promise.withResolvers<Sending>();
  const asked: string[] = [];
  const busy = await openLine(({ url }) => {
    asked.push(url);
    return url === '/slow' ? slow.promise : sendingOf(url);
  });
  busy.client.write(get('/slow') + get('/b'));
  await expect.poll(() => asked).toEqual(['/slow']);
  busy.connection.end();
  slow.resolve(sendingOf('/slow'));
  expect(bodiesIn(await busy.heard('nothing'))).toEqual(['/slow', '/b']);
});

test.each([
  ['that never says a word', { headersMs: 50 }, ''],
  ['that says no more', { keepAliveMs: 50 }, get('/a')],
  ['whose answer is not read', { idleMs: 50 }, get('/film')],
])('a connection %s is closed', async (_, deadlines, said) => {
  const { client, socket } = await openLine(
    ({ url }) => sendingOf(url === '/film' ? 'x'.repeat(filmBytes) : url),
    deadlines,
  );
  client.write(said);
  await once(socket, 'close');
  expect(socket.destroyed).toBe(true);
});

test('an answer that is read slowly arrives whole, and what was asked after it', async () => {
  const film = `${'x'.repeat(filmBytes)}/film`;
  const { client, heard } = await openLine(({ url }) => sendingOf(url === '/film' ? film : url));
  client.write(get('/film') + get('/b'));
  const text = await heard('/b');
  expect(text.length).toBeGreaterThan(filmBytes);
  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});
