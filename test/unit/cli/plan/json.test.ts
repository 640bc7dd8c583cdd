import { expect, test } from 'vitest';
import { jsonOfPlan } from '../../../../src/cli/plan/json.ts';
import { NOW } from '../../builders.ts';
import { appearanceOf, changeOf, planOf, problem, scheduled } from './sample.ts';

const read = (...args: Parameters<typeof planOf>): unknown => JSON.parse(jsonOfPlan(planOf(...args)));

test('every name is there, also when there is nothing to say', () => {
  expect(read()).toEqual({
    changes: [],
    registered: 0,
    refused: [],
    problems: [],
    warnings: [],
    knownWarnings: 0,
    commitWarnings: [],
    unresolved: [],
    rules: [],
    scheduled: [],
    waiting: null,
    held: false,
    base: null,
    release: null,
  });
});

test('a change has what it is, why, how far it goes and how it looks; null stands for what is not known', () => {
  const uncounted = { kind: 'uncounted', isToFollowers: true, named: 0 } as const;
  const notice = {
    kind: 'actor',
    slug: undefined,
    title: undefined,
    file: undefined,
    reach: uncounted,
  } as const;
  const appearances = [appearanceOf()];
  expect(read({ changes: [changeOf({ appearances }), changeOf(notice)] })).toMatchObject({
    changes: [
      {
        kind: 'create',
        verb: 'Create',
        activity: 'https://blog.test/ap/objects/kettle#create',
        id: 'kettle',
        slug: 'kettle',
        title: 'A kettle',
        file: 'content/posts/kettle.md',
        why: 'it is new',
        inboxes: 12,
        servers: 9,
        moved: null,
        appearances: [{ software: 'mastodon', text: 'Water first.' }],
      },
      { kind: 'actor', slug: null, title: null, file: null, inboxes: null, servers: null },
    ],
  });
});

test('what nobody is told of goes to none, and has no activity', () => {
  const quiet = changeOf({ kind: 'quiet', verb: undefined, activity: undefined, reach: { kind: 'nobody' } });
  expect(read({ changes: [quiet] })).toMatchObject({
    changes: [{ kind: 'quiet', verb: null, activity: null, inboxes: 0, servers: 0 }],
  });
});

test('problems and what is refused name file and line', () => {
  const refused = [{ file: 'content/posts/b.md', reason: 'it is a rename', remedy: 'Add the line "id: a".' }];
  expect(read({ problems: [problem], refused })).toMatchObject({
    problems: [{ file: 'content/posts/bad.md', line: 3, field: 'date' }],
    refused: [{ file: 'content/posts/b.md', line: 1 }],
  });
});

test('what is scheduled has its moment', () => {
  expect(read({ scheduled: [scheduled] })).toMatchObject({
    scheduled: [{ kind: 'post', slug: 'later', dueAt: '2026-03-10T13:00:00.000Z' }],
  });
});

test('what waits is there without the secret that stops it', () => {
  const waiting = { token: 'secret', release: 'r2', previous: 'r1', at: NOW, sendAt: NOW, says: [] };
  expect(read({ waiting })).toMatchObject({ waiting: { sendAt: new Date(NOW).toISOString(), says: [] } });
  expect(jsonOfPlan(planOf({ waiting }))).not.toContain('secret');
});
