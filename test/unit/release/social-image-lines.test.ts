import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitLine, fitText, leading } from '../../../src/release/social-image-lines.ts';

/** Every sign is half as wide as it is high. */
const measure = (text: string): number => Array.from(text).length / 2;
/** Room for lines of 20 signs at 10 pixels: four of those, two at 20 pixels with 10 signs. */
const room = { width: 100, height: 4 * 10 * leading };
const sizes = [20, 10];

function linesOf(text: string): readonly string[] {
  return fitText(text, room, sizes, measure).lines;
}

describe('a title', () => {
  test('is set as large as all of it has room', () => {
    expect(fitText('Two words', room, sizes, measure)).toEqual({ size: 20, lines: ['Two words'] });
    expect(fitText('Two words and three more', room, sizes, measure).size).toBe(10);
  });

  test('is set smaller rather than that a word is broken', () => {
    expect(fitText('Teekesselsammlung', room, sizes, measure)).toEqual({
      size: 10,
      lines: ['Teekesselsammlung'],
    });
  });

  test('has lines of much the same width', () => {
    expect(linesOf('The kettle which whistles')).toEqual(['The kettle', 'which whistles']);
  });

  test('is parted after a hyphen, a dash or a slash inside of a word, but not near its ends', () => {
    expect(linesOf('Kettle-and-teapot-keepers’ chronicle')).toEqual([
      'Kettle-and-teapot-',
      'keepers’ chronicle',
    ]);
    expect(linesOf('A very long question: peut-on')).toEqual(['A very long', 'question: peut-on']);
  });

  test('shows a soft hyphen where a line ends with it, and nowhere else', () => {
    expect(linesOf('Wasser\u00adkessel\u00adsammler\u00advereinigung')).toEqual([
      'Wasserkessel-',
      'sammlervereinigung',
    ]);
  });

  test('is not parted at a space that does not break', () => {
    expect(linesOf('The kettle costs fully 20\u00a0000\u00a0francs')).toEqual([
      'The kettle costs',
      'fully 20\u00a0000\u00a0francs',
    ]);
  });

  test('that is too long ends with an ellipsis instead of a sign that joins', () => {
    const lines = linesOf('Water, leaves and time, '.repeat(5).trim());
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toBe('leaves and time…');
  });

  test('of one endless word is broken, with hyphens between letters only', () => {
    expect(linesOf('x'.repeat(45))).toEqual([`${'x'.repeat(19)}-`, `${'x'.repeat(19)}-`, 'x'.repeat(7)]);
    expect(linesOf('0'.repeat(25))).toEqual(['0'.repeat(19), '0'.repeat(6)]);
  });

  test('keeps to its room, whatever it is', () => {
    const words = fc.array(fc.stringMatching(/^[a-zäß0-9.,/\u00ad👩‍🚀-]{1,60}$/u), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, (list) => {
        const { lines, size } = fitText(list.join(' '), room, sizes, measure);
        expect(lines.length * size * leading).toBeLessThanOrEqual(room.height + 0.01);
        for (const line of lines) expect(measure(line) * size).toBeLessThanOrEqual(room.width);
      }),
      { numRuns: 1000, seed: 7 },
    );
  });
});

test('a line takes as much of a text as has room', () => {
  expect(fitLine('The Slow Kettle', 100, 10, measure)).toBe('The Slow Kettle');
  expect(fitLine('The Slow Kettle and its Friends', 100, 10, measure)).toBe('The Slow Kettle and…');
});
