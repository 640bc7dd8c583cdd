import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Listeners } from '../../../src/release/listeners.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';

const tea = 'https://blog.test/ap/objects/tea' as Uri;
const cake = 'https://blog.test/ap/objects/cake' as Uri;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Listeners to whom every topic has the version that `versions` says, or none. */
function open(versions: Readonly<Record<Uri, string | undefined>>): {
  readonly listeners: Listeners;
  readonly asked: Uri[];
} {
  const asked: Uri[] = [];
  const listeners = new Listeners((topic) => {
    asked.push(topic);
    return Promise.resolve(versions[topic]);
  });
  return { listeners, asked };
}

/** What a reader takes, as it comes; `ended` when the stream has. */
function taken(stream: ReadableStream<Uint8Array>): string[] {
  const texts: string[] = [];
  const decoder = new TextDecoder();
  void (async () => {
    for await (const bytes of stream) texts.push(decoder.decode(bytes));
    texts.push('ended');
  })();
  return texts;
}

const events = (texts: readonly string[]): readonly string[] =>
  texts.filter((text) => text.startsWith('id: ')).map((text) => /data: (.*)/.exec(text)?.[1] ?? '');

const second = (count = 1): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1_000);

describe('a reader', () => {
  test('is told at once of what changed since the page was sent, and nothing when nothing has', async () => {
    const { listeners } = open({ [tea]: 'v2' });
    const [behind, current] = [
      taken(listeners.listen(tea, 'v1', 'a')),
      taken(listeners.listen(tea, 'v2', 'a')),
    ];
    await second();
    expect([events(behind), events(current)]).toEqual([['v2'], []]);
  });

  test('is told once of many changes that come together, and of no other conversation', async () => {
    const versions = { [tea]: 'v1', [cake]: 'v1' };
    const { asked, listeners } = open(versions);
    const heard = taken(listeners.listen(tea, 'v1', 'a'));
    await second();
    versions[tea] = 'v2';
    asked.length = 0;
    for (let n = 0; n < 50; n += 1) listeners.changed([tea, cake]);
    await second();
    expect(events(heard)).toEqual(['v2']);
    expect(asked).toEqual([tea]);
  });

  test('is told nothing of a change that left things as they are, or cannot be shown', async () => {
    const versions: Record<Uri, string | undefined> = { [tea]: 'v1' };
    const { listeners } = open(versions);
    const heard = taken(listeners.listen(tea, 'v1', 'a'));
    listeners.changed('all');
    await second();
    versions[tea] = undefined;
    listeners.changed('all');
    await second();
    expect(events(heard)).toEqual([]);
  });

  test('hears something every twenty seconds, so that no proxy takes the silence for a lost connection', async () => {
    const { listeners } = open({});
    const heard = taken(listeners.listen(tea, undefined, 'a'));
    await second(60);
    expect(heard).toEqual([expect.stringMatching(/^retry: \d+\n\n$/), ':\n\n', ':\n\n', ':\n\n']);
  });

  test('who takes nothing is left, and hears no more', async () => {
    const { listeners } = open({ [tea]: 'v1' });
    const reader = listeners.listen(tea, undefined, 'a').getReader();
    await second(600);
    const left: string[] = [];
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      left.push(new TextDecoder().decode(next.value));
    }
    expect(left.length).toBeLessThan(10);
  });

  test('whose stream ends with the release is asked to come back some seconds later, not all at once', async () => {
    const { listeners } = open({});
    const all = Array.from({ length: 3 }, () => taken(listeners.listen(tea, undefined, 'a')));
    listeners.end();
    await second();
    expect(all.map((texts) => texts.at(-1))).toEqual(['ended', 'ended', 'ended']);
    expect(new Set(all.map(([first]) => first)).size).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('when many listen', () => {
  test('429: one network gets no more than twenty streams once it is crowded, others get theirs', () => {
    const { listeners } = open({});
    for (let n = 0; n < 1_000; n += 1) listeners.listen(tea, undefined, 'greedy');
    expect(() => listeners.listen(tea, undefined, 'greedy')).toThrow('too many requests');
    for (let n = 0; n < 20; n += 1) listeners.listen(tea, undefined, 'modest');
    expect(() => listeners.listen(tea, undefined, 'modest')).toThrow('too many requests');
  });

  test('the place of who goes is free for another', async () => {
    const { listeners } = open({});
    const streams = Array.from({ length: 1_000 }, () => listeners.listen(tea, undefined, 'a'));
    await streams[0]?.cancel();
    listeners.listen(tea, undefined, 'a');
    expect(() => listeners.listen(tea, undefined, 'a')).toThrow();
    listeners.end();
    for (let n = 0; n < 1_000; n += 1) listeners.listen(tea, undefined, 'a');
  });
});
