import { expect, test } from 'vitest';
import type { ScheduledEntry } from '../../../src/cli/schedule.ts';
import { linesOf, type Overview } from '../../../src/cli/status.ts';
import { NOW } from '../builders.ts';

const quiet: Overview = {
  ...{
    followers: 3,
    waiting: 0,
    reports: 0,
    heldComments: 0,
    deliveries: { delivered: 5, pending: 1, failed: 2 },
  },
  ...{
    publication: undefined,
    held: false,
    failingHosts: [],
    served: true,
    scheduled: [],
    mail: undefined,
    webhook: undefined,
    release: undefined,
    posts: [],
  },
};

test('a quiet blog has two lines', () => {
  expect(linesOf(quiet, NOW)).toEqual(['Followers: 3', 'Deliveries: 5 accepted, 1 waiting, 2 given up']);
});

test('what waits in its grace window says when it is told, what, to how many, and how to stop it', () => {
  const says = [
    { verb: 'Create', slug: 'tea', inboxes: 1 },
    { verb: 'Update', slug: null, inboxes: 2000 },
  ];
  const publication = { tellAt: NOW + 80_000, says, page: 'https://blog.test/waiting/secret' };
  expect(linesOf({ ...quiet, publication }, NOW).slice(2)).toEqual([
    'Told in 1 min 20 s, unless you stop it (npm run outward -- cancel, or https://blog.test/waiting/secret):',
    '  Create tea to 1 inbox',
    '  Update of the blog itself to 2,000 inboxes',
  ]);
});

test('comments that wait are counted, with where they are read', () => {
  expect(linesOf({ ...quiet, heldComments: 2 }, NOW)[1]).toBe(
    'Comments that wait for you: 2 (see: npm run outward -- comments)',
  );
});

test('that mail does not go out is said, with why, in one line whatever the mail server says', () => {
  const mail = { failures: 3, reason: 'mail.test:25: 554 no\r\n\u001b[2Jspam', retryAt: NOW };
  expect(linesOf({ ...quiet, mail }, NOW)).toContain(
    'Mail does not go out: failed 3 times (mail.test:25: 554 no [2Jspam), next try 2026-03-10T12:00:00Z',
  );
});

test('that nothing is published by itself is said, with what ends it', () => {
  expect(linesOf({ ...quiet, held: true }, NOW).at(-1)).toMatch(/^Held: .*npm run publish$/);
});

test('without a server nothing moves, and no page has a button', () => {
  const publication = { tellAt: NOW, says: [], page: 'https://blog.test/waiting/secret' };
  const lines = linesOf({ ...quiet, served: false, publication }, NOW);
  expect(lines[0]).toMatch(/^No server runs here: nothing is delivered, .* npm start$/);
  expect(lines).toContain(
    'Told when a server runs again (npm start), unless you stop it (npm run outward -- cancel):',
  );
});

test('what waits for its date is named, and where all is held, that it stays back', () => {
  const due: ScheduledEntry = {
    ...{ kind: 'post', id: 'tea', slug: 'tea', title: 'Tea', file: 'content/posts/tea.md' },
    ...{ federate: true, dueAt: NOW + 60_000, isExpected: true },
  };
  expect(linesOf({ ...quiet, scheduled: [due] }, NOW)).toContain(
    'Scheduled: tea goes out 2026-03-10T12:01:00Z',
  );
  expect(linesOf({ ...quiet, scheduled: [due], held: true }, NOW).slice(-2)).toEqual([
    'Held: nothing is published by itself until you run: npm run publish',
    'Stays back: tea, dated 2026-03-10T12:01:00Z',
  ]);
});

test('of a post that was deleted and is back only its newest version has a line', () => {
  const tea = { slug: 'tea', type: 'Article', publishedAt: NOW, updatedAt: undefined } as const;
  const posts = [
    { ...tea, id: 'tea~10', state: 'announced', deletedAt: undefined },
    { ...tea, id: 'tea', state: 'deleted', deletedAt: NOW },
    { ...tea, id: 'tea~9', state: 'deleted', deletedAt: NOW },
  ] as const;
  expect(linesOf({ ...quiet, posts }, NOW).slice(2)).toEqual(['announced  2026-03-10T12:00 tea']);
});

test('each post has its line: of one that is gone, when it went', () => {
  const tea = { id: 'tea', slug: 'tea', type: 'Article', publishedAt: NOW, updatedAt: undefined } as const;
  const posts = [
    { ...tea, state: 'announced', deletedAt: undefined },
    { ...tea, id: 'pot', slug: 'pot', state: 'deleted', deletedAt: NOW + 60_000 },
  ] as const;
  expect(linesOf({ ...quiet, posts }, NOW).slice(2)).toEqual([
    'announced  2026-03-10T12:00 tea',
    'deleted    2026-03-10T12:01 pot',
  ]);
});

test('ten of the servers that fail are named, with since when, why, and what is pending there', () => {
  const host = { failures: 6, sinceAt: NOW, nextAt: NOW + 60_000, pending: 1, reason: 'read ECONNRESET' };
  const failingHosts = Array.from({ length: 12 }, (_, n) => ({ ...host, host: `h${n}.test` }));
  const lines = linesOf({ ...quiet, failingHosts }, NOW).slice(2);
  expect(lines.slice(0, 2)).toEqual([
    'Servers that fail:',
    '  h0.test since 2026-03-10T12:00:00Z, 6 times in a row (the connection was broken off (read ECONNRESET)): ' +
      '1 delivery pending, next try 2026-03-10T12:01:00Z',
  ]);
  expect([lines.length, lines.at(-1)]).toEqual([12, '  and 2 more']);
});
