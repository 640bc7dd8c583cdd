import { expect, test } from 'vitest';
import { securityTxtOf } from '../../../src/protocol/security-txt.ts';

const contact = { contact: 'mailto:nadia@blog.test', languages: ['en', 'sv'], origin: 'https://blog.test' };

test('security.txt says whom to write to, in which languages, until when (RFC 9116)', () => {
  expect(securityTxtOf(contact, Date.UTC(2026, 7, 31, 23, 59))).toBe(
    'Contact: mailto:nadia@blog.test\n' +
      'Expires: 2027-02-01T00:00:00.000Z\n' +
      'Preferred-Languages: en, sv\n' +
      'Canonical: https://blog.test/.well-known/security.txt\n',
  );
});

test.each([0, 1, 5, 11])('in month %i it expires months from now, and in less than a year', (month) => {
  for (const day of [1, 15, 28]) {
    const now = Date.UTC(2026, month, day);
    const expires = /Expires: (.*)/.exec(securityTxtOf(contact, now))?.[1] ?? '';
    const days = (Date.parse(expires) - now) / 86_400_000;
    expect(days).toBeGreaterThan(150);
    expect(days).toBeLessThan(365);
  }
});
