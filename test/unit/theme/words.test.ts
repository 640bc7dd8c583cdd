import { describe, expect, test } from 'vitest';
import { wordsFor } from '../../../src/components/words.ts';
import { pluralForms } from '../../../src/components/words/counting.ts';
import { numbers, themeTexts, type ThemeText } from './theme-texts.ts';

const languages = Object.keys(pluralForms);
const english = themeTexts(wordsFor('en'));
const inEnglish = new Map(english.map((text) => [text.path, text]));

/** Words that stand in English texts and in no others. */
const englishWord =
  /(?<!\p{L})(?:the|this|that|your?|and|with|which|not|nothing|have|reply|search|posts)(?!\p{L})/iu;

/** What is the same word in the language at hand as in English. */
const alike: ReadonlySet<string> = new Set([
  'Conversation',
  'Feed',
  'Notes',
  'Series',
  'Site',
  'in ⟨1⟩',
  'original',
]);

test('there are ten languages, and each is chosen by its name, whatever the region', () => {
  expect(languages).toHaveLength(10);
  expect(languages.map((lang) => wordsFor(lang).lang)).toEqual(languages);
  expect(['pt-BR', 'PT-pt', 'ar-EG', 'de-AT-1996'].map((lang) => wordsFor(lang).lang)).toEqual([
    'pt',
    'pt',
    'ar',
    'de',
  ]);
});

test('a language that the theme does not speak gets English, and says so', () => {
  expect(wordsFor('tlh').lang).toBe('en');
  expect(wordsFor('constructor').lang).toBe('en');
  expect(wordsFor('EN-gb').lang).toBe('en');
});

describe.each(languages)('in the language %s', (lang) => {
  const texts = themeTexts(wordsFor(lang));

  test('every word is there, and none besides', () => {
    expect(texts.map(({ path }) => path).toSorted()).toEqual([...inEnglish.keys()].toSorted());
  });

  test('no text is empty, or has spaces around it', () => {
    expect(textsWhere(texts, (text) => text === '' || text !== text.trim())).toEqual([]);
  });

  test('a sentence has the placeholders of the English one, and what is given to it', () => {
    const sentences = texts.filter(({ kind }) => kind === 'sentence');
    const given = (text: string): string => [...text.matchAll(/\{\w+\}|⟨\d⟩/g)].toSorted().join();
    expect(Object.fromEntries(sentences.map(({ path, samples }) => [path, samples.map(given)]))).toEqual(
      Object.fromEntries(sentences.map(({ path }) => [path, inEnglish.get(path)?.samples.map(given)])),
    );
  });

  test('every number has a text, and stands in it, but for those that have a form of their own', () => {
    const amounts = texts.filter(({ kind }) => kind === 'amount');
    const many = numbers.findIndex((number) => number > 2);
    const numbered = amounts.map(({ path, samples }) => ({ path, samples: samples.slice(many) }));
    expect(amounts.length).toBeGreaterThan(10);
    expect(textsWhere(amounts, (text) => /[{}]|NaN|undefined/.test(text))).toEqual([]);
    expect(textsWhere(numbered, (text) => !/\d/.test(text))).toEqual([]);
  });

  test('plural forms are those that the language tells apart', () => {
    const { pluralCategories } = new Intl.PluralRules(lang).resolvedOptions();
    expect(formsOf(lang)).toEqual(pluralCategories.toSorted());
  });
});

test.each(languages.filter((lang) => lang !== 'en'))('no English is left over in the language %s', (lang) => {
  const texts = themeTexts(wordsFor(lang)).filter(({ path }) => path !== 'lang');
  const same = texts.filter(({ path, samples }) => samples.join() === inEnglish.get(path)?.samples.join());
  expect(textsWhere(texts, (text) => englishWord.test(text))).toEqual([]);
  expect(textsWhere(same, (text) => !alike.has(text))).toEqual([]);
});

describe('how many', () => {
  test.each([
    ['en', '0 replies', '1 reply', '2 replies', '1,200 replies'],
    ['de', '0 Antworten', '1 Antwort', '2 Antworten', '1.200 Antworten'],
    ['fr', '0 réponse', '1 réponse', '2 réponses', '1\u202f200 réponses'],
    ['ja', '返信0件', '返信1件', '返信2件', '返信1,200件'],
    ['ar', 'لا ردود', 'رد واحد', 'ردّان', '1,200 رد'],
  ])('is told in %s as its speakers do', (lang, ...texts) => {
    expect([0, 1, 2, 1200].map(wordsFor(lang).replies)).toEqual(texts);
  });

  test('takes the case that a Polish number asks for', () => {
    expect([1, 2, 5, 12, 22, 25].map(wordsFor('pl').votes)).toEqual([
      '1 głos',
      '2 głosy',
      '5 głosów',
      '12 głosów',
      '22 głosy',
      '25 głosów',
    ]);
  });

  test('has a word of its own for French millions', () => {
    expect(wordsFor('fr').replies(2_000_000)).toBe('2\u202f000\u202f000 de réponses');
  });
});

test('a wait is told in units that people count in', () => {
  const { timeLeft } = wordsFor('en');
  expect([0, 1, 179, 180, 10_799, 10_800, 86_400].map(timeLeft)).toEqual([
    'any moment now',
    '1 second from now',
    '179 seconds from now',
    '3 minutes from now',
    '179 minutes from now',
    '3 hours from now',
    '24 hours from now',
  ]);
});

/** The path and text of each sample that is as `is` says. */
function textsWhere(
  texts: readonly Pick<ThemeText, 'path' | 'samples'>[],
  is: (text: string) => boolean,
): readonly string[] {
  return texts.flatMap(({ path, samples }) => samples.filter(is).map((text) => `${path}: ${text}`));
}

function formsOf(lang: string): readonly string[] | undefined {
  return new Map<string, readonly string[]>(Object.entries(pluralForms)).get(lang)?.toSorted();
}
