import { encode } from 'uqr';
import { describe, expect, test } from 'vitest';
import { qrSvg } from '../../../src/components/qr.ts';

/** What a camera sees: the modules that the path fills, row by row, and how many there are on each side. */
function modulesOf(svg: string): { readonly rows: readonly string[]; readonly size: number } {
  const size = Number(/viewBox="0 0 (\d+) \d+"/.exec(svg)?.[1]);
  const path = /<path d="([^"]+)"/.exec(svg)?.[1] ?? '';
  const rows = Array.from({ length: size }, () => Array.from({ length: size }, () => ' '));
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
    rows[Number(y)]?.fill('#', Number(x), Number(x) + Number(width));
  return { rows: rows.map((row) => row.join('')), size };
}

describe.each(['https://blog.test/', `https://${'long-name.'.repeat(6)}test/`])('the code of %s', (text) => {
  const { rows, size } = modulesOf(qrSvg(text));

  test('has the modules of the text', () => {
    const { data } = encode(text, { ecc: 'M', border: 4 });
    expect(rows).toEqual(data.map((row) => row.map((dark) => (dark ? '#' : ' ')).join('')));
  });

  test('has four white modules around it, and a finder in three corners', () => {
    const edge = ' '.repeat(size);
    expect([...rows.slice(0, 4), ...rows.slice(-4)]).toEqual(Array.from({ length: 8 }, () => edge));
    for (const row of rows) expect(row).toMatch(/^ {4}.* {4}$/);
    const finder = '#######';
    expect([rows[4]?.slice(4, 11), rows[4]?.slice(-11, -4), rows.at(-5)?.slice(4, 11)]).toEqual([
      finder,
      finder,
      finder,
    ]);
  });
});

test('the file needs no style, which no policy of ours would allow, and is small', () => {
  const svg = qrSvg('https://blog.example.test/');
  expect(svg).not.toMatch(/style|script|href/);
  expect(svg.length).toBeLessThan(6_000);
});
