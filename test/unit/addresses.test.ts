import { describe, expect, test } from 'vitest';
import { isInRanges, isPublicAddress, parseRanges } from '../../src/addresses.ts';

describe('refused, in whatever notation', () => {
  test.each([
    ['this network', ['0.0.0.0', '0.1.2.3', '::']],
    ['this machine', ['127.0.0.1', '127.255.255.254', '127.1', '0x7f.1', '0177.0.0.1', '2130706433', '::1']],
    ['private networks', ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff::1']],
    ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
    ['link-local, cloud metadata among them', ['169.254.169.254', 'fe80::1', 'fe80::1%eth0', 'febf::1']],
    ['protocol assignments', ['192.0.0.1', '192.0.0.170', '192.88.99.1', '2001:1::1', '2001:1ff::1']],
    ['documentation', ['192.0.2.1', '198.51.100.1', '203.0.113.255', '2001:db8::1', '3fff::1']],
    ['benchmarking', ['198.18.0.1', '198.19.255.255', '2001:2::1']],
    ['multicast', ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1']],
    ['reserved and broadcast', ['240.0.0.1', '255.255.255.254', '255.255.255.255']],
    ['IPv4-mapped', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:8.8.8.8', '0:0:0:0:0:ffff:10.0.0.1']],
    ['IPv4-compatible', ['::127.0.0.1', '::7f00:1', '::8.8.8.8', '::808:808']],
    ['IPv4-translated', ['::ffff:0:8.8.8.8']],
    ['NAT64', ['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::1']],
    ['Teredo', ['2001::1', '2001:0:53aa:64c::1']],
    ['6to4', ['2002:7f00:1::', '2002:808:808::1']],
    ['discard-only', ['100::1']],
    ['site-local of old', ['fec0::1']],
    ['IPv6 space that is assigned to nobody', ['a::1', '100:0:0:1::1', '4000::1', 'e000::1']],
    ['what is no address', ['', 'localhost', '[::1]', '8.8.8.8/32', '8.8.8.8:443', '256.1.1.1']],
  ])('%s', (_, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

test.each(['1.1.1.1', '8.8.8.8', '100.63.255.255', '100.128.0.1', '172.32.0.1', '223.255.255.255'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

test.each(['2606:4700:4700::1111', '2A00:1450:4001::200e', '2001:200::1'])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['127.0.0.1', '127.0.0.0/8', true],
  ['127.1', '127.0.0.0/8', true],
  ['::ffff:127.0.0.1', '127.0.0.0/8', true],
  ['128.0.0.1', '127.0.0.0/8', false],
  ['::1', '127.0.0.0/8', false],
  ['::1', '127.0.0.0/8, ::1/128', true],
  ['10.1.2.3', ' 192.168.0.0/16 ,10.1.2.3/32 ', true],
  ['10.1.2.4', '10.1.2.3/32', false],
  ['fd12::1', 'fd00::/8', true],
  ['8.8.8.8', '', false],
  ['not an address', '0.0.0.0/0', false],
])('%s in "%s": %s', (address, ranges, expected) => {
  expect(isInRanges(address, parseRanges(ranges))).toBe(expected);
});

test.each(['10.0.0.0', '10.0.0.0/33', '::1/129', 'localhost', '10.0.0.0/8/8', 'ten/8'])(
  'a range that is none is named: %s',
  (part) => {
    expect(() => parseRanges(`127.0.0.0/8, ${part}`)).toThrow(
      `"${part}" is not a range of addresses; write it like 10.0.0.0/8 or ::1/128`,
    );
  },
);
