import { describe, expect, test } from 'vitest';
import {
  directionOf,
  enumerated,
  isSameLanguage,
  languageName,
  languageTag,
  openGraphLocale,
} from '../../../src/components/language.ts';

test.each([
  ['ar', 'rtl'],
  ['ar-EG', 'rtl'],
  ['he', 'rtl'],
  ['fa', 'rtl'],
  ['UR', 'rtl'],
  ['ckb', 'rtl'],
  ['dv', 'rtl'],
  ['yi', 'rtl'],
  ['az-Arab', 'rtl'],
  ['ar_EG', 'rtl'],
  ['ar-Latn', 'ltr'],
  ['ja', 'ltr'],
  ['en', 'ltr'],
  ['arn', 'ltr'],
  ['', 'ltr'],
  ['"><b dir=rtl', 'ltr'],
] as const)('%s is written %s', (lang, direction) => {
  expect(directionOf(lang)).toBe(direction);
});

test('regions of one language are the same language', () => {
  expect(isSameLanguage('pt-BR', 'PT')).toBe(true);
  expect(isSameLanguage('en_GB', 'en')).toBe(true);
  expect(isSameLanguage('en', 'eo')).toBe(false);
});

describe('a language tag from a stranger', () => {
  test('is put into canonical form', () => {
    expect(languageTag('EN-gb')).toBe('en-GB');
  });

  test.each(['', 'en_GB', '"><script>', 'x'.repeat(200)])('is dropped when it is no tag: %j', (tag) => {
    expect(languageTag(tag)).toBeUndefined();
  });

  test('has a name, or is its own', () => {
    expect(languageName('fr', 'en')).toBe('French');
    expect(languageName('fr', 'de')).toBe('Französisch');
    expect(languageName('qqq', 'en')).toBe('qqq');
    expect(languageName('en-u-CA-BUDDHIST', 'en')).toBe('English');
  });
});

test.each([
  ['en', ['a', ', ', 'b', ', and ', 'c']],
  ['de', ['a', ', ', 'b', ' und ', 'c']],
  ['ja', ['a', '、', 'b', '、', 'c']],
  ['ar', ['a', ' و', 'b', ' و', 'c']],
])('several are named in %s with %j between', (lang, parts) => {
  const named = enumerated([{ name: 'a' }, { name: 'b' }, { name: 'c' }], lang);
  expect(named.map((part) => (typeof part === 'string' ? part : part.name))).toEqual(parts);
});

test('one is named alone, and nobody is no part', () => {
  expect(enumerated([{ name: 'a' }], 'en')).toEqual([{ name: 'a' }]);
  expect(enumerated([], 'en')).toEqual([]);
});

test.each([
  ['en', 'en_US'],
  ['en-GB', 'en_GB'],
  ['ar', 'ar_EG'],
  ['zh-Hant', 'zh_TW'],
])('Open Graph calls %s %s', (lang, locale) => {
  expect(openGraphLocale(lang)).toBe(locale);
});
