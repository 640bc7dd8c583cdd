import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { live } from '../../../functions/live.ts';
import type { App } from '../../../src/app.ts';
import { alice, bob, like, replyOf, show } from '../../store/cast.ts';
import { postOf, site } from '../theme/sample.ts';
import { openDoor } from './door.ts';

const objectId = site.objectId('id-kettle');
const path = '/posts/kettle/comments/live';

beforeEach(
  () => void vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval'] }),
);
afterEach(() => void vi.useRealTimers());

/** What comes next on the stream. */
async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  const read = reader.read();
  await vi.advanceTimersByTimeAsync(1_000);
  return new TextDecoder().decode((await read).value);
}

const readerOf = ({ body }: Response): ReadableStreamDefaultReader<Uint8Array> => body!.getReader();

test('200: tells of each change, by the version that the page will have, and nobody may hold it back', async () => {
  const { ask, store } = await openDoor();
  const answer = await ask(path);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
  const reader = readerOf(answer);
  expect(await next(reader)).toMatch(/^retry: \d+\n\n$/);
  const first = await next(reader);
  expect(first).toMatch(/^id: ([0-9a-f]{16})\ndata: \1\n\n$/);
  await show(store, replyOf('one', { inReplyTo: objectId, objectId }));
  const second = await next(reader);
  expect(second).toMatch(/^id: /);
  expect(second).not.toBe(first);
  await store.transact((tx) => tx.putReaction(like(bob, { objectId }), 1));
  expect(await next(reader)).not.toBe(second);
});

test.each(['query', 'header'])(
  '200: who has that version already, and says so in the %s, is told the next',
  async (way) => {
    const { ask, store } = await openDoor();
    const first = readerOf(await ask(path));
    await next(first);
    const version = /id: (.*)/.exec(await next(first))?.[1] ?? '';
    const reader = readerOf(
      way === 'query'
        ? await ask(`${path}?seen=${version}`)
        : await ask(`${path}?seen=old`, { headers: { 'last-event-id': version } }),
    );
    await next(reader);
    await vi.advanceTimersByTimeAsync(5_000);
    await show(store, replyOf('one', { inReplyTo: objectId, objectId }));
    expect(await next(reader)).not.toContain(version);
  },
);

test('200: an answer to what the writer answered there is a change too', async () => {
  const question = replyOf('question', { inReplyTo: objectId, objectId });
  const answer = postOf('answer', { type: 'note', inReplyTo: question.id });
  const { ask, store } = await openDoor([postOf('kettle'), answer]);
  await show(store, question);
  const reader = readerOf(await ask(path));
  await next(reader);
  const before = await next(reader);
  const answerId = site.objectId(answer.id);
  await show(store, replyOf('thanks', { actor: alice, inReplyTo: answerId, objectId: answerId }));
  expect(await next(reader)).not.toBe(before);
});

test('200: HEAD opens no stream', async () => {
  const { ask } = await openDoor();
  const answer = await ask(path, { method: 'HEAD' });
  expect([answer.status, answer.body, vi.getTimerCount()]).toEqual([200, null, 0]);
});

test.each(['/posts/nothing/comments/live', '/posts/%/comments/live', '/posts/followers/comments/live'])(
  '404: %s names no conversation',
  async (nowhere) => {
    const { ask } = await openDoor([postOf('kettle'), postOf('followers', { visibility: 'followers' })]);
    expect((await ask(nowhere)).status).toBe(404);
  },
);

test('429: so many listen that no more may', async () => {
  const { ask } = await openDoor();
  for (let n = 0; n < 1_000; n += 1) await ask(path);
  expect((await ask(path)).status).toBe(429);
  expect((await ask('/posts/kettle/')).status).toBe(200);
});

test.each(['x'.repeat(9_000), 'f'.repeat(65), 'a\u0000', ''])(
  'what can be no version of ours is not kept with the stream: %j',
  (seen) => {
    const listen = vi.fn<App['conversations']['listen']>(() => new ReadableStream());
    const release = { objectBySlug: () => ({ id: 'id-kettle' }) };
    const app = { conversations: { listen }, release, settings: {} } as unknown as App;
    live(new Request(`https://blog.test${path}?${new URLSearchParams({ seen })}`), app);
    expect(listen).toHaveBeenCalledWith({ id: 'id-kettle' }, undefined, '');
  },
);
