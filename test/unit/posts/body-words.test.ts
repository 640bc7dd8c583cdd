import { expect, test } from 'vitest';
import { pluralForms } from '../../../src/components/words/counting.ts';
import { bodyWordsFor } from '../../../src/posts/body-words.ts';
import { draw } from './body.ts';

const everything = [
  ':::note\nA[^1], and again[^1].\n:::',
  ':::tip\nB\n:::',
  ':::warning\nC\n:::',
  '- [x] D\n- [ ] E',
  '[^1]: F',
].join('\n\n');
const english = /[>"](?:Note|Tip|Warning|Footnotes|Back to|Notes|Done|To do)\b/;

test('German texts have German boxes, footnotes and tasks', async () => {
  const { federatedHtml, html } = await draw(everything, {}, 'de-AT');
  expect(html).toContain('<p class="admonition-title">Hinweis</p>');
  expect(html).toContain('<p class="admonition-title">Tipp</p>');
  expect(html).toContain('<p class="admonition-title">Warnung</p>');
  expect(html).toContain('>Fußnoten</h2>');
  expect(html).toContain('aria-label="Zurück zum Verweis 1"');
  expect(html).toContain('aria-label="Zurück zum Verweis 1-2"');
  expect(html).toContain('aria-label="Erledigt"');
  expect(html).toContain('aria-label="Zu erledigen"');
  expect(html).not.toMatch(english);
  expect(federatedHtml).toContain('<strong>Hinweis</strong>');
  expect(federatedHtml).toContain('<p><strong>Anmerkungen</strong></p><ol>');
  expect(federatedHtml).not.toMatch(english);
});

test('one text after the other is drawn in its own language', async () => {
  for (const [lang, title] of [
    ['fr', 'Remarque'],
    ['en', 'Note'],
    ['fr-CA', 'Remarque'],
  ] as const)
    expect((await draw(':::note\nA\n:::', {}, lang)).html).toContain(`>${title}</p>`);
});

test.each(Object.keys(pluralForms))('there are words for texts in %s, a language of the theme', (lang) => {
  const words = bodyWordsFor(lang);
  expect(words === bodyWordsFor('en')).toBe(lang === 'en');
  expect(words.backToReference).toContain('{reference}');
  expect(Object.values(words)).not.toContain('');
});

test('texts in other languages have English words', () => {
  expect(bodyWordsFor('fi')).toBe(bodyWordsFor('en'));
});
