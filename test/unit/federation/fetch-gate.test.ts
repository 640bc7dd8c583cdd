import { describe, expect, test } from 'vitest';
import { openFetchGate, type FetchGate } from '../../../src/federation/fetch-gate.ts';
import { TurnedAway } from '../../../src/federation/turns.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { minuteMs, uri } from '../builders.ts';

interface Desk {
  readonly gate: FetchGate;
  clock: number;
  underWay: number;
  most: number;
  /** One fetch from `host`, which takes a turn of the event loop. */
  fetch(host: string): Promise<string>;
}

function openDesk(): Desk {
  const desk: Desk = {
    clock: 0,
    underWay: 0,
    most: 0,
    gate: openFetchGate(() => desk.clock),
    fetch: (host) =>
      desk.gate.pass(at(host), async () => {
        desk.underWay += 1;
        desk.most = Math.max(desk.most, desk.underWay);
        await new Promise((later) => setImmediate(later));
        desk.underWay -= 1;
        return 'fetched';
      }),
  };
  return desk;
}

const at = (host: string): Uri => uri(`https://${host}/1`);
const hosts = (count: number): string[] => Array.from({ length: count }, (_, n) => `h${n}.test`);

test('four at a time are fetched from one host, and all come to their turn', async () => {
  const desk = openDesk();
  const fetched = await Promise.all(Array.from({ length: 100 }, () => desk.fetch('social.test')));
  expect([desk.most, new Set(fetched)]).toEqual([4, new Set(['fetched'])]);
});

test('sixteen at a time are fetched from one domain, whose names cost nothing', async () => {
  const desk = openDesk();
  await Promise.all(hosts(100).map((host) => desk.fetch(`${host.replace('.test', '')}.social.test`)));
  expect(desk.most).toBe(16);
});

test('sixty-four at a time are fetched in all', async () => {
  const desk = openDesk();
  await Promise.all(hosts(200).map(desk.fetch));
  expect(desk.most).toBe(64);
});

test('a host that hangs holds up nobody else', async () => {
  const desk = openDesk();
  const hanging = Array.from({ length: 100 }, () =>
    desk.gate.pass(at('hangs.test'), () => new Promise(() => undefined)),
  );
  void Promise.allSettled(hanging);
  expect(await desk.fetch('social.test')).toBe('fetched');
});

test('who comes when hundreds wait is turned away', async () => {
  const desk = openDesk();
  const attempts = await Promise.allSettled(Array.from({ length: 600 }, () => desk.fetch('social.test')));
  const turnedAway = attempts.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  expect(turnedAway).toHaveLength(600 - 4 - 256);
  expect(turnedAway[0]).toBeInstanceOf(TurnedAway);
  const many = await Promise.allSettled(hosts(600).map(desk.fetch));
  expect(many.filter(({ status }) => status === 'rejected')).toHaveLength(600 - 512);
});

describe('a host that was asked in vain', () => {
  const spent = (): Desk => {
    const desk = openDesk();
    for (let n = 0; n < 30; n += 1) desk.gate.inVain(at('social.test'));
    return desk;
  };

  test('is not asked under another name of its domain either: those cost nothing', async () => {
    await expect(spent().fetch('x.social.test')).rejects.toThrow(TurnedAway);
  });

  test('thirty times is not asked again, which says nothing of other hosts', async () => {
    const { fetch } = spent();
    await expect(fetch('social.test')).rejects.toThrow(
      new TurnedAway('social.test was asked in vain too often'),
    );
    expect(await fetch('elsewhere.test')).toBe('fetched');
  });

  test('is asked once more every ten seconds, and as before after five minutes', async () => {
    const desk = spent();
    desk.clock = 10_000;
    expect(await desk.fetch('social.test')).toBe('fetched');
    desk.gate.inVain(at('social.test'));
    await expect(desk.fetch('social.test')).rejects.toThrow(TurnedAway);
    desk.clock += 5 * minuteMs;
    for (let n = 0; n < 29; n += 1) desk.gate.inVain(at('social.test'));
    expect(await desk.fetch('social.test')).toBe('fetched');
  });

  test('is not asked for what was waiting meanwhile either', async () => {
    const desk = openDesk();
    const asked: number[] = [];
    const fetchInVain = (n: number): Promise<unknown> =>
      desk.gate.pass(at('social.test'), async () => {
        asked.push(n);
        await new Promise((later) => setImmediate(later));
        desk.gate.inVain(at('social.test'));
      });
    const attempts = Array.from({ length: 100 }, (_, n) => fetchInVain(n).catch((error: unknown) => error));
    await Promise.all(attempts);
    expect(asked.length).toBeLessThanOrEqual(30 + 3);
  });

  test('is forgotten when too many others were: memory stays bounded', async () => {
    const desk = spent();
    for (const host of hosts(10_000)) desk.gate.inVain(at(host));
    expect(await desk.fetch('social.test')).toBe('fetched');
  });
});
