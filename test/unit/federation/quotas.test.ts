import { describe, expect, test } from 'vitest';
import type { LogEvent } from '../../../src/federation/context.ts';
import { mayFill, openQuotas, type Quotas } from '../../../src/federation/quotas.ts';
import { Refusal } from '../../../src/protocol/refusal.ts';
import { NOW, thrownBy, uri } from '../builders.ts';
import { noteOf } from './handlers/scope.ts';

const alice = uri('https://social.test/users/alice');
const bob = uri('https://snac.test/bob');

/** What a small act is counted for at first: nobody knows yet how much of it is kept. */
const act = 2_200;

/** Quotas for ten small acts over what `stored` says, with a clock that can be set. */
function openDesk(stored: Record<string, number> = {}) {
  const asked: string[] = [];
  const log: LogEvent[] = [];
  const desk = { at: NOW, stored, asked, log };
  const domainBytes = (domain: string): Promise<number> => {
    asked.push(domain);
    return Promise.resolve(desk.stored[domain] ?? 0);
  };
  const quotas = openQuotas({
    store: { domainBytes },
    bytesMax: 10 * act,
    now: () => desk.at,
    log: (event) => void log.push(event),
  });
  return Object.assign(desk, { quotas });
}

async function isAdmitted(quotas: Quotas, actor = alice, bytes = 100): Promise<boolean> {
  try {
    await quotas.admit(actor, bytes);
    return true;
  } catch {
    return false;
  }
}

test('a domain may add until it is full, and others notice nothing', async () => {
  const { quotas } = openDesk({ 'social.test': 8.5 * act });
  expect(await isAdmitted(quotas)).toBe(true);
  expect(await isAdmitted(quotas)).toBe(false);
  expect(await isAdmitted(quotas, bob)).toBe(true);
  expect(await isAdmitted(quotas, bob, 10_000)).toBe(false);
});

test('429: who is turned away is told when to come again', async () => {
  const { quotas } = openDesk({ 'social.test': 10 * act });
  const refusal = await thrownBy(() => quotas.admit(alice, 1));
  expect(refusal).toBeInstanceOf(Refusal);
  expect(refusal).toMatchObject({ code: 'too-many-requests', status: 429, retryAfter: 21_600 });
  expect(refusal.message).toContain('social.test');
});

test('subdomains share what their domain may fill', async () => {
  const { quotas } = openDesk();
  for (let n = 0; n < 10; n += 1)
    expect(await isAdmitted(quotas, uri(`https://s${n}.evil.test/a`))).toBe(true);
  expect(await isAdmitted(quotas, uri('https://fresh.evil.test/a'))).toBe(false);
});

test('of a domain heard of lately the answer comes at once, and costs no reading', async () => {
  const { quotas, asked } = openDesk();
  await quotas.admit(alice, 1);
  expect(quotas.admit(alice, 1)).toBeUndefined();
  expect(asked).toEqual(['social.test']);
});

test('many at once cost one reading, and are counted together', async () => {
  const { quotas, asked } = openDesk();
  const admitted = await Promise.all(Array.from({ length: 20 }, () => isAdmitted(quotas)));
  expect(admitted.filter(Boolean)).toHaveLength(10);
  expect(asked).toEqual(['social.test']);
});

test('what was deleted, or never stored, makes room again within seconds, and a full domain is not read at each request', async () => {
  const desk = openDesk();
  for (let n = 0; n < 10; n += 1) await desk.quotas.admit(alice, 100);
  for (let n = 0; n < 50; n += 1) expect(await isAdmitted(desk.quotas)).toBe(false);
  desk.at += 1_000;
  expect(await isAdmitted(desk.quotas)).toBe(true);
  expect(desk.asked).toHaveLength(2);
});

test('a clock that was put back does not keep a domain waiting', async () => {
  const desk = openDesk({ 'social.test': 10 * act });
  expect(await isAdmitted(desk.quotas)).toBe(false);
  desk.stored['social.test'] = 0;
  desk.at -= 3_600_000;
  expect(await isAdmitted(desk.quotas)).toBe(true);
});

test('that a domain is full is told once', async () => {
  const desk = openDesk({ 'social.test': 10 * act });
  for (let n = 0; n < 5; n += 1) {
    await isAdmitted(desk.quotas);
    desk.at += 60_000;
  }
  expect(desk.log).toEqual([{ event: 'quota.full', domain: 'social.test', bytes: 10 * act }]);
});

test('when the store fails, so does the question, and the next one is asked anew', async () => {
  let fails = true;
  const domainBytes = (): Promise<number> =>
    fails ? Promise.reject(new Error('the disk')) : Promise.resolve(0);
  const quotas = openQuotas({ store: { domainBytes }, bytesMax: 10 * act, now: () => NOW });
  await expect(Promise.resolve(quotas.admit(alice, 1))).rejects.toThrow('the disk');
  fails = false;
  expect(await isAdmitted(quotas)).toBe(true);
});

describe('what takes back is never refused for want of room:', () => {
  const about = { id: undefined, actor: alice, object: alice } as const;
  const undone = { id: alice, type: undefined, object: undefined };

  test.each([
    ['an Undo', { ...about, type: 'Undo', object: undone }, false],
    ['a Delete', { ...about, type: 'Delete' }, false],
    ['a Block', { ...about, type: 'Block' }, false],
    ['a Move', { ...about, type: 'Move', target: bob }, false],
    [
      'an edit that only followers may see',
      { ...about, type: 'Update', objects: [noteOf({ visibility: 'followers' })] },
      false,
    ],
    ['an edit for everybody, which may', { ...about, type: 'Update', objects: [noteOf()] }, true],
    ['a reply, which may', { ...about, type: 'Create', objects: [noteOf()] }, true],
    ['a Follow, which may', { ...about, type: 'Follow', raw: {} }, true],
    ['a Like, which may', { ...about, type: 'Like', emoji: undefined }, true],
    ['a Flag, which may', { ...about, type: 'Flag', objects: [alice], content: '' }, true],
  ] as const)('%s', (_, activity, expected) => {
    expect(mayFill(activity)).toBe(expected);
  });
});
