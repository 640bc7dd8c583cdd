import { expect, test } from 'vitest';
import { expiryOf, readClaim, signClaim, type Claim } from '../../../src/notices/token.ts';
import { uri } from '../builders.ts';

const dayMs = 86_400_000;
const claim: Claim = {
  verb: 'hide',
  kind: 'comment',
  row: 7,
  subject: uri('https://social.test/notes/ü?a=b'),
  expiresAt: 5 * dayMs,
};
const token = signClaim(claim, 'key');

test('what was signed is read again, and is one segment of a path', () => {
  expect(readClaim(token, 'key')).toEqual(claim);
  expect(token).toMatch(/^[\w.-]+$/);
});

test('what was signed with another key, changed, or never signed is nothing', () => {
  const [payload = '', mac = ''] = token.split('.');
  const other = signClaim({ ...claim, verb: 'approve' }, 'key').split('.')[0] ?? '';
  expect(readClaim(token, 'other key')).toBeUndefined();
  for (const forged of [
    '',
    '.',
    payload,
    `${payload}.`,
    `.${mac}`,
    `${other}.${mac}`,
    `${token}.`,
    `${token}x`,
  ])
    expect(readClaim(forged, 'key')).toBeUndefined();
});

test('links are good for a fortnight at least, and the same for a whole day', () => {
  expect(expiryOf(0)).toBe(15 * dayMs);
  expect(expiryOf(dayMs - 1)).toBe(15 * dayMs);
  expect(expiryOf(dayMs)).toBe(16 * dayMs);
});
