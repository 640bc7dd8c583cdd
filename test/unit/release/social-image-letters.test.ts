import { describe, expect, test } from 'vitest';
import { openLetters } from '../../../src/release/social-image-letters.ts';

const letters = openLetters(600);

describe('a text can be drawn', () => {
  test.each([
    ['On tea, “slowly”, for 5 €'],
    ['Straßenbahn, smörgås, œuvre, Łódź, İstanbul'],
    ['Ящик для писем'],
    ['Περί τσαγιού'],
    ['Hộp thư và những câu chuyện'],
    ['© 2026 ™'],
  ])('in scripts that the typeface has: %s', (text) => {
    expect(letters.drawable(text)).toBe(text);
    expect(letters.outlines(text, { x: 0, y: 0, size: 10 })).toContain('<path ');
  });

  test.each([['手紙の箱'], ['صندوق الرسائل'], ['קומקום'], ['चाय'], ['Tea is 茶'], ['a ⇒ b']])(
    'not at all where one sign of it is missing: %s',
    (text) => {
      expect(letters.drawable(text)).toBeUndefined();
    },
  );

  test('without emoji, whatever they are made of', () => {
    expect(letters.drawable('Tea 🫖 time 👩🏽‍🚀🇸🇪 5️⃣ ❤️!')).toBe('Tea time\u00a0!');
    expect(letters.drawable('🎉')).toBeUndefined();
  });

  test('without signs that nobody sees, and with spaces folded', () => {
    expect(letters.drawable(' a\u200b\u202eb\n\t c\u0007 ')).toBe('ab c');
    expect(letters.drawable(' \u200d ')).toBeUndefined();
  });

  test('with combining marks as one sign with their letter', () => {
    expect(letters.drawable('cafe\u0301')).toBe('café');
  });

  test('with what French puts before signs kept on their line', () => {
    expect(letters.drawable('« Qui ? » – moi : 20\u202f000 fois !')).toBe(
      '«\u00a0Qui\u00a0?\u00a0»\u00a0– moi\u00a0: 20\u00a0000 fois\u00a0!',
    );
  });
});

test('a longer text is wider, in each script and over several', () => {
  for (const text of ['tea', 'чай', 'tea, чай']) {
    expect(letters.width(`${text}${text}`)).toBeGreaterThan(letters.width(text) * 1.5);
  }
  expect(letters.width('')).toBe(0);
});

test('outlines hold nothing of the text itself', () => {
  const outlines = letters.outlines('<script>&"\'', { x: 0, y: 0, size: 10 });
  expect(outlines).toMatch(/^(<path transform="[-a-z0-9. ()]+" d="[-MLQCZ0-9. ]+"\/>)+$/);
});
