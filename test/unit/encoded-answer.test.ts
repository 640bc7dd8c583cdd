import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodedAnswer } from '../../src/encoded-answer.ts';

const text = '<p>Tea is a plant, a drink, a pause.</p>'.repeat(50);
const html = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };

function asked(accepted: string): Request {
  return new Request('https://blog.test/', { headers: { 'accept-encoding': accepted } });
}

function bytesOf(answer: Response): Promise<Buffer> {
  return answer.arrayBuffer().then((bytes) => Buffer.from(bytes));
}

test.each([
  ['br', 'gzip, br', brotliDecompressSync],
  ['gzip', 'gzip, br;q=0', gunzipSync],
])('a text is sent in %s to who accepts "%s"', async (encoding, accepted, decode) => {
  const answer = await encodedAnswer(asked(accepted), new Response(text, { status: 404, headers: html }));
  expect(answer.status).toBe(404);
  expect(Object.fromEntries(answer.headers)).toEqual({
    ...html,
    'content-encoding': encoding,
    vary: 'Accept-Encoding',
  });
  const bytes = await bytesOf(answer);
  expect(bytes.length).toBeLessThan(text.length / 4);
  expect(decode(bytes).toString()).toBe(text);
});

test('to who accepts none it is sent as it is, and caches are told that it may be otherwise', async () => {
  const answer = await encodedAnswer(asked('identity'), new Response(text, { headers: html }));
  expect(Object.fromEntries(answer.headers)).toEqual({ ...html, vary: 'Accept-Encoding' });
  expect(await answer.text()).toBe(text);
});

test.each([
  ['Accept', 'Accept, Accept-Encoding'],
  ['Accept, Accept-Encoding, Signature', 'Accept, Accept-Encoding, Signature'],
])('what the answer varies by already stays: %s', async (vary, expected) => {
  const answer = await encodedAnswer(asked('br'), new Response(text, { headers: { ...html, vary } }));
  expect(answer.headers.get('vary')).toBe(expected);
});

test.each([
  ['a short text', 'short', html],
  ['events', text, { 'content-type': 'text/event-stream' }],
  ['what no cache may keep', text, { ...html, 'cache-control': 'private, no-store' }],
  ['what is no text', text, { 'content-type': 'image/png' }],
  ['what is in a form already', text, { ...html, 'content-encoding': 'br' }],
])('%s is sent as it is', async (_, body, headers) => {
  const answer = await encodedAnswer(asked('gzip, br'), new Response(body, { headers }));
  expect(Object.fromEntries(answer.headers)).toEqual(headers);
  expect(await answer.text()).toBe(body);
});

test('an answer without content stays so', async () => {
  const answer = await encodedAnswer(asked('br'), new Response(null, { status: 204 }));
  expect([answer.status, answer.body, [...answer.headers]]).toEqual([204, null, []]);
});

test('however many different texts are asked for, each is the one that was asked for', async () => {
  for (let n = 0; n < 40; n += 1) {
    const own = `${n % 20}${text}`;
    const answer = await encodedAnswer(asked('br'), new Response(own, { headers: html }));
    expect(brotliDecompressSync(await bytesOf(answer)).toString()).toBe(own);
  }
});
