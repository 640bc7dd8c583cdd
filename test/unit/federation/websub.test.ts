import http from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { parseRanges } from '../../../src/addresses.ts';
import type { Reach } from '../../../src/federation/guard.ts';
import { openHubClient, type HubClient } from '../../../src/federation/websub.ts';
import { readAll } from '../../support/exchange.ts';
import { listen } from '../../support/listen.ts';

const topic = 'https://blog.test/tags/tea%20time/feed.xml';
const resolve: Reach['resolve'] = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);

function open(privatePeers = '127.0.0.0/8'): HubClient {
  const reach = { resolve, privatePeers: parseRanges(privatePeers) };
  const client = openHubClient({ reach, userAgent: 'Outward/test (+https://blog.test/)' });
  onTestFinished(() => client.close());
  return client;
}

/** A hub that answers with `status`, and what it was told. */
async function startHub(status: number, headers: http.OutgoingHttpHeaders = {}) {
  const heard: { readonly type: string | undefined; readonly form: string; readonly from: unknown }[] = [];
  const server = http.createServer((request, response) => {
    void readAll(request).then((body) => {
      const { 'content-type': type, 'user-agent': from } = request.headers;
      heard.push({ type, form: body.toString(), from });
      response.writeHead(status, headers).end('x'.repeat(100_000));
    });
  });
  const { port, close } = await listen(server);
  onTestFinished(close);
  return { url: `http://127.0.0.1:${port}/hub?x=1`, heard };
}

test('a hub is told which feed has changed, as a form', async () => {
  const { heard, url } = await startHub(204);
  expect(await open().ping(url, topic)).toEqual({ kind: 'told' });
  expect(heard).toEqual([
    {
      type: 'application/x-www-form-urlencoded',
      form: 'hub.mode=publish&hub.url=https%3A%2F%2Fblog.test%2Ftags%2Ftea%2520time%2Ffeed.xml',
      from: 'Outward/test (+https://blog.test/)',
    },
  ]);
});

test.each([
  [400, 'refused'],
  [404, 'refused'],
  [302, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
] as const)('%i: the ping is %s, and no redirect followed', async (status, kind) => {
  const { heard, url } = await startHub(status, { location: '/elsewhere' });
  expect(await open().ping(url, topic)).toEqual({ kind, reason: `answered ${status}` });
  expect(heard.length).toBe(1);
});

test('a hub that is not there is no exception', async () => {
  const { url } = await startHub(204);
  const nobody = new URL(url);
  nobody.port = '9';
  expect(await open().ping(nobody.href, topic)).toMatchObject({ kind: 'failed' });
});

test('a hub inside the private network is not asked', async () => {
  const { heard, url } = await startHub(204);
  expect(await open('').ping(url, topic)).toMatchObject({ kind: 'failed' });
  expect(heard).toEqual([]);
});
