import { describe, expect, test } from 'vitest';
import { cleanLine, cut, htmlOf, plainTextOf } from '../../../src/protocol/text.ts';

describe('a line of text', () => {
  test.each([
    ['stays as it is', 'Ann of the Kettles', 'Ann of the Kettles'],
    ['keeps every script', '洪 民憙 Käthe Григорий عائشة', '洪 民憙 Käthe Григорий عائشة'],
    ['loses control characters', 'A\u0000n\u0007n\u009f', 'Ann'],
    ['loses line breaks', 'Ann\r\n\tKettle\u2028x', 'Ann Kettle x'],
    ['loses overrides of direction', '\u202egro.elpmaxe\u202c \u2066x\u2069', 'gro.elpmaxe x'],
    ['loses what has no width', 'a\u200bd\u2060m\u00adi\ufeffn', 'admin'],
    ['loses fillers that only look empty', '\u3164\u115f\u2800', ''],
    ['loses hidden tag characters', 'x\u{e0041}\u{e0042}', 'x'],
    ['loses joiners among Latin letters', 'a\u200dd\u200cmin\u200d', 'admin'],
    ['keeps joiners in emoji', '👩\u200d🔧 Ann ❤\ufe0f', '👩\u200d🔧 Ann ❤\ufe0f'],
    ['keeps joiners in Persian', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['repairs half a surrogate pair', 'x\ud83d', 'x\ufffd'],
  ])('%s', (_, written, expected) => {
    expect(cleanLine(written, 200)).toBe(expected);
  });

  test('loses joiners at its end in any script, and keeps those in its middle, however many there are', () => {
    const joiners = '\u200c\u200d'.repeat(100_000);
    expect(cleanLine(`ش${joiners}`, 500_000)).toBe('ش');
    expect(cleanLine(`ش${joiners}ش`, 500_000)).toBe(`ش${joiners}ش`);
  });

  test('is cut to length, never inside a character', () => {
    expect(cleanLine('x'.repeat(1000), 200)).toHaveLength(200);
    expect(cut('ab🫖', 3)).toBe('ab');
    expect(cut('ab🫖', 4)).toBe('ab🫖');
  });
});

describe('HTML as plain text', () => {
  test.each([
    ['<p>Tea &amp; <b>coffee</b></p>', 'Tea & coffee'],
    ['one<br>two</p><p>three', 'one two three'],
    ['x < y <3 a&lt;b', 'x < y <3 a<b'],
    ['&#75;&#x65;ttle&#1114112;&unknown;', 'Kettle&#1114112;&unknown;'],
    ['<script>alert(1)</script>', 'alert(1)'],
    ['&lt;script&gt;', '<script>'],
  ])('%s reads %s', (html, expected) => {
    expect(plainTextOf(html, 500)).toBe(expected);
  });

  test('is read in linear time when no tag ever ends', () => {
    expect(plainTextOf('<a'.repeat(500_000), 500)).toHaveLength(500);
  });
});

test('plain text as HTML has no markup left', () => {
  expect(htmlOf('2 < 3 & <b>\nnext\r\nlast')).toBe('2 &lt; 3 &amp; &lt;b&gt;<br>next<br>last');
});
