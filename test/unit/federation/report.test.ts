import { expect, test } from 'vitest';
import type { Context } from '../../../src/federation/context.ts';
import { findReported, reportsOf, type Reported } from '../../../src/federation/report.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import type { Store } from '../../../src/store/store.ts';
import { fakeRemote, found, NOW, personOf, uri } from '../builders.ts';
import { site } from '../theme/sample.ts';

const spam = 'https://bad.test/notes/1';
const spammer = 'https://bad.test/users/spammer';
const documents = {
  [spam]: found(spam, { id: spam, type: 'Note', attributedTo: spammer }),
  [spammer]: found(spammer, personOf(spammer)),
};

const context = (
  more: Readonly<Record<string, FetchOutcome>> = {},
): Pick<Context, 'now' | 'remote' | 'site' | 'store'> => ({
  now: () => NOW,
  remote: fakeRemote({ ...documents, ...more }),
  site,
  store: { setting: () => Promise.resolve(undefined) } as unknown as Store,
});

test('a post is found with its author', async () => {
  expect(await findReported(spam, context())).toMatchObject({
    object: spam,
    author: { actor: spammer, inbox: `${spammer}/inbox` },
  });
});

test('a person is found by himself', async () => {
  expect(await findReported(spammer, context())).toEqual({
    object: undefined,
    author: { actor: spammer, inbox: `${spammer}/inbox` },
  });
});

test.each([
  ['https://bad.test/nothing', 'nobody there'],
  ['@spammer@bad.test', 'no web address'],
])('%s is nothing to report: %s', async (url, reason) => {
  expect(await findReported(url, context())).toContain(reason);
});

function reported(author: string, object?: string): Reported {
  const actor = uri(author);
  return {
    object: object === undefined ? undefined : uri(object),
    author: { actor, inbox: uri(`${actor}/inbox`) },
  };
}

test('one Flag an author goes to his inbox, with his posts and why; by the server, so nobody learns who it was', () => {
  const all = [
    reported(spammer, spam),
    reported('https://worse.test/u'),
    reported(spammer, 'https://bad.test/notes/2'),
    reported(spammer, spam),
  ];
  const reports = reportsOf(all, 'Spam.', context());
  expect(reports.map(({ inboxes, to }) => [to, inboxes])).toEqual([
    ['inboxes', [`${spammer}/inbox`]],
    ['inboxes', ['https://worse.test/u/inbox']],
  ]);
  expect(reports.map(({ body }) => JSON.parse(body) as unknown)).toMatchObject([
    {
      type: 'Flag',
      actor: site.instanceActor,
      object: [spammer, spam, 'https://bad.test/notes/2'],
      content: 'Spam.',
    },
    { object: ['https://worse.test/u'] },
  ]);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(2);
});
