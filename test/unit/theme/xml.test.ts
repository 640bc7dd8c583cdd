import { expect, test } from 'vitest';
import { xmlElement, xmlText } from '../../../src/components/xml.ts';

test('characters with a meaning in XML are escaped', () => {
  expect(xmlText(`<a href="x">Tom & 'Jerry'</a>`)).toBe(
    '&lt;a href=&quot;x&quot;&gt;Tom &amp; &apos;Jerry&apos;&lt;/a&gt;',
  );
});

test('characters that no XML document may contain are dropped (XML §2.2)', () => {
  expect(xmlText('a\u0000b\u0008c\u000bd\u001fe\ufffef\uffffg\ud800h')).toBe('abcdefgh');
  expect(xmlText('tab\tline\nreturn\r🌲')).toBe('tab\tline\nreturn\r🌲');
});

test('an element leaves out what is undefined and closes itself when empty', () => {
  expect(xmlElement('link', { rel: 'self', type: undefined, href: 'https://blog.test/?a&b' }, '')).toBe(
    '<link rel="self" href="https://blog.test/?a&amp;b"/>',
  );
  expect(xmlElement('title', {}, 'x')).toBe('<title>x</title>');
});
