import { expect, test } from 'vitest';
import { hostOf, parseUri, sameOrigin } from '../../../src/protocol/uri.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';

test.each([
  'https://a.test/users/ann',
  'https://a.test/users/ann#main-key',
  'https://a.test/?author=1',
  'https://a.test/@ann',
  'https://a.test/@ann@b.test',
  'https://a.test?next=me@b.test',
  'https://a.test',
  'http://localhost:4321/actor',
  'https://[2001:db8::1]/actor',
  'https://bücher.test/kessel/größe',
  'https://bsky.test/convert/at://did:plc:alice/app.feed/1',
  'HTTPS://A.test/x',
])('%s is a Uri, and stays the string it was', (written) => {
  expect(parseUri(written)).toBe(written);
});

test.each([
  ['no string', 7],
  ['nothing', undefined],
  ['an array', ['https://a.test/']],
  ['empty', ''],
  ['relative', '/users/ann'],
  ['without a scheme', 'a.test/users/ann'],
  ['of another scheme', 'ftp://a.test/x'],
  ['a script', 'javascript:alert(1)//https://a.test'],
  ['with a user', 'https://ann@a.test/'],
  ['with user and password', 'https://ann:secret@a.test/'],
  ['with empty userinfo', 'https://@a.test/'],
  ['without a host', 'https:///a.test/x'],
  ['with one slash', 'https:/a.test/x'],
  ['with backslashes', 'https:\\\\a.test\\x'],
  ['with a backslash after the host', 'https://a.test\\@b.test/'],
  ['with a space', 'https://a.test/a b'],
  ['led by a space', ' https://a.test/'],
  ['with a line break', 'https://a.test/\nx'],
  ['with a tab in the host', 'https://a.te\tst/'],
  ['with a quote', 'https://a.test/"onclick='],
  ['with markup', 'https://a.test/<script>'],
  ['with half a surrogate pair', 'https://a.test/\ud800'],
  ['with a port out of range', 'https://a.test:99999/'],
  ['too long', `https://a.test/${'x'.repeat(2048)}`],
])('%s is no Uri', (_, written) => {
  expect(parseUri(written)).toBeUndefined();
});

test.each([
  ['https://a.test/x', 'https://a.test/y?z#q', true],
  ['https://a.test/x', 'https://A.TEST:443/x', true],
  ['https://a.test/x', 'http://a.test/x', false],
  ['https://a.test/x', 'https://a.test:8443/x', false],
  ['https://a.test/x', 'https://a.test.evil.test/x', false],
  ['https://a.test/x', 'https://b.a.test/x', false],
  ['not a url', 'not a url', false],
  ['data:text/plain,x', 'data:text/plain,x', false],
])('%s and %s share an origin: %s', (a, b, expected) => {
  expect(sameOrigin(a, b)).toBe(expected);
});

test('a host is in lower case and punycode, with a port only when it is not the usual one', () => {
  expect(hostOf('https://Bücher.Test:443/x' as Uri)).toBe('xn--bcher-kva.test');
  expect(hostOf('http://localhost:4321/x' as Uri)).toBe('localhost:4321');
});
