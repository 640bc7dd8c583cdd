import { expect, test } from 'vitest';
import { parseRanges } from '../../../../src/addresses.ts';
import { addressChecks } from '../../../../src/cli/doctor/address-checks.ts';
import type { AddressSeen } from '../../../../src/cli/doctor/address.ts';
import type { Certificate } from '../../../../src/cli/doctor/ask.ts';
import { examine } from '../../../../src/cli/doctor/finding.ts';
import { expectOnly, healthy } from './expectations.ts';
import { answered, silence } from './replies.ts';

const now = Date.parse('2026-03-01T12:00:00Z');
const dayMs = 86_400_000;

const address = { address: '8.8.8.8', family: 4 };
const atHome = { address: '192.168.1.20', family: 4 };
const certificate: Certificate = {
  kind: 'certificate',
  fault: undefined,
  expiresAt: now + 60 * dayMs,
  issuer: 'Let’s Encrypt',
  protocol: 'TLSv1.3',
};
const page = { 'content-type': 'text/html; charset=utf-8', date: new Date(now).toUTCString() };
const good: AddressSeen = {
  now,
  settings: { origin: 'https://blog.example.org', privatePeers: [] },
  names: { byDns: [address], here: [address], fault: undefined },
  tls: certificate,
  plain: answered(301, { location: 'https://blog.example.org/' }),
  home: answered(200, page),
};

test('all is well with an address that is as it should be', () => {
  expect(healthy(examine(addressChecks, good))).toBe(true);
});

test('that nobody answers on port 80 is well too', () => {
  expect(healthy(examine(addressChecks, { ...good, plain: silence }))).toBe(true);
});

const nowhere = { byDns: [], here: [], fault: 'queryA ENOTFOUND' };
const closed = { byDns: [atHome], here: [atHome], fault: undefined };

test.each<[string, Partial<AddressSeen>, string, 'warning' | 'failure', string]>([
  ['a name that nobody knows', { names: nowhere }, 'DNS', 'failure', 'Set an A record'],
  [
    'a name that only this machine knows',
    { names: { ...nowhere, here: [address] } },
    'DNS',
    'failure',
    'Set an A record',
  ],
  ['a private address', { names: closed }, 'DNS', 'failure', 'public address'],
  [
    'a private address that the operator named',
    { names: closed, settings: { ...good.settings, privatePeers: parseRanges('192.168.0.0/16') } },
    'DNS',
    'warning',
    'a network of your own',
  ],
  ['plain http', { tls: undefined }, 'TLS', 'failure', 'Put Caddy or nginx in front'],
  [
    'a certificate that has expired',
    { tls: { ...certificate, fault: 'CERT_HAS_EXPIRED', expiresAt: now - dayMs } },
    'TLS',
    'failure',
    'Renew it',
  ],
  [
    'a chain that is not whole',
    { tls: { ...certificate, fault: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } },
    'TLS',
    'failure',
    'fullchain.pem',
  ],
  [
    'a certificate that ends in 13 days',
    { tls: { ...certificate, expiresAt: now + 13.5 * dayMs } },
    'TLS',
    'warning',
    'certbot renew --dry-run',
  ],
  ['a page over plain http', { plain: answered(200, page) }, 'Port 80', 'warning', 'redirect port 80'],
  ['nobody at home', { home: silence }, 'Front page', 'failure', 'open port 443'],
  ['a proxy without a server', { home: answered(502, page) }, 'Front page', 'failure', 'HOST and PORT'],
  [
    'something else at home',
    { home: answered(200, { ...page, 'content-type': 'text/plain' }) },
    'Front page',
    'failure',
    'forward all paths',
  ],
  [
    'a slow answer',
    { home: { ...answered(200, page), tookMs: 3_000 } },
    'Front page',
    'warning',
    'Look at its load',
  ],
  [
    'a clock that is a minute off',
    { home: answered(200, { ...page, date: new Date(now - 60_000).toUTCString() }) },
    'Clock',
    'warning',
    'time server',
  ],
  [
    'a clock that is an hour off',
    { home: answered(200, { ...page, date: new Date(now + 3_600_000).toUTCString() }) },
    'Clock',
    'failure',
    'time server',
  ],
])('%s is named, with cause and cure', (_, bad, name, state, cure) => {
  expectOnly(examine(addressChecks, { ...good, ...bad }), { name, state, cure });
});
