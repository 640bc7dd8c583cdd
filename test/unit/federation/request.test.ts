import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseRanges } from '../../../src/addresses.ts';
import { ForbiddenAddress, type Reach } from '../../../src/federation/guard.ts';
import { openConnections, type OutgoingRequest, type RemoteAnswer } from '../../../src/federation/request.ts';
import { readAll } from '../../support/exchange.ts';
import { listen } from '../../support/listen.ts';

const loopback: Reach = {
  resolve: () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]),
  privatePeers: parseRanges('127.0.0.0/8'),
};

interface Peer {
  readonly url: string;
  /** How many requests each connection carried, in the order of connecting. */
  readonly requests: readonly number[];
}

/** A server that goes with the test. `place` counts the requests of a connection, from 1. */
async function startPeer(
  answer: (response: ServerResponse, place: number, request: IncomingMessage) => unknown,
): Promise<Peer> {
  const requests: number[] = [];
  const sockets: Socket[] = [];
  const server = http.createServer((request, response) => {
    const connection = sockets.indexOf(request.socket);
    requests[connection] = (requests[connection] ?? 0) + 1;
    answer(response, requests[connection], request);
  });
  server.on('connection', (socket) => void sockets.push(socket));
  const { port, close } = await listen(server);
  onTestFinished(close);
  return { url: `http://social.test:${port}/`, requests };
}

type Send = (url: string, changes?: Partial<OutgoingRequest>) => Promise<RemoteAnswer>;

function open(reach: Reach = loopback): Send {
  const connections = openConnections(reach);
  onTestFinished(() => connections.close());
  const defaults = { method: 'GET', headers: {}, answerBytesMax: 100, deadlineMs: 10_000 } as const;
  return (url, changes) => connections.send({ ...defaults, url: new URL(url), ...changes });
}

test('a request arrives as it was written, and the whole answer comes back', async () => {
  const peer = await startPeer((response, _, request) => {
    void readAll(request).then((body) => {
      const seen = `${request.method} ${request.url} ${String(request.headers['x-test'])} ${body.toString()}`;
      response.writeHead(202, { 'content-type': 'text/plain' }).end(seen);
    });
  });
  const { body, headers, status } = await open()(`${peer.url}inbox?x=1`, {
    method: 'POST',
    headers: { 'x-test': 'tea' },
    body: Buffer.from('{}'),
  });
  expect([status, headers['content-type'], body.toString()]).toEqual([
    202,
    'text/plain',
    'POST /inbox?x=1 tea {}',
  ]);
});

describe('an answer', () => {
  test('of exactly the bytes allowed is taken, one more breaks the connection', async () => {
    const peer = await startPeer((response, _, { url }) => response.end('x'.repeat(Number(url?.slice(1)))));
    expect((await open()(`${peer.url}100`)).body).toHaveLength(100);
    await expect(open()(`${peer.url}101`)).rejects.toThrow('the answer is longer than 100 bytes');
  });

  test('without end is cut where it passes the limit', async () => {
    const peer = await startPeer((response) => {
      const timer = setInterval(() => response.write('x'.repeat(60)), 1);
      response.on('close', () => clearInterval(timer));
    });
    await expect(open()(peer.url)).rejects.toThrow('the answer is longer than 100 bytes');
  });

  test.each(['gzip', 'br', 'deflate', 'x-unknown'])(
    'in %s, which we never ask for, is refused',
    async (encoding) => {
      const peer = await startPeer((response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end('x'),
      );
      await expect(open()(peer.url)).rejects.toThrow('the answer is compressed unasked');
    },
  );

  test('that says it is not encoded is taken', async () => {
    const peer = await startPeer((response) =>
      response.writeHead(200, { 'content-encoding': 'identity' }).end('x'),
    );
    expect((await open()(peer.url)).body.toString()).toBe('x');
  });

  test.each([
    ['with a length', { 'content-length': '50' }],
    ['in chunks', {}],
  ])('%s that breaks off is none', async (_, headers) => {
    const peer = await startPeer((response) => {
      response.writeHead(200, headers).write('half');
      setImmediate(() => response.destroy());
    });
    await expect(open()(peer.url)).rejects.toThrow();
  });

  test.each([
    [8, true],
    [9, false],
  ])('with %i announcements before it is taken: %s', async (count, taken) => {
    const peer = await startPeer((response) => {
      for (let n = 0; n < count; n += 1) response.writeProcessing();
      response.end('x');
    });
    const answer = open()(peer.url).then(({ body }) => body.toString());
    if (taken) expect(await answer).toBe('x');
    else await expect(answer).rejects.toThrow('the answer does not begin');
  });

  test('that is a redirect is the caller’s business', async () => {
    const peer = await startPeer((response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(await open()(peer.url)).toMatchObject({ status: 302, headers: { location: '/elsewhere' } });
    expect(peer.requests).toEqual([1]);
  });
});

describe('the deadline', () => {
  const deadline = { deadlineMs: 100 };

  test('ends a request that nobody answers', async () => {
    const peer = await startPeer(() => undefined);
    await expect(open()(peer.url, deadline)).rejects.toThrow('no answer in time');
  });

  test('ends an answer that comes byte by byte', async () => {
    const peer = await startPeer((response) => {
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(open()(peer.url, deadline)).rejects.toThrow();
  });

  test('ends the looking up of a name', async () => {
    const resolve = (): Promise<never> => new Promise(() => undefined);
    await expect(open({ ...loopback, resolve })('http://social.test/', deadline)).rejects.toThrow(
      'no answer in time',
    );
  });
});

describe('kept connections', () => {
  test('carry the next request', async () => {
    const peer = await startPeer((response) => response.end('x'));
    const send = open();
    await send(peer.url);
    await send(peer.url);
    expect(peer.requests).toEqual([2]);
  });

  test('are tried anew, once, when the peer closes one as it is used again', async () => {
    const peer = await startPeer((response, place) => (place === 1 ? response.end('x') : response.destroy()));
    const send = open();
    await send(peer.url);
    expect((await send(peer.url)).body.toString()).toBe('x');
    expect(peer.requests).toEqual([2, 1]);
  });

  test('a new connection that is closed is a failure, and not tried again', async () => {
    const peer = await startPeer((response) => response.destroy());
    await expect(open()(peer.url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(peer.requests).toEqual([1]);
  });
});

describe('the guard', () => {
  const publicOnly: Reach = { ...loopback, privatePeers: [] };

  test.each(['http://127.0.0.1:1/', 'http://127.1:1/', 'http://[::1]:1/', 'ftp://social.test/'])(
    'refuses %s before anything is sent',
    async (url) => {
      await expect(open(publicOnly)(url)).rejects.toThrow(ForbiddenAddress);
    },
  );

  test('refuses a name that leads to us', async () => {
    const peer = await startPeer((response) => response.end('x'));
    await expect(open(publicOnly)(peer.url)).rejects.toThrow('leads to 127.0.0.1, which is not public');
    await expect(open(publicOnly)(peer.url.replace('http', 'https'))).rejects.toThrow('which is not public');
    expect(peer.requests).toEqual([]);
  });

  test('connects to the address that it has checked, though the name changes its mind meanwhile', async () => {
    const peer = await startPeer((response) => response.writeHead(200, { connection: 'close' }).end('x'));
    const answers = ['127.0.0.1', '10.0.0.1'];
    const asked: string[] = [];
    const resolve: Reach['resolve'] = (hostname) => {
      asked.push(hostname);
      return Promise.resolve([{ address: answers.shift() ?? '127.0.0.1', family: 4 }]);
    };
    const send = open({ ...loopback, resolve });
    expect((await send(peer.url)).status).toBe(200);
    await expect(send(peer.url)).rejects.toThrow('leads to 10.0.0.1, which is not public');
    expect(asked).toEqual(['social.test', 'social.test']);
    expect(peer.requests).toEqual([1]);
  });
});
