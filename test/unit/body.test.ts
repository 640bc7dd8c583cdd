import { expect, test } from 'vitest';
import { readBody } from '../../src/body.ts';

const bytesMax = 8;

/** A request whose body comes in `chunks`; only `announced` says how long it is. */
function requestOf(
  chunks: readonly string[],
  announced?: string,
): { request: Request; pulled: () => number } {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const chunk = chunks[pulled];
        if (chunk === undefined) return controller.close();
        pulled += 1;
        controller.enqueue(new TextEncoder().encode(chunk));
      },
    },
    { highWaterMark: 0 },
  );
  const headers = announced === undefined ? {} : { 'content-length': announced };
  const request = new Request('https://blog.test/ap/inbox', {
    method: 'POST',
    body,
    duplex: 'half',
    headers,
  } as RequestInit);
  return { request, pulled: () => pulled };
}

test.each([
  ['in one piece', ['{"a":1}'], '7'],
  ['in pieces', ['{"a"', ':1}'], undefined],
  ['up to the limit', ['{"a":12}'], undefined],
  ['up to the limit, announced', ['{"a":12}'], '8'],
  ['empty', [], undefined],
])('a body %s comes back byte for byte', async (_, chunks, announced) => {
  const { request } = requestOf(chunks, announced);
  expect(Buffer.from(await readBody(request, bytesMax)).toString()).toBe(chunks.join(''));
});

test('a request without a body has an empty one', async () => {
  expect(
    await readBody(new Request('https://blog.test/ap/inbox', { method: 'POST' }), bytesMax),
  ).toHaveLength(0);
});

test('413: too much announced is refused before a byte is read', async () => {
  const { request, pulled } = requestOf(['too much'], '9');
  await expect(readBody(request, bytesMax)).rejects.toMatchObject({ code: 'too-large', status: 413 });
  expect(pulled()).toBe(0);
});

test('413: too much that was not announced is refused where it passes the limit', async () => {
  const { request, pulled } = requestOf(Array.from({ length: 1_000 }, () => 'piece'));
  await expect(readBody(request, bytesMax)).rejects.toMatchObject({ code: 'too-large' });
  expect(pulled()).toBe(2);
});
