import https from 'node:https';
import { expect, test } from 'vitest';
import { testAuthority } from '../../support/certificates.ts';
import { exchange, readAll } from '../../support/exchange.ts';
import { listen } from '../../support/listen.ts';
import { startTlsProxy } from '../../support/tls-proxy.ts';

test('a certificate of the test authority is trusted by those who know the authority', async () => {
  await using proxy = await startTlsProxy({
    name: 'blog.test',
    target: (_request, response) => response.end('hello'),
  });
  expect(await exchange(proxy.origin)).toMatchObject({ status: 200, body: 'hello' });
});

test('a certificate of the test authority is refused by everybody else', async () => {
  await using proxy = await startTlsProxy({
    name: 'blog.test',
    target: (_request, response) => response.end('hello'),
  });
  await expect(exchange(proxy.origin, { ca: '' })).rejects.toThrow(/certificate/);
});

test('a certificate counts for its own name only', async () => {
  await using proxy = await startTlsProxy({ name: 'blog.test' });
  await expect(exchange(`https://other.test:${proxy.port}`)).rejects.toThrow(/altnames/);
});

test('the proxy passes on method, path, query, body and host, and says who asked and how', async () => {
  await using behind = await startTlsProxy({
    name: 'behind.test',
    target: (request, response) =>
      void readAll(request).then((body) => {
        const { method, url, headers } = request;
        response.end(JSON.stringify({ method, url, body: body.toString(), headers }));
      }),
  });
  const headers = { 'x-forwarded-for': '203.0.113.9', 'x-test': 'kept' };
  const answer = await exchange(`${behind.origin}/a?b=c`, { method: 'POST', headers, body: 'text' });
  expect(JSON.parse(answer.body)).toMatchObject({
    method: 'POST',
    url: '/a?b=c',
    body: 'text',
    headers: {
      host: `behind.test:${behind.port}`,
      'x-test': 'kept',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': `behind.test:${behind.port}`,
    },
  });
});

test('502: a proxy whose target is not there yet says so, and forwards as soon as it is', async () => {
  await using proxy = await startTlsProxy({ name: 'blog.test' });
  expect((await exchange(proxy.origin)).status).toBe(502);
  await using target = await startTlsProxy({
    name: 'plain.test',
    target: (_request, response) => response.end('there'),
  });
  proxy.forwardTo((request, response) => {
    expect(request.headers.host).toBe(`blog.test:${proxy.port}`);
    response.end('here');
  });
  expect((await exchange(proxy.origin)).body).toBe('here');
  expect((await exchange(target.origin)).body).toBe('there');
});

test('a proxy that was closed leaves its port', async () => {
  const proxy = await startTlsProxy({ name: 'blog.test' });
  await proxy.close();
  await expect(exchange(proxy.origin)).rejects.toThrow(/ECONNREFUSED/);
});

test.each(['rsa', 'ec'] as const)(
  'a server with a key of the kind %s is trusted for all its names',
  async (kind) => {
    const server = https.createServer(
      testAuthority().issue(['one.test', '*.many.test'], kind),
      (_, response) => {
        response.end('hello');
      },
    );
    const { close, port } = await listen(server);
    for (const name of ['one.test', 'some.many.test'])
      expect(await exchange(`https://${name}:${port}`)).toMatchObject({ status: 200, body: 'hello' });
    await close();
  },
);
