import { expect, test } from 'vitest';
import { blogChecks } from '../../../../src/cli/doctor/blog-checks.ts';
import type { BlogSeen, InsideSeen, KeySeen, StoreSeen } from '../../../../src/cli/doctor/blog.ts';
import { examine } from '../../../../src/cli/doctor/finding.ts';
import type { Manifest } from '../../../../src/release/manifest.ts';
import type { Uri } from '../../../../src/protocol/vocabulary.ts';
import { expectOnly, healthy } from './expectations.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const path = '/srv/var/outward.sqlite';
const release = '20260301T110000000Z';
const key: KeySeen = {
  kind: 'whole',
  pair: { id: 'https://blog.test/#key' as Uri, privateKeyPem: '', publicKeyPem: '' },
};
const inside: InsideSeen = {
  keys: { request: key, assertion: key, instance: key },
  deliveries: { pending: 2, delivered: 40, failed: 0 },
  nextDeliveryAt: now - 60_000,
  failingHosts: [],
  isHeld: false,
  content: { mistakes: [], isPublished: true },
};
const store: StoreSeen = { kind: 'read', path, schema: 4, newestSchema: 4, faults: [] };
const manifest = { release } as Manifest;
const good: BlogSeen = { now, store, server: { pid: 12, release }, manifest, inside };

test('all is well with a blog that is as it should be', () => {
  expect(healthy(examine(blogChecks, good))).toBe(true);
});

const failing = { failures: 3, sinceAt: now - 86_400_000, nextAt: now, pending: 1, reason: 'ETIMEOUT' };

test.each<[string, Partial<InsideSeen>, string, 'warning' | 'failure', string]>([
  [
    'a key that is missing',
    { keys: { request: { kind: 'missing' }, assertion: key, instance: key } },
    'Keys',
    'failure',
    'keys rotate',
  ],
  [
    'a key whose halves do not belong together',
    { keys: { request: key, assertion: { kind: 'broken' }, instance: key } },
    'Keys',
    'failure',
    'Restore a backup',
  ],
  ['a queue that stands', { nextDeliveryAt: now - 3_600_000 }, 'Queue', 'failure', 'work.failed'],
  [
    'servers that fail',
    { failingHosts: [{ host: 'social.test', ...failing }] },
    'Receiving servers',
    'warning',
    'tried for a week',
  ],
  [
    'content with mistakes',
    { content: { mistakes: ['content/posts/x.md:3: date: no.'], isPublished: true } },
    'Content',
    'failure',
    'outward -- plan',
  ],
  [
    'content that is not published',
    { content: { mistakes: [], isPublished: false } },
    'Publication',
    'warning',
    'npm run publish',
  ],
  ['a blog that is held', { isHeld: true }, 'Publication', 'warning', 'npm run publish'],
])('%s: is named, with cause and cure', (_, bad, name, state, cure) => {
  expectOnly(examine(blogChecks, { ...good, inside: { ...inside, ...bad } }), { name, state, cure });
});

test('of a queue that stands because no server runs, the server is the cure', () => {
  const stopped = { ...good, server: undefined, inside: { ...inside, nextDeliveryAt: now - 3_600_000 } };
  const server = { name: 'Server', state: 'failure', cure: 'npm start' } as const;
  expectOnly(examine(blogChecks, stopped), server, { ...server, name: 'Queue' });
});

test('a server that shows another release than the current one is named', () => {
  const late = { ...good, server: { pid: 12, release: '20260228T110000000Z' } };
  expectOnly(examine(blogChecks, late), { name: 'Server', state: 'warning', cure: 'start the server anew' });
});

test.each<[string, StoreSeen, 'warning' | 'failure', string]>([
  ['missing', { kind: 'absent', path }, 'failure', 'a backup in its place'],
  ['not readable', { kind: 'unreadable', path, reason: 'SQLITE_NOTADB' }, 'failure', 'fuser'],
  ['damaged', { ...store, faults: ['row 3 missing'] }, 'failure', 'restore a backup'],
  ['of a newer version', { ...store, schema: 5 }, 'failure', 'Run that version again'],
  ['of an older version', { ...store, schema: 3 }, 'warning', 'Start the server anew'],
])('a store that is %s is named, and what only it knows is skipped', (_, bad, state, cure) => {
  const findings = examine(blogChecks, { ...good, store: bad, inside: undefined });
  expectOnly(findings, { name: 'Store', state, cure });
  expect(findings.filter((finding) => finding.state === 'skipped')).toHaveLength(5);
});

test('before the first publication only the server is missed', () => {
  const fresh = { now, store: { kind: 'absent', path }, server: undefined, manifest: undefined } as const;
  expectOnly(examine(blogChecks, { ...fresh, inside: undefined }), {
    ...{ name: 'Server', state: 'failure', cure: 'npm start' },
  });
});
