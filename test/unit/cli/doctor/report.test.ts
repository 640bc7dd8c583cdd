import { expect, test } from 'vitest';
import { failure, skipped, warning, well, type Finding } from '../../../../src/cli/doctor/finding.ts';
import { reportLines, troubleLines } from '../../../../src/cli/doctor/report.ts';

const findings: readonly Finding[] = [
  { group: 'This machine', name: 'Disk', ...well('20 GB free') },
  { group: 'This machine', name: 'Node', ...failure('version 22', { cause: 'Old.', cure: 'Renew it.' }) },
  { group: 'The address', name: 'TLS', ...warning('3 days\u001b[31m', { cause: 'A.', cure: 'B.' }) },
  { group: 'The address', name: 'Port 80', ...skipped('not asked') },
];

test('findings come in groups: one line for what is well, three for what is not; nothing steers the terminal', () => {
  expect(reportLines(findings)).toEqual([
    'This machine',
    '  ok      Disk: 20 GB free',
    '  FAILURE Node: version 22',
    '            why  Old.',
    '            cure Renew it.',
    '',
    'The address',
    '  WARNING TLS: 3 days [31m',
    '            why  A.',
    '            cure B.',
    '  skipped Port 80: not asked',
    '',
    '1 failure, 1 warning, 1 well, 1 skipped',
  ]);
});

test('at a start only what is not well is said, a line each', () => {
  expect(troubleLines(findings)).toEqual(['Node: version 22. Renew it.', 'TLS: 3 days [31m. B.']);
});
