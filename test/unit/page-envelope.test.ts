import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { openEnvelope } from '../../src/page-envelope.ts';
import type { Sending } from '../../src/release/serve.ts';

const noon = Date.parse('2026-03-01T12:00:00.250Z');
const page: Sending = {
  status: 200,
  fields: new Map([
    ['content-type', 'text/html'],
    ['content-length', '5'],
  ]),
  body: Buffer.from('<p>é'),
};

/** What was written, in pieces; `now` is what the clock shows. */
function openPlace(): { readonly written: Buffer[]; readonly send: Send; now: number } {
  const written: Buffer[] = [];
  const socket = { write: (bytes: Buffer) => written.push(bytes) < 1_000 } as unknown as Socket;
  const place = {
    written,
    now: noon,
    send: (sending: Sending, method: 'GET' | 'HEAD' = 'GET') => {
      envelope.write(socket, method, sending);
      return written.at(-1)?.toString() ?? '';
    },
  };
  const envelope = openEnvelope(new Map([['x-common', 'a']]), 30_000, () => place.now);
  return place;
}

type Send = (sending: Sending, method?: 'GET' | 'HEAD') => string;

const headOfPage = [
  'HTTP/1.1 200 OK',
  'x-common: a',
  'content-type: text/html',
  'content-length: 5',
  'Date: Sun, 01 Mar 2026 12:00:00 GMT',
  'Connection: keep-alive',
  'Keep-Alive: timeout=30',
  '\r\n',
].join('\r\n');

test('an answer is written in one piece', () => {
  const { send, written } = openPlace();
  expect(send(page)).toBe(`${headOfPage}<p>é`);
  expect(written).toHaveLength(1);
});

test('a HEAD is answered without the body', () => {
  expect(openPlace().send(page, 'HEAD')).toBe(headOfPage);
});

test('a 304 has no body', () => {
  const unchanged = { status: 304, fields: new Map([['etag', '"a"']]), body: undefined };
  expect(openPlace().send(unchanged)).toMatch(
    /^HTTP\/1\.1 304 Not Modified\r\n[^]*etag: "a"\r\n[^]*\r\n\r\n$/,
  );
});

test('a field that an answer has itself stands in place of that of all', () => {
  const own = { ...page, fields: new Map([['x-common', 'b']]) };
  expect(
    openPlace()
      .send(own)
      .match(/x-common: .*/g),
  ).toEqual(['x-common: b']);
});

test('within a second the same bytes are sent, then others with another date', () => {
  const place = openPlace();
  place.send(page);
  place.now += 700;
  place.send(page);
  expect(place.written[1]).toBe(place.written[0]);
  place.now += 100;
  expect(place.send(page)).toContain('Date: Sun, 01 Mar 2026 12:00:01 GMT');
});

test('a long body is not copied', () => {
  const { send, written } = openPlace();
  const body = Buffer.alloc(100_000);
  send({ ...page, body });
  expect(written).toHaveLength(2);
  expect(written[1]).toBe(body);
});

test('of more than fits into memory, what was sent first is put together anew', () => {
  const { send, written } = openPlace();
  send(page);
  for (let n = 0; n < 300; n += 1)
    send({ ...page, fields: new Map(page.fields), body: Buffer.alloc(60_000) });
  expect(send(page)).toBe(`${headOfPage}<p>é`);
  expect(written.at(-1)).not.toBe(written[0]);
});
