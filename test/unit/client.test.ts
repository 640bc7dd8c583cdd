import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { clientOf, isLocal } from '../../src/client.ts';

const from = (remoteAddress: string, headers: Readonly<Record<string, string>> = {}): IncomingMessage =>
  ({ headers, socket: { remoteAddress } }) as unknown as IncomingMessage;

test.each([
  ['203.0.113.7', undefined],
  ['8.8.4.4', '8.8.4.4'],
  ['::ffff:8.8.4.4', '8.8.4.4'],
  ['2a01:4f8:1:2:3:4:5:6', '2a01:4f8:1:2::/64'],
  ['2a01:4f8:1:2::ffff', '2a01:4f8:1:2::/64'],
  ['127.0.0.1', undefined],
  ['10.0.0.7', undefined],
  ['::1', undefined],
  ['fd00::1', undefined],
])('%s is of the network %s', (address, network) => {
  expect(clientOf(from(address), false)).toBe(network);
});

test('what the last proxy wrote counts where it is trusted, and nothing that the client wrote before it', () => {
  const forwarded = { 'x-forwarded-for': '1.1.1.1, 9.9.9.9, 8.8.8.8' };
  expect(clientOf(from('127.0.0.1', forwarded), true)).toBe('8.8.8.8');
  expect(clientOf(from('8.8.4.4', forwarded), false)).toBe('8.8.4.4');
  expect(clientOf(from('127.0.0.1', { 'x-forwarded-for': 'junk' }), true)).toBeUndefined();
  expect(clientOf(from('127.0.0.1'), true)).toBeUndefined();
});

test.each([
  ['127.0.0.1', {}, true],
  ['::1', {}, true],
  ['::ffff:127.0.0.1', {}, true],
  ['127.0.0.1', { 'x-forwarded-for': '8.8.8.8' }, false],
  ['127.0.0.1', { 'x-real-ip': '8.8.8.8' }, false],
  ['127.0.0.1', { via: '1.1 proxy' }, false],
  ['10.0.0.7', {}, false],
  ['8.8.8.8', {}, false],
])('a request from %s with %o is local: %s', (address, headers, expected) => {
  expect(isLocal(from(address, headers))).toBe(expected);
});
