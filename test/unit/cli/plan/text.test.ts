import { describe, expect, test } from 'vitest';
import { textOfPlan } from '../../../../src/cli/plan/text.ts';
import { NOW } from '../../builders.ts';
import { appearanceOf, bare, changeOf, planOf, problem, scheduled, tags, warningOf } from './sample.ts';

test('says when there is nothing to tell, and that it was a plan', () => {
  expect(textOfPlan(planOf(), bare)).toBe(
    'Nothing to tell anybody: all is as it was announced.\nThis was a plan. Nothing was changed and nothing sent.',
  );
});

describe('a change', () => {
  const linesOf = (...args: Parameters<typeof changeOf>): readonly string[] =>
    textOfPlan(planOf({ changes: [changeOf(...args)] }), bare).split('\n');

  test('is told with verb, post, reach, reason, title and file', () => {
    expect(linesOf().slice(0, 2)).toEqual([
      'Create kettle to 12 inboxes on 9 servers, because it is new',
      '  "A kettle", content/posts/kettle.md',
    ]);
  });

  test.each([
    [{ kind: 'counted', inboxes: 0, servers: 0 }, 'nobody'],
    [{ kind: 'counted', inboxes: 1, servers: 1 }, '1 inbox on 1 server'],
    [{ kind: 'uncounted', isToFollowers: true, named: 0 }, 'all followers'],
    [{ kind: 'uncounted', isToFollowers: true, named: 2 }, 'all followers and 2 inboxes named in it'],
    [{ kind: 'uncounted', isToFollowers: false, named: 1 }, '1 inbox named in it'],
    [{ kind: 'uncounted', isToFollowers: false, named: 0 }, 'nobody'],
  ] as const)('with the reach %o goes to %s', (reach, words) => {
    expect(linesOf({ reach })[0]).toBe(`Create kettle to ${words}, because it is new`);
  });

  test.each([
    [{ kind: 'delete', reach: { kind: 'nobody' } }, 'Forget kettle and tell nobody, because'],
    [{ kind: 'quiet', reach: { kind: 'nobody' } }, 'Change kettle and tell nobody, because'],
    [{ kind: 'actor', slug: undefined, verb: 'Update' }, 'Update the profile to '],
    [{ kind: 'move', slug: undefined, verb: 'Move' }, 'Move the blog to '],
  ] as const)('of %o begins with %s', (more, beginning) => {
    expect(linesOf({ verb: undefined, ...more })[0]).toContain(beginning);
  });

  test('that moves the page says from where to where', () => {
    const moved = { from: '/posts/brewing/', to: '/posts/kettle/' };
    expect(linesOf({ moved })).toContain(
      '  Its address /posts/brewing/ becomes /posts/kettle/, and the old one leads there.',
    );
  });

  test('shows what is left of it on Mastodon, and what arrives nowhere', () => {
    const lost = ['The title is not shown.'];
    const media = [{ url: 'https://blog.test/media/a.png', alt: 'A cup', width: 1, height: 1 }];
    const appearances = [
      appearanceOf({ spoiler: 'Hot', title: 'A kettle', media, more: 2, lost: ['No tables.'] }),
      appearanceOf({ software: 'gotosocial', lost }),
      appearanceOf({ software: 'misskey', lost }),
    ];
    expect(linesOf({ appearances }).slice(2, 5)).toEqual([
      '  On Mastodon: folded behind "Hot" "A kettle" Water first. [1 picture, 2 more not shown]',
      '  No tables. (Mastodon)',
      '  The title is not shown. (GoToSocial, Misskey)',
    ]);
  });

  test('has its verb in a colour of its own', () => {
    const text = textOfPlan(
      planOf({ changes: [changeOf(), changeOf({ kind: 'delete', verb: 'Delete' })] }),
      tags,
    );
    expect(text).toContain('<green>Create</green> kettle to');
    expect(text).toContain('<red>Delete</red> kettle to');
  });
});

test('of many changes the first 20 are shown, and how many more there are', () => {
  const text = textOfPlan(planOf({ changes: Array.from({ length: 23 }, () => changeOf()) }), bare);
  expect(text.match(/^Create/gm)).toHaveLength(20);
  expect(text).toContain('And 3 changes more: --json lists all.');
});

test('a mistake in the content is shown with file, line and cure, and nothing is said to be as it was', () => {
  const text = textOfPlan(planOf({ problems: [problem] }), bare);
  expect(text).toBe(
    'content/posts/bad.md:3: date: "soon" is not a date. Write it as 2026-03-01.\n\n' +
      'One thing to mend in the content. It cannot be published.',
  );
});

test('what is refused comes first, with the line that helps', () => {
  const refused = [{ file: 'content/posts/b.md', reason: 'it is a rename', remedy: 'Add the line "id: a".' }];
  const text = textOfPlan(planOf({ refused, changes: [changeOf()] }), bare);
  expect(text.split('\n')[0]).toBe('content/posts/b.md:1: refused: it is a rename. Add the line "id: a".');
});

test('mentions of nobody and remarks stand with file and line; those on what was there before are only counted', () => {
  const unresolved = [
    { name: '@ada@nowhere.test', reason: 'nobody answers', file: 'content/posts/kettle.md', line: 7 },
  ];
  const commitWarnings = [{ commit: '1a2b3c4', message: 'It says minro.', remedy: 'Write minor.' }];
  const warnings = [warningOf(9)];
  const text = textOfPlan(planOf({ unresolved, commitWarnings, warnings, knownWarnings: 3 }), bare);
  expect(text).toContain('commit 1a2b3c4: It says minro. Write minor.');
  expect(text).toContain(
    'content/posts/kettle.md:7: @ada@nowhere.test is nobody that could be found (nobody answers).',
  );
  expect(text).toContain(
    'content/posts/kettle.md:9: There is no /posts/cup/ on this site. Correct the address. (dead-link)',
  );
  expect(text).toContain('3 remarks are left out, on what was there before (--all lists them).');
});

test('what waits is named with the time that is left and how to stop it, and its secret is not', () => {
  const waiting = {
    token: 'secret',
    release: 'r2',
    previous: 'r1',
    at: NOW - 40_000,
    sendAt: NOW + 80_000,
    says: [],
  };
  const text = textOfPlan(planOf({ waiting }), bare);
  expect(text).toContain(
    'What was published last is told in 1 min 20 s. To stop it: npm run outward -- cancel.',
  );
  expect(text).not.toContain('secret');
  expect(textOfPlan(planOf({ waiting: { ...waiting, sendAt: NOW } }), bare)).toContain(
    'is told at any moment',
  );
});

test('where no server runs, what waits is told when one does', () => {
  const waiting = { token: 'secret', release: 'r2', previous: 'r1', at: NOW, sendAt: NOW + 60_000, says: [] };
  expect(textOfPlan(planOf({ waiting, isServed: false }), bare)).toContain(
    'is told when a server runs again (npm start), in 1 min at the earliest.',
  );
});

test('what waits and would not be told any more is named', () => {
  const says = [{ verb: 'Delete', slug: 'kettle', inboxes: 3 }];
  const waiting = { token: 'secret', release: 'r2', previous: 'r1', at: NOW, sendAt: NOW + 60_000, says };
  expect(textOfPlan(planOf({ waiting, withdrawn: says }), bare)).toContain(
    'Withdrawn before anybody was told: Delete kettle',
  );
});

test('posts that wait for their date are named with it, and so is a page that a commit keeps from being sent', () => {
  const page = changeOf({
    ...{ kind: 'page', verb: undefined, reach: { kind: 'nobody' } },
    why: 'commit 1a2b3c4 says Outward-Federate: false',
  });
  const text = textOfPlan(planOf({ changes: [page], scheduled: [scheduled] }), bare);
  expect(text).toContain('Show kettle and tell nobody, because commit 1a2b3c4 says Outward-Federate: false');
  expect(text).toContain('Scheduled: later goes out 2026-03-10T13:00:00Z');
});

test('a publication that was cancelled is said to hold all others', () => {
  expect(textOfPlan(planOf({ isHeld: true }), bare)).toContain(
    'nothing is published by itself until you run',
  );
});

test('a base is named by commit and revision; one that cannot be read says that nothing is compared', () => {
  const base = { rev: 'origin/main', commit: '0123456789abcdef', unreadable: undefined, warnings: [] };
  expect(textOfPlan(planOf({ base }), bare)).toContain(
    'Compared with the content at 0123456, where this left origin/main.',
  );
  const text = textOfPlan(planOf({ base: { ...base, unreadable: 'x.md:1: is broken.\nand more' } }), bare);
  expect(text).toContain('Nothing can be compared');
  expect(text).toContain('x.md:1: is broken.');
  expect(text).not.toContain('all is as it was announced');
});

test('lines are broken at the width of the terminal, and what follows is indented', () => {
  const text = textOfPlan(planOf({ changes: [changeOf({ why: 'its text and its pictures changed' })] }), {
    ...bare,
    width: 40,
  });
  expect(text.split('\n').slice(0, 3)).toEqual([
    'Create kettle to 12 inboxes on 9',
    '  servers, because its text and its',
    '  pictures changed',
  ]);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
});

test('what was written steers no terminal', () => {
  const title = 'A \u001b[2J kettle\u202e\nCreate more';
  const text = textOfPlan(planOf({ changes: [changeOf({ title })] }), bare);
  expect(text).toContain('"A [2J kettle Create more"');
});
