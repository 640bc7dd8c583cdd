import { expect, test } from 'vitest';
import { counted, jsonText, spanOf } from '../../../src/cli/words.ts';
import { NOW } from '../builders.ts';

test.each([
  [-5, '0 s'],
  [0, '0 s'],
  [1, '1 s'],
  [80_000, '1 min 20 s'],
  [120_000, '2 min'],
  [3_600_000 + 61_000, '1 h 1 min'],
  [3_600_000 + 1_000, '1 h'],
  [90_000_000, '1 d 1 h'],
])('%i ms are "%s"', (ms, text) => expect(spanOf(ms)).toBe(text));

test.each([
  [0, 0, 'nobody'],
  [1, 1, '1 inbox on 1 server'],
  [12_000, 2_000, '12,000 inboxes on 2,000 servers'],
])('%i inboxes on %i servers are "%s"', (inboxes, servers, text) => {
  expect(counted({ inboxes, servers })).toBe(text);
});

test('JSON says null for what is undefined, and moments as ISO 8601', () => {
  const value = { at: 1, endedAt: NOW, nextAt: undefined, rows: [{ firstAt: NOW, count: 2 }] };
  expect(JSON.parse(jsonText(value))).toEqual({
    ...{ at: 1, endedAt: '2026-03-10T12:00:00.000Z', nextAt: null },
    rows: [{ firstAt: '2026-03-10T12:00:00.000Z', count: 2 }],
  });
});
