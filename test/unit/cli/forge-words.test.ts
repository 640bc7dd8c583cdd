import { expect, test } from 'vitest';
import { forgeFaults, forgeLines } from '../../../src/cli/forge-words.ts';
import type { ForgeState } from '../../../src/release/forge.ts';
import { NOW } from '../builders.ts';

const refused: ForgeState = {
  arrival: { arrivedAt: NOW, forge: 'Forgejo', about: 'push to refs/heads/main' },
  outcome: {
    ...{ kind: 'refused', commit: 'abcdef0123', endedAt: NOW + 5_000 },
    words: ['content/posts/bad.md:3: date', 'Refused: \u001b[2Jnothing'],
  },
  isPending: false,
};

test('what arrived, what became of it, and why: no more than text', () => {
  expect(forgeLines(refused)).toEqual([
    'Webhook: push to refs/heads/main, from Forgejo, 2026-03-10T12:00:00Z',
    'Fetched abcdef0, 2026-03-10T12:00:05Z: refused; nothing was published of it',
    '  content/posts/bad.md:3: date',
    expect.not.stringContaining('\u001b'),
  ]);
});

test('before anything was fetched, that it is to be', () => {
  const lines = forgeLines({ ...refused, outcome: undefined, isPending: true });
  expect(lines[1]).toMatch(/to be fetched/);
});

test('only what is not published is worth a line among everything else', () => {
  const kinds = ['accepted', 'unchanged', 'refused', 'failed'] as const;
  const outcomeOf = (kind: (typeof kinds)[number]): ForgeState['outcome'] => ({
    ...{ kind, commit: undefined, words: [], endedAt: NOW },
  });
  const lines = kinds.map((kind) => forgeFaults({ ...refused, outcome: outcomeOf(kind) }).length);
  expect(lines).toEqual([0, 0, 1, 1]);
  expect(forgeFaults({ ...refused, outcome: undefined })).toEqual([]);
});
