import { expect, test } from 'vitest';
import { mailCourier, mailTrouble, type CourierOptions } from '../../../src/notices/courier.ts';
import type { Letter } from '../../../src/notices/letter.ts';
import { MailFailure } from '../../../src/notices/smtp.ts';
import type { Store } from '../../../src/store/store.ts';
import { hourMs, minuteMs } from '../builders.ts';
import { NOW, openScope, putComment } from './cast.ts';

/** A courier whose clock goes when the test says so, and the letters that its server took. */
interface Post {
  readonly store: Store;
  readonly taken: readonly Letter[];
  readonly offered: readonly Letter[];
  /** Rejections of the server to come. */
  readonly failures: MailFailure[];
  /** Lets so much time pass, and asks the courier. */
  round(ms?: number): Promise<void>;
  /** As the program does when it starts again. */
  restart(): void;
}

async function openPost(pace: CourierOptions['pace']): Promise<Post> {
  const scope = await openScope();
  const [taken, offered, failures]: [Letter[], Letter[], MailFailure[]] = [[], [], []];
  let now = NOW;
  const open = (): (() => Promise<void>) =>
    mailCourier({
      pace,
      scope: () => ({ ...scope, now: () => now }),
      elapsed: () => now,
      postman: {
        send: (letter) => {
          offered.push(letter);
          const failure = failures.shift();
          if (failure !== undefined) return Promise.reject(failure);
          taken.push(letter);
          return Promise.resolve();
        },
      },
    });
  let round = open();
  await round();
  return {
    ...{ store: scope.store, taken, offered, failures },
    round: (ms = 0) => {
      now += ms;
      return round();
    },
    restart: () => (round = open()),
  };
}

const dead = (): MailFailure => new MailFailure('mail.test:587: connect ECONNREFUSED', false);
const refused = (): MailFailure => new MailFailure('mail.test:587: 554 spam', true);
const subjects = (letters: readonly Letter[]): readonly string[] =>
  letters.map(({ subject }) => subject.replace(/^\[.*\] /, ''));

test('hourly: the first is mailed at once, what comes within an hour after it together', async () => {
  const post = await openPost('hourly');
  await post.round(hourMs);
  expect(post.taken).toEqual([]);
  await putComment(post.store, 'a');
  await post.round();
  for (const id of ['b', 'c']) await putComment(post.store, id);
  await post.round(hourMs - 1);
  expect(subjects(post.taken)).toEqual(['1 notice']);
  await post.round(1);
  await post.round(24 * hourMs);
  expect(subjects(post.taken)).toEqual(['1 notice', '2 notices']);
});

test('daily: at most one mail a day', async () => {
  const post = await openPost('daily');
  for (const id of ['a', 'b', 'c']) {
    await putComment(post.store, id);
    await post.round(8 * hourMs);
  }
  expect(subjects(post.taken)).toEqual(['1 notice']);
  await post.round(8 * hourMs);
  expect(subjects(post.taken)).toEqual(['1 notice', '2 notices']);
});

test('each: a mail a notice while they are few; of a wave no more than five mails a minute, which count the rest', async () => {
  const post = await openPost('each');
  for (const id of ['a', 'b']) await putComment(post.store, id);
  for (let n = 0; n < 3; n += 1) await post.round();
  expect(subjects(post.taken)).toEqual(['1 notice', '1 notice']);
  for (let n = 0; n < 50; n += 1) await putComment(post.store, `wave-${n}`);
  await post.round();
  expect(subjects(post.taken).at(-1)).toBe('50 notices');
  expect(post.taken.at(-1)?.text).toContain('and 30 more');
  for (let n = 0; n < 6; n += 1) {
    await putComment(post.store, `late-${n}`);
    await post.round(1);
  }
  expect(post.taken).toHaveLength(5);
  await post.round(minuteMs);
  expect(subjects(post.taken)).toHaveLength(6);
});

test('a server that is dead is said once, asked with growing pauses, and told in the end, by the same Message-ID', async () => {
  const post = await openPost('hourly');
  await putComment(post.store, 'a');
  post.failures.push(dead(), dead(), dead());
  await expect(post.round()).rejects.toThrow('notices could not be mailed, and will be: mail.test:587');
  expect(await mailTrouble(post.store)).toMatchObject({ failures: 1, retryAt: NOW + 10_000 });
  await post.round(9_999);
  expect(post.offered).toHaveLength(1);
  await putComment(post.store, 'b');
  await post.round(1);
  await post.round(minuteMs);
  expect(await mailTrouble(post.store)).toMatchObject({ failures: 3 });
  await post.round(5 * minuteMs);
  expect(new Set(post.offered.map(({ messageId }) => messageId)).size).toBe(1);
  expect(subjects(post.taken)).toEqual(['1 notice']);
  expect(await mailTrouble(post.store)).toBeUndefined();
  await post.round(hourMs);
  expect(subjects(post.taken)).toEqual(['1 notice', '1 notice']);
});

test('what was to be told when the program ended is told when it starts again, and what was told is not', async () => {
  const post = await openPost('hourly');
  await putComment(post.store, 'a');
  post.restart();
  post.failures.push(dead());
  await expect(post.round()).rejects.toThrow();
  post.restart();
  await post.round();
  post.restart();
  await post.round(hourMs);
  expect(post.offered).toHaveLength(2);
  expect(subjects(post.taken)).toEqual(['1 notice']);
});

test('a mail that the server refuses for what it says goes without what strangers wrote', async () => {
  const post = await openPost('hourly');
  await putComment(post.store, 'a', { content: 'a word that servers hate' });
  post.failures.push(refused(), refused());
  await expect(post.round()).rejects.toThrow();
  await post.round(minuteMs);
  await post.round(hourMs);
  expect(post.offered[0]?.text).toContain('a word that');
  expect(post.taken[0]?.text).not.toContain('a word that');
  expect(post.taken[0]?.text).toContain('commented on');
});

test('of what was taken back before it was told, nothing is mailed', async () => {
  const post = await openPost('hourly');
  await putComment(post.store, 'a');
  const [notice] = await post.store.notices(0, 1);
  await post.store.transact((tx) =>
    tx.judgeReply(notice!.subject as Parameters<typeof tx.judgeReply>[0], 'hidden'),
  );
  await post.round();
  await putComment(post.store, 'b');
  await post.round();
  expect(subjects(post.offered)).toEqual(['1 notice']);
});
