import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changedPassages } from '../../../src/release/word-diff.ts';

/** As one reads it: `[-what went-]`, `{+what came+}`. */
function shown(before: string, after: string): readonly string[] {
  const marks = { same: ['', ''], removed: ['[-', '-]'], added: ['{+', '+}'] } as const;
  return changedPassages(before, after).map((pieces) =>
    pieces.map(({ kind, text }) => marks[kind][0] + text + marks[kind][1]).join(''),
  );
}

test.each([
  ['One two three.', 'One 2 three.', ['One [-two -]{+2 +}three.']],
  ['Same.\n\nOld words here.', 'Same.\n\nNew words here.', ['[-Old -]{+New +}words here.']],
  ['It *sings*, I say.', 'It *hums*, I say.', ['It *[-sings-]{+hums+}*, I say.']],
  ['a\n\nb\n\nc', 'a\n\nc', ['[-b-]']],
  ['a\n\nc', 'a\n\nb\n\nc', ['{+b+}']],
  ['', 'x', ['{+x+}']],
  ['x', '', ['[-x-]']],
  ['x\n\n\n  y', 'x\n \ny', []],
  ['お茶を飲みます。', 'お茶を毎日飲みます。', ['お茶を{+毎日+}飲みます。']],
  ['alpha beta gamma', 'wholly other words', ['[-alpha beta gamma-]{+wholly other words+}']],
])('from %j to %j', (before, after, expected) => {
  expect(shown(before, after)).toEqual(expected);
});

describe('of any two texts', () => {
  const words = fc
    .array(fc.constantFrom('tea', 'pot', 'cup', 'お茶'), { maxLength: 12 })
    .map((list) => list.join(' '));

  test('what stayed and went is the old one, what stayed and came is the new one', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const pieces = changedPassages(before, after).flat();
        const without = (gone: string): string =>
          pieces.flatMap(({ kind, text }) => (kind === gone ? [] : [text])).join('');
        if (before === after) expect(pieces).toEqual([]);
        else expect([without('added'), without('removed')]).toEqual([before, after]);
      }),
    );
  });
});

test('long texts that have nothing in common are shown as two, without working for it', () => {
  const long = (word: string): string =>
    Array.from({ length: 20_000 }, (_, index) => `${word}${index}`).join(' ');
  expect(changedPassages(long('a'), long('b')).map((pieces) => pieces.length)).toEqual([2]);
});
