import type { LookupAddress, LookupOptions } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { parseRanges } from '../../../src/addresses.ts';
import { checkUrl, ForbiddenAddress, guardedLookup, type Reach } from '../../../src/federation/guard.ts';

/** A resolver that gives `answers` in turn, the last one for ever. */
function reachOf(
  privatePeers: string,
  ...answers: readonly (readonly string[])[]
): Reach & { readonly asked: string[] } {
  const asked: string[] = [];
  const resolve = (hostname: string): Promise<LookupAddress[]> => {
    const addresses = answers[Math.min(asked.push(hostname), answers.length) - 1] ?? [];
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return { asked, resolve, privatePeers: parseRanges(privatePeers) };
}

const publicOnly = reachOf('');
const loopback = reachOf('127.0.0.0/8, ::1/128');

function lookUp(url: string, reach: Reach, options: LookupOptions = {}): Promise<unknown> {
  const { hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    guardedLookup(new URL(url), reach)(hostname, options, (error, address, family) => {
      if (error) reject(error);
      else resolve(typeof address === 'string' ? { address, family } : address);
    });
  });
}

describe('refused by the URL alone', () => {
  test.each([
    'https://127.0.0.1/',
    'http://127.1/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://2130706433/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:8.8.8.8]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[fe80::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://①②⑦.⓪.⓪.①/',
    'https://１２７。０。０。１/',
    'https://127.0.0.1./',
    'https://0x7f000001/',
    'https://[::]/',
    'https://[::127.0.0.1]/',
    'https://[2002:7f00:1::]/',
    'https://localhost/',
    'https://localhost./',
    'https://intranet/',
    'https://social.test./',
    'https://social.test.:443/',
    'http://8.8.8.8/',
    'https://8.8.8.8:8443/',
    'https://ann@social.test/',
    'https://ann:secret@social.test/',
    'https://:secret@social.test/',
    'ftp://social.test/',
    'file:///etc/passwd',
    'data:application/activity+json,{}',
    'javascript:alert(1)',
  ])('%s', (url) => {
    expect(() => checkUrl(new URL(url), publicOnly)).toThrow(ForbiddenAddress);
  });
});

test.each([
  ['https://social.test/users/ann', publicOnly],
  ['https://8.8.8.8/', publicOnly],
  ['https://[2606:4700::1111]/', publicOnly],
  ['http://social.test/', publicOnly], // What the name leads to decides.
  ['http://127.0.0.1:4321/', loopback],
  ['http://localhost:4321/', loopback],
  ['http://neighbour/', loopback],
  ['http://[::1]:4321/', loopback],
  ['https://[::ffff:127.0.0.1]/', loopback],
])('%s may be tried', (url, reach) => {
  expect(() => checkUrl(new URL(url), reach)).not.toThrow();
});

test('a password is no way to a private peer either', () => {
  expect(() => checkUrl(new URL('http://ann:secret@127.0.0.1/'), loopback)).toThrow(ForbiddenAddress);
});

describe('a name', () => {
  test.each([
    [
      'that leads to a private address',
      'https://evil.test/',
      ['10.0.0.1'],
      'evil.test leads to 10.0.0.1, which is not public',
    ],
    [
      'with one private address among several',
      'https://evil.test/',
      ['8.8.8.8', '::1', '1.1.1.1'],
      'evil.test leads to ::1, which is not public',
    ],
    ['over http', 'http://social.test/', ['8.8.8.8'], 'http://social.test is not https'],
    [
      'on a port of its own',
      'https://social.test:8443/',
      ['8.8.8.8'],
      'https://social.test:8443 is on a port of its own',
    ],
    ['without an address', 'https://nobody.test/', [], 'nobody.test has no address'],
  ])('%s is refused', async (_, url, addresses, reason) => {
    await expect(lookUp(url, reachOf('', addresses))).rejects.toThrow(reason);
  });

  test('that cannot be resolved fails as the resolver says', async () => {
    const resolve = (): Promise<never> => Promise.reject(new Error('ENOTFOUND nobody.test'));
    await expect(lookUp('https://nobody.test/', { resolve, privatePeers: [] })).rejects.toThrow('ENOTFOUND');
  });

  test('gives its addresses in the form that the connection asks for', async () => {
    const reach = reachOf('', ['8.8.8.8', '2606:4700::1111']);
    expect(await lookUp('https://social.test/', reach)).toEqual({ address: '8.8.8.8', family: 4 });
    expect(await lookUp('https://social.test/', reach, { all: true })).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
  });

  test('on the default port, written out, is as good as without', async () => {
    await expect(lookUp('https://social.test:443/', reachOf('', ['8.8.8.8']))).resolves.toBeDefined();
  });

  test('of a private peer is reached over http and on any port', async () => {
    const reach = reachOf('127.0.0.0/8', ['127.0.0.1']);
    await expect(lookUp('http://social.test:40123/', reach)).resolves.toEqual({
      address: '127.0.0.1',
      family: 4,
    });
  });

  test('of a private peer is reached at the addresses that the operator named, and at no other', async () => {
    const reach = reachOf('127.0.0.0/8', ['::1', '127.0.0.1', '8.8.8.8']);
    await expect(lookUp('http://localhost:4321/', reach, { all: true })).resolves.toEqual([
      { address: '127.0.0.1', family: 4 },
    ]);
  });

  test('that changes its mind is asked once a connection, and each answer is checked', async () => {
    const reach = reachOf('', ['8.8.8.8'], ['127.0.0.1'], ['1.1.1.1']);
    const attempt = (): Promise<unknown> => lookUp('https://rebinding.test/', reach);
    await expect(attempt()).resolves.toEqual({ address: '8.8.8.8', family: 4 });
    await expect(attempt()).rejects.toThrow('rebinding.test leads to 127.0.0.1');
    await expect(attempt()).resolves.toEqual({ address: '1.1.1.1', family: 4 });
    expect(reach.asked).toEqual(['rebinding.test', 'rebinding.test', 'rebinding.test']);
  });
});
