/**
 * A rosette of two rings of petals, in SVG, round `x`, `y`; pixels. `seed`, a whole number, chooses how many petals there are
 * and how wide: the same number draws the same rosette.
 */
export function rosette(seed: number, x: number, y: number, radius: number): string {
  const outer = 6 + (seed % 5) * 2;
  const inner = 4 + (Math.floor(seed / 5) % 4);
  const width = 0.62 + (Math.floor(seed / 20) % 4) * 0.14;
  const rings = [
    ring(outer, { from: radius * 0.34, to: radius, width }),
    ring(inner, { from: radius * 0.07, to: radius * 0.3, width: 0.8 }),
    `<circle r="${(radius * 0.04).toFixed(1)}"/>`,
  ];
  return `<g transform="translate(${x} ${y}) rotate(${(seed * 7) % 60})">${rings.join('')}</g>`;
}

interface Petal {
  /** From the middle, pixels. */
  readonly from: number;
  readonly to: number;
  /** In the width that has room beside the others. */
  readonly width: number;
}

function ring(count: number, { from, to, width }: Petal): string {
  const half = (width * Math.PI * (from + to)) / 2 / count;
  const [foot, shoulder] = [-(from * 2 + to) / 3, -(from + to * 3) / 4];
  const side = (sign: number): string => (sign * half).toFixed(1);
  const path = [
    `M0 ${(-from).toFixed(1)}`,
    `C${side(1)} ${foot.toFixed(1)} ${side(0.8)} ${shoulder.toFixed(1)} 0 ${(-to).toFixed(1)}`,
    `C${side(-0.8)} ${shoulder.toFixed(1)} ${side(-1)} ${foot.toFixed(1)} 0 ${(-from).toFixed(1)}Z`,
  ].join('');
  const petals = Array.from({ length: count }, (_, index) => {
    return `<path transform="rotate(${((index * 360) / count).toFixed(2)})" d="${path}"/>`;
  });
  return petals.join('');
}
