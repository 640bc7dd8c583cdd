import { hash } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOutward, type Outward } from '../support/outward.ts';
import { firstStatus, head, speak, type Heard } from './support/raw-socket.ts';

let blog: Outward;
let port: number;

beforeAll(async () => {
  blog = await startOutward();
  port = Number(new URL(blog.address).port);
});

afterAll(() => blog[Symbol.asyncDispose]());

const host = 'Host: localhost';
/** Asked on the same connection after each attack: what a proxy would take for the request of somebody else. */
const next = head('GET /robots.txt HTTP/1.1', host, 'Connection: close');
const fields = [host, 'Content-Type: application/activity+json', 'Signature: keyId="x"'];
const post = (...more: readonly string[]): string => head('POST /ap/inbox HTTP/1.1', ...fields, ...more);
const get = (path: string, ...more: readonly string[]): string =>
  head(`GET ${path} HTTP/1.1`, host, ...more, 'Connection: close');
const chunked = (...chunks: readonly string[]): string =>
  post('Transfer-Encoding: chunked') + chunks.join('');

describe('what two servers could read as two requests is none, and ends the connection: 400', () => {
  const smuggled = 'GET /smuggled HTTP/1.1\r\n\r\n';

  test.each([
    ['a length and chunks', post('Content-Length: 4', 'Transfer-Encoding: chunked') + `0\r\n\r\n${smuggled}`],
    ['chunks and a length', post('Transfer-Encoding: chunked', 'Content-Length: 4') + `0\r\n\r\n${smuggled}`],
    ['two lengths', post('Content-Length: 0', 'Content-Length: 26') + smuggled],
    ['two lengths that are the same', post('Content-Length: 2', 'Content-Length: 2') + '{}'],
    ['lengths in a list', post('Content-Length: 2, 26') + smuggled],
    ['a length with a sign', post('Content-Length: +2') + '{}'],
    ['a negative length', post('Content-Length: -2') + '{}'],
    ['a length in hexadecimal', post('Content-Length: 0x2') + '{}'],
    ['an encoding after chunked', post('Transfer-Encoding: chunked, identity') + `0\r\n\r\n${smuggled}`],
    ['an encoding that is nearly chunked', post('Transfer-Encoding: xchunked') + `0\r\n\r\n${smuggled}`],
    ['two encodings', post('Transfer-Encoding: chunked', 'Transfer-Encoding: x') + `0\r\n\r\n${smuggled}`],
    ['a space before the colon', post('Transfer-Encoding : chunked') + `0\r\n\r\n${smuggled}`],
    ['a control character before the value', post('Transfer-Encoding: \vchunked') + `0\r\n\r\n${smuggled}`],
    ['a chunk size with a sign', chunked('+2\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size with a prefix', chunked('0x2\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size with a space', chunked('2 \r\n{}\r\n0\r\n\r\n')],
    ['a negative chunk size', chunked('-2\r\n{}\r\n0\r\n\r\n')],
    ['a chunk size beyond all numbers', chunked('ffffffffffffffffff\r\n{}\r\n0\r\n\r\n')],
    ['chunks with bare line feeds', chunked('2\n{}\n0\n\n')],
    ['a chunk that goes on', chunked('2\r\n{}0\r\n\r\n')],
    ['a chunk extension with a bare line feed', chunked('2;a\n{}\r\n0\r\n\r\n')],
    ['lines that end with a bare line feed', `GET / HTTP/1.1\n${host}\n\n`],
    ['a bare carriage return before a field', `GET / HTTP/1.1\r\n${host}\r\n\rX: y\r\n\r\n`],
    ['a second carriage return', `GET / HTTP/1.1\r\n${host}\r\r\nX: y\r\n\r\n`],
    ['a field that is folded', head('GET / HTTP/1.1', host, 'X: y', ' Content-Length: 26') + smuggled],
    ['a folded field before all others', head('GET / HTTP/1.1', ' X: y', host)],
    ['a field without a name', head('GET / HTTP/1.1', host, ': x')],
    ['a field without a colon', head('GET / HTTP/1.1', host, 'X')],
    ['a zero byte in a field', head('GET / HTTP/1.1', host, 'X: a\0b')],
  ])('%s', async (_, bytes) => {
    expect((await speak(port, bytes, next)).statuses).toEqual([400]);
  });
});

test.each([
  ['413', 'a chunk extension of 20,000 bytes', chunked(`2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`)],
  ['431', '2,000 fields', head('GET / HTTP/1.1', host, ...Array<string>(2_000).fill('a:b'))],
  ['431', 'a field of 17,000 bytes', head('GET / HTTP/1.1', host, `X: ${'x'.repeat(17_000)}`)],
  ['431', 'a target of 17,000 bytes', head(`GET /${'x'.repeat(17_000)} HTTP/1.1`, host)],
  ['400', 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['400', 'a version that there is not', head('GET / HTTP/1.2', host)],
  ['400', 'a method in small letters', head('get / HTTP/1.1', host)],
  ['400', 'a method that there is not', head('FOO / HTTP/1.1', host)],
])('%s: %s, and the connection ends', async (status, _, bytes) => {
  expect((await speak(port, bytes, next)).statuses).toEqual([Number(status)]);
});

test('200: 300 fields, and some called like what every object has, are as good as none', async () => {
  const many = Array<string>(300).fill('a:b');
  expect((await speak(port, get('/', '__proto__: x', 'constructor: x', ...many))).statuses).toEqual([200]);
});

test.each([
  ['h2c', 'Connection: Upgrade, HTTP2-Settings', 'HTTP2-Settings: AAMAAABkAAQAAP__'],
  ['websocket', 'Connection: Upgrade'],
])('an Upgrade to %s is not heeded', async (protocol, ...more) => {
  expect(await firstStatus(port, head('GET / HTTP/1.1', host, `Upgrade: ${protocol}`, ...more))).toBe(200);
});

test.each([
  ['CONNECT evil.test:443', []],
  ['TRACE /', [405]],
  ['OPTIONS *', [400]],
  ['GET *', [400]],
  ['GET file:///etc/passwd', [400]],
])('%s leads nowhere, and gives back nothing of what was sent', async (target, statuses) => {
  const heard = await speak(port, head(`${target} HTTP/1.1`, host, 'Cookie: secret', 'Connection: close'));
  expect(heard.statuses).toEqual(statuses);
  expect(heard.text).not.toMatch(/secret|root:|evil/);
});

describe('a signature', () => {
  /** A Follow that would be worth a look, were it signed: it claims to be, with a field called `name` among the rest. */
  async function follow(name: string): Promise<Heard> {
    const actor = await blogActor();
    const body = JSON.stringify({ type: 'Follow', actor: 'http://127.0.0.1:1/u', object: actor });
    const signature = `keyId="http://127.0.0.1:1/u#k",headers="(request-target) host date digest ${name}",signature="AAAA"`;
    const lines = [
      ...[host, 'Connection: close', 'Content-Type: application/activity+json'],
      `Date: ${new Date().toUTCString()}`,
      `Digest: SHA-256=${hash('sha256', body, 'base64')}`,
      `Content-Length: ${body.length}`,
      `Signature: ${signature}`,
    ];
    return speak(port, head('POST /ap/inbox HTTP/1.1', ...lines) + body);
  }

  async function blogActor(): Promise<string> {
    const { links } = (await (
      await fetch(`${blog.address}/.well-known/webfinger?resource=${blog.origin}`)
    ).json()) as { links: { rel: string; href: string }[] };
    return links.find(({ rel }) => rel === 'self')?.href ?? '';
  }

  test('401: in the trailer of a body is none', async () => {
    const lines = [
      host,
      'Content-Type: application/activity+json',
      'Transfer-Encoding: chunked',
      'Connection: close',
    ];
    const trailer = '2\r\n{}\r\n0\r\nSignature: keyId="x"\r\n\r\n';
    const { statuses, text } = await speak(port, head('POST /ap/inbox HTTP/1.1', ...lines) + trailer);
    expect([statuses, text.includes('refusal:unsigned')]).toEqual([[401], true]);
  });

  test.each(['constructor', '__proto__', 'hasownproperty'])(
    '401: that covers a field called %s, which was not sent, is malformed',
    async (name) => {
      const { statuses, text } = await follow(name);
      expect([statuses, text.includes('refusal:bad-signature')]).toEqual([[401], true]);
    },
  );
});

describe('a body', () => {
  const bomb = Buffer.alloc(50_000_000);
  test.each([
    ['gzip', gzipSync(bomb)],
    ['br', brotliCompressSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['GZIP', Buffer.from('{}')],
    ['identity, gzip', Buffer.from('{}')],
    ['x-gzip', Buffer.from('{}')],
  ])('415: in %s is not taken, let alone inflated', async (encoding, body) => {
    for (const path of ['/ap/inbox', '/ap/inbox?x', '/ap/actors/blog/inbox']) {
      const lines = [
        `POST ${path} HTTP/1.1`,
        ...fields,
        `Content-Encoding: ${encoding}`,
        'Connection: close',
      ];
      const { statuses } = await speak(port, head(...lines, `Content-Length: ${body.length}`), body);
      expect(statuses).toEqual([415]);
    }
  });

  test('413: announced as more than 256 KiB is refused before it comes', async () => {
    expect((await speak(port, post('Content-Length: 30000000'))).statuses).toEqual([413]);
    expect((await speak(port, post('Content-Length: 262145', 'Connection: close'))).statuses).toEqual([413]);
  });

  test('413: that grows beyond 256 KiB in chunks is refused before it ends', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    expect((await speak(port, chunked(chunk, chunk, chunk, chunk, '1\r\nx\r\n'))).statuses).toEqual([413]);
  });
});

describe('nothing that is answered depends on what we are called', () => {
  const paths = [
    '/',
    '/posts/how-to-brew',
    '/posts/how-to-brew/',
    '/ap/actors/blog',
    '/ap/inbox',
    '/nothing',
  ];
  const usual = (path: string): Promise<Heard> => speak(port, get(path));
  /** But for the moment when it was given. */
  /** Without its date, and its header fields in one order: what is asked for plainly comes by another door. */
  const undated = ({ text }: Heard): string => {
    const [fields = '', ...body] = text.replace(/^date: .*\r\n/im, '').split('\r\n\r\n');
    return [fields.split('\r\n').sort().join('\r\n'), ...body].join('\r\n\r\n');
  };

  test.each(['', 'evil.test', 'evil.test:99', 'EVIL.test.', '[::1]', '127.0.0.1:99999', 'x'.repeat(8_000)])(
    'Host: %s',
    async (name) => {
      for (const path of paths) {
        const heard = await speak(port, head(`GET ${path} HTTP/1.1`, `Host: ${name}`, 'Connection: close'));
        expect(undated(heard)).toBe(undated(await usual(path)));
      }
    },
  );

  test.each([
    '1?bcdef',
    '1/posts',
    'evil.test#',
    'a@evil.test',
    'evil.test\\x',
    'a, b',
    '%6c',
    'ｅvil.test',
    'a b',
  ])('400: Host: %s', async (name) => {
    for (const path of paths)
      expect(
        (await speak(port, head(`GET ${path} HTTP/1.1`, `Host: ${name}`, 'Connection: close'))).statuses,
      ).toEqual([400]);
  });

  test('400: no Host', async () => {
    expect((await speak(port, head('GET / HTTP/1.1', 'Connection: close'))).statuses).toEqual([400]);
  });

  test('a second Host', async () => {
    expect((await speak(port, get('/posts/how-to-brew', 'Host: evil.test'))).text).not.toContain('evil');
  });

  test.each(['http://evil.test', 'http://a:b@evil.test', 'https://evil.test:99'])(
    'a target that begins with %s',
    async (origin) => {
      for (const path of paths)
        expect(undated(await speak(port, get(`${origin}${path}`)))).toBe(undated(await usual(path)));
    },
  );

  test.each([
    'X-Forwarded-Host: evil.test',
    'X-Forwarded-Proto: gopher',
    'X-Forwarded-For: evil.test',
    'X-Forwarded-Prefix: /evil',
    'Forwarded: host=evil.test;proto=gopher',
    'X-Original-URL: /nothing',
    'X-Rewrite-URL: /nothing',
    'X-HTTP-Method-Override: DELETE',
    'X-Host: evil.test',
  ])('%s', async (line) => {
    for (const path of paths)
      expect(undated(await speak(port, get(path, line)))).toBe(undated(await usual(path)));
  });
});

test.each([
  'Range: bytes=0-0',
  'Range: bytes=0-0,5-9,-1',
  'Range: bytes=99999999-',
  'If-Match: "nothing"',
  'If-None-Match: "a", "b", W/"c"',
  'If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT',
])('200: whole, whatever part or state is asked for: %s', async (line) => {
  const heard = await speak(port, get('/posts/how-to-brew/', line));
  expect(heard.statuses).toEqual([200]);
  expect(heard.text).toContain('</html>');
});

test.each([
  '/../../../../etc/passwd',
  '/..%2f..%2f..%2f..%2fetc%2fpasswd',
  '/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
  '/..%5c..%5cmanifest.json',
  '/..\\..\\manifest.json',
  '/posts/..;/..;/manifest.json',
  '//etc/passwd',
  '///evil.test/%2e%2e',
  '/\\evil.test/',
  '/%00',
  '/posts/how-to-brew/%00',
  '/posts/how-to-brew/..%00/',
  '/%',
  '/%ff',
  '/files/index.html',
  '/.git/config',
  '/var/outward.db',
])('at %s there is no file outside of what was published, and nobody is led elsewhere', async (path) => {
  const heard = await speak(port, get(path));
  expect(heard.statuses).toEqual([path.includes('\\') ? 400 : 404]);
  expect(heard.text).not.toMatch(/^location:|root:|"manifest"/im);
});

test('nothing of all this troubled the program', async () => {
  expect((await fetch(`${blog.address}/posts/how-to-brew/`)).status).toBe(200);
  expect(blog.output()).not.toContain('request.failed');
});
