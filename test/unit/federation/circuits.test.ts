import { describe, expect, test, vi } from 'vitest';
import { openBell } from '../../../src/federation/bell.ts';
import { openCircuits, type Circuits } from '../../../src/federation/circuits.ts';
import type { LogEvent } from '../../../src/federation/context.ts';
import { StoreUnavailable, type HostFailure, type HostNews, type Store } from '../../../src/store/store.ts';
import { actorOf } from '../../store/cast.ts';
import { effectsOf, hourMs, minuteMs, NOW, uri, type Effect } from '../builders.ts';

const down = 'down.test';
const dayMs = 24 * hourMs;

interface Desk {
  readonly circuits: Circuits;
  /** What was written by itself, not with an outcome. */
  readonly written: Effect[];
  readonly log: LogEvent[];
  readonly rings: () => number;
  passedMs: number;
}

function openDesk({ random = () => 0, failWith }: { random?: () => number; failWith?: Error } = {}): Desk {
  const queued = openBell();
  const ring = vi.fn();
  queued.onRing(ring);
  const written: Effect[] = [];
  const log: LogEvent[] = [];
  const transact: Store['transact'] = (effects) => {
    written.push(...effectsOf(effects));
    return failWith === undefined ? Promise.resolve() : Promise.reject(failWith);
  };
  const desk = { written, log, rings: () => ring.mock.calls.length, passedMs: 0 };
  const circuits = openCircuits({
    store: { transact },
    queued,
    random,
    now: () => NOW + desk.passedMs,
    elapsed: () => desk.passedMs,
    log: (event) => void log.push(event),
  });
  return Object.assign(desk, { circuits });
}

function failureOf(news: HostNews | undefined): HostFailure {
  if (news?.kind !== 'fails') throw new Error('no failure');
  return news;
}

test('of a host that works there is nothing to store, of one that failed there is once', () => {
  const { circuits } = openDesk();
  expect(circuits.note(down, 'works')).toBeUndefined();
  expect(circuits.note(down, 'fails')).toMatchObject({ kind: 'fails', host: down, at: NOW, isOutage: true });
  expect(circuits.note(down, 'works')).toEqual({ kind: 'works', host: down, at: NOW });
  expect(circuits.note(down, 'works')).toBeUndefined();
});

test('what the store knows to fail need not have failed here', () => {
  const { circuits } = openDesk();
  circuits.takeUp(down);
  expect(circuits.note(down, 'works')).toMatchObject({ kind: 'works' });
});

test('the circuit opens at the fifth failure, for pauses that grow to a day, and a quarter more at most', () => {
  const pausesOf = (random: number): readonly number[] =>
    failureOf(openDesk({ random: () => random }).circuits.note(down, 'fails')).pausesMs;
  const minutes = [0, 0, 0, 0, 1, 5, 30, 120, 360, 720, 1440];
  expect(pausesOf(0)).toEqual(minutes.map((each) => each * minuteMs));
  expect(pausesOf(0.999_999).at(-1)).toBeLessThanOrEqual(1.25 * dayMs);
});

test('who declines is left alone for as long as he asks, an hour at most, and that is no outage', () => {
  const { circuits } = openDesk();
  expect(circuits.note(down, 'declines', 120_000)).toMatchObject({ isOutage: false, pauseMinMs: 120_000 });
  expect(circuits.note(down, 'declines', 48 * hourMs)).toMatchObject({ pauseMinMs: hourMs });
  expect(circuits.note(down, 'declines')).toMatchObject({ kind: 'fails', isOutage: false, pauseMinMs: 0 });
});

test('a failure counts against the host only where another answered within a day', () => {
  const desk = openDesk();
  const isWitnessed = (): boolean => failureOf(desk.circuits.note(down, 'fails')).isWitnessed;
  expect(isWitnessed()).toBe(false);
  desk.circuits.note('up.test', 'works');
  desk.passedMs = dayMs - 1;
  expect(isWitnessed()).toBe(true);
  desk.passedMs = dayMs;
  expect(isWitnessed()).toBe(false);
});

test('hosts that are made up by the thousand are kept in mind up to a number', () => {
  const { circuits } = openDesk();
  for (let n = 0; n < 20_000; n += 1) circuits.note(`h${n}.test`, 'fails');
  expect(circuits.note('one-more.test', 'fails')).toBeUndefined();
  expect(circuits.note('h7.test', 'fails')).toBeDefined();
});

describe('when nobody answered for a while', () => {
  test('and then somebody does, those that began to fail meanwhile are asked at once', async () => {
    const desk = openDesk();
    desk.circuits.note('up.test', 'works');
    desk.passedMs = 10_000;
    desk.circuits.note(down, 'fails');
    desk.passedMs = hourMs;
    desk.circuits.note('up.test', 'works');
    desk.circuits.note('up.test', 'works');
    expect(desk.written).toEqual([['askHostsFailingSince', NOW, NOW + hourMs]]);
    await vi.waitFor(() => expect(desk.rings()).toBe(1));
  });

  test.each([
    ['for seconds only', 30_000, true],
    ['because nothing was sent', hourMs, false],
  ])('%s, nothing follows', (_, passedMs, fails) => {
    const desk = openDesk();
    if (fails) desk.circuits.note(down, 'fails');
    desk.passedMs = passedMs;
    desk.circuits.note('up.test', 'works');
    expect(desk.written).toEqual([]);
  });
});

describe('a host that speaks', () => {
  const ann = actorOf(uri(`https://${down}/users/ann`));

  test('is asked at once if it fails, and no more than once a minute', async () => {
    const desk = openDesk();
    desk.circuits.hear(ann);
    desk.circuits.note(down, 'fails');
    desk.circuits.hear(ann);
    desk.circuits.hear(ann);
    expect(desk.written).toEqual([['askHost', down, NOW]]);
    await vi.waitFor(() => expect(desk.rings()).toBe(1));
    desk.passedMs = minuteMs;
    desk.circuits.hear(ann);
    expect(desk.written).toHaveLength(2);
  });

  test('may take what is sent under another name of its domain; under the name of another nobody speaks for it', () => {
    const desk = openDesk();
    desk.circuits.note('inbox.down.test', 'fails');
    desk.circuits.note('victim.test', 'fails');
    desk.circuits.hear({
      ...ann,
      inbox: uri('https://victim.test/inbox'),
      sharedInbox: uri('https://inbox.down.test/inbox'),
    });
    expect(desk.written).toEqual([['askHost', 'inbox.down.test', NOW]]);
  });

  test.each([
    [new StoreUnavailable('the disk is full'), []],
    [new Error('no such column'), [{ event: 'circuit.store-failed', reason: 'Error: no such column' }]],
  ])('while the store fails (%s) keeps nobody waiting', async (failWith, told) => {
    const desk = openDesk({ failWith });
    desk.circuits.note(down, 'fails');
    desk.circuits.hear(ann);
    await new Promise(setImmediate);
    expect(desk.log).toEqual(told);
    expect(desk.rings()).toBe(0);
  });
});
