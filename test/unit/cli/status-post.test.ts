import { expect, test } from 'vitest';
import type { ScheduledEntry } from '../../../src/cli/schedule.ts';
import { headOf, linesOf } from '../../../src/cli/status-post.ts';
import type { PostLedger } from '../../../src/federation/ledger.ts';
import type { ActivityRecord, OpenCount } from '../../../src/store/store.ts';
import { minuteMs, NOW, uri } from '../builders.ts';

const nobody = { inboxes: 0, servers: 0, firstAt: undefined, lastAt: undefined };

function ledger(changes: Partial<PostLedger> = {}): PostLedger {
  return {
    ...{ id: 'tea', objectId: uri('https://blog.test/ap/objects/tea'), slug: 'tea', state: 'announced' },
    ...{ publishedAt: NOW, updatedAt: undefined, deletedAt: undefined, waiting: undefined },
    ...{ reached: nobody, activities: [] },
    ...changes,
  };
}

const about = { now: NOW, isServed: true, schedule: { entries: [], isHeld: false } };

test.each<[string, Partial<PostLedger>]>([
  ['tea: told 2026-03-10T12:00:00Z.', {}],
  ['tea: told 2026-03-10T12:00:00Z, changed 2026-03-10T12:01:00Z.', { updatedAt: NOW + minuteMs }],
  ['tea: never sent: it stood there at first start.', { state: 'registered' }],
  ['tea: deleted 2026-03-10T12:01:00Z.', { state: 'deleted', deletedAt: NOW + minuteMs }],
  ['tea: nobody has been told yet.', { state: 'untold' }],
])('the first line says where a post stands: "%s"', (line, changes) => {
  expect(headOf(ledger(changes), about)).toEqual([line]);
});

test('what waits says for how long, and how to stop it', () => {
  const waiting = { verbs: ['Update'], tellAt: NOW + 80_000 };
  expect(headOf(ledger({ waiting }), about)).toContain(
    'Update: told in 1 min 20 s unless you stop it: npm run outward -- cancel',
  );
});

test('a post that waits for its date says when it goes out, and what it takes', () => {
  const due: ScheduledEntry = {
    ...{ kind: 'post', id: 'tea', slug: 'tea', title: 'Tea', file: 'content/posts/tea.md' },
    ...{ federate: true, dueAt: NOW + minuteMs, isExpected: true },
  };
  const schedule = { entries: [due], isHeld: false };
  expect(headOf(ledger({ state: 'untold' }), { ...about, isServed: false, schedule })).toEqual([
    'tea: nobody has been told yet.',
    'Scheduled: tea goes out 2026-03-10T12:01:00Z',
    'No server runs here, and nothing goes out by itself. To start one: npm start',
  ]);
});

test('whom a post reached is said with the first and the last, and what "sent" means', () => {
  const reached = { inboxes: 1200, servers: 1, firstAt: NOW, lastAt: NOW + minuteMs };
  expect(headOf(ledger({ reached, activities: [activity()] }), about).slice(1)).toEqual([
    'Reached 1,200 inboxes on 1 server, first 2026-03-10T12:00:00Z, last 2026-03-10T12:01:00Z.',
    '"Sent" is what the receiver accepted: it answered 2xx.',
  ]);
});

function activity(changes: Partial<ActivityRecord> = {}): ActivityRecord {
  return {
    ...{ id: uri('https://blog.test/ap/objects/tea#create'), type: 'Create', queuedAt: NOW },
    ...{ objectId: uri('https://blog.test/ap/objects/tea'), inboxes: 0, servers: 0, accepted: nobody },
    ...{ pending: { ...nobody, nextAt: undefined }, failed: nobody, open: [] },
    ...changes,
  };
}

function open(changes: Partial<OpenCount> = {}): OpenCount {
  return {
    ...{ state: 'pending', reason: undefined, waitsFor: undefined, nextAt: undefined },
    ...{ inboxes: 1, servers: 1, hosts: ['a.test'] },
    ...changes,
  };
}

test('an activity that went to nobody is one line', () => {
  expect(linesOf(activity())).toEqual(['Create 2026-03-10T12:00:00Z to nobody']);
});

test('each part of an activity has its line, and its reasons below it', () => {
  const lines = linesOf(
    activity({
      ...{ inboxes: 10, servers: 9 },
      accepted: { inboxes: 1, servers: 1, firstAt: NOW, lastAt: NOW },
      pending: { inboxes: 3, servers: 2, nextAt: NOW + minuteMs },
      failed: { inboxes: 6, servers: 6 },
      open: [
        open({
          state: 'failed',
          reason: 'connect ECONNREFUSED',
          inboxes: 6,
          servers: 6,
          hosts: ['a.test', 'b.test'],
        }),
        open({ reason: 'answered 503' }),
        open(),
        open({ waitsFor: 'earlier' }),
      ],
    }),
  );
  expect(lines).toEqual([
    'Create 2026-03-10T12:00:00Z to 10 inboxes on 9 servers',
    '  sent to 1 inbox on 1 server 2026-03-10T12:00:00Z',
    '  pending: 3 inboxes on 2 servers, next try 2026-03-10T12:01:00Z',
    '    1 answered 503: a.test',
    '    1 not tried yet: a.test',
    '    1 waits for what was queued before: a.test',
    '  given up: 6 inboxes on 6 servers',
    '    6 nobody listens there (connect ECONNREFUSED): a.test, b.test and 4 more',
  ]);
});

test('what a server answered steers no terminal', () => {
  const [, , line] = linesOf(
    activity({ pending: { inboxes: 1, servers: 1, nextAt: NOW }, open: [open({ reason: 'a\u001B[2Jb' })] }),
  );
  expect(line).toBe('    1 a [2Jb: a.test');
});
