import { expect, test } from 'vitest';
import { examine } from '../../../../src/cli/doctor/finding.ts';
import { machineChecks, originCheck } from '../../../../src/cli/doctor/machine-checks.ts';
import type { Machine } from '../../../../src/cli/doctor/machine.ts';
import { parseRanges } from '../../../../src/addresses.ts';
import { expectOnly, healthy } from './expectations.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const gibibyte = 1024 ** 3;

const good: Machine = {
  settings: { dataDir: '/srv/var', origin: 'https://blog.example.org', privatePeers: [] },
  node: '24.21.0',
  now,
  disk: { freeBytes: 20 * gibibyte, totalBytes: 100 * gibibyte },
  dataDir: { path: '/srv/var', mode: 0o700, isWritable: true },
  secrets: [{ path: '/srv/var/outward.sqlite', mode: 0o600 }],
  releaseAt: now - 3_600_000,
};

const checks = [...machineChecks, originCheck];

test('all is well on a machine that is as it should be', () => {
  expect(healthy(examine(checks, good))).toBe(true);
});

test.each<[string, Partial<Machine>, string, 'warning' | 'failure', string]>([
  ['an old Node', { node: '22.1.0' }, 'Node', 'failure', 'Node 24'],
  ['a full disk', { disk: { freeBytes: 50_000_000, totalBytes: gibibyte } }, 'Disk', 'failure', 'Make room'],
  [
    'a disk that is nearly full',
    { disk: { freeBytes: 500_000_000, totalBytes: gibibyte } },
    'Disk',
    'warning',
    'Make room',
  ],
  [
    'a store that others may read',
    { secrets: [{ path: '/srv/var/outward.sqlite', mode: 0o644 }] },
    'Permissions',
    'failure',
    'chmod 600 /srv/var/outward.sqlite',
  ],
  [
    'a data folder that all may enter',
    { dataDir: { path: '/srv/var', mode: 0o755, isWritable: true } },
    'Permissions',
    'warning',
    'chmod 700 /srv/var',
  ],
  [
    'a data folder of somebody else',
    { dataDir: { path: '/srv/var', mode: 0o700, isWritable: false } },
    'Permissions',
    'failure',
    'the user that runs the server',
  ],
  [
    'a release from the future',
    { releaseAt: now + 3_600_000 },
    'Time of the last release',
    'failure',
    'time server',
  ],
  [
    'an address for this machine only',
    { settings: { ...good.settings, origin: 'http://localhost:4321' } },
    'ORIGIN',
    'failure',
    'Set ORIGIN=https://',
  ],
  [
    'an address in a network of one’s own',
    {
      settings: {
        ...good.settings,
        origin: 'https://blog.test',
        privatePeers: parseRanges('10.0.0.0/8'),
      },
    },
    'ORIGIN',
    'warning',
    'A public name',
  ],
])('%s is named, with cause and cure', (_, bad, name, state, cure) => {
  expectOnly(examine(checks, { ...good, ...bad }), { name, state, cure });
});

test('where there is no data folder yet, nothing is wrong with it', () => {
  const empty = { ...good, disk: undefined, dataDir: undefined, secrets: [], releaseAt: undefined };
  const findings = examine(machineChecks, empty);
  expect(findings.map(({ state }) => state)).toEqual(['ok', 'skipped', 'skipped', 'skipped']);
});
