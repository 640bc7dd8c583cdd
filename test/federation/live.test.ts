import { expect, test } from 'vitest';
import { startOutward } from '../support/outward.ts';
import { waitFor } from '../support/wait-for.ts';
import { postText, publishPost } from './scenario.ts';

const path = '/posts/how-to-brew/comments/live';

/** What came of the events of a conversation, and whether there will be more. */
interface Heard {
  text: string;
  isOver: boolean;
}

async function listen(address: string): Promise<Heard> {
  const answer = await fetch(`${address}${path}`);
  expect(answer.status).toBe(200);
  const heard = { text: '', isOver: false };
  void (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of answer.body ?? []) heard.text += decoder.decode(bytes);
    heard.isOver = true;
  })();
  return heard;
}

test('events end with the release that the page is of, and with the program, which waits for no reader', async () => {
  await using blog = await startOutward();
  const first = await listen(blog.address);
  await waitFor(() => first.text.includes('\nid: '), 'the first event');
  await publishPost(blog, 'news', postText('News'));
  await waitFor(() => first.isOver, 'the end of the events of the old release');
  const second = await listen(blog.address);
  expect(await blog.stop()).toMatchObject({ code: 0 });
  await waitFor(() => second.isOver, 'the end of the events of the program');
});

test('readers who go leave their places to others', async () => {
  await using blog = await startOutward();
  /** Whether 400 more may listen, who then go. */
  const come = async (): Promise<boolean> => {
    const going = new AbortController();
    const ask = (): Promise<Response> => fetch(`${blog.address}${path}`, { signal: going.signal });
    const answers = await Promise.all(Array.from({ length: 400 }, ask));
    going.abort();
    return answers.every(({ status }) => status === 200);
  };
  for (let n = 0; n < 3; n += 1) await waitFor(come, 'room for 400 readers of one network');
});
