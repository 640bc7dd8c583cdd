import { encode } from 'uqr';

/** Modules of white on each side, without which readers do not find the code (ISO/IEC 18004). */
const quietZone = 4;

/**
 * A QR code of `text` as an SVG file: dark on white whatever the reader's colours, because many a camera reads it no other way.
 * Fifteen per cent of it may be covered.
 */
export function qrSvg(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: quietZone });
  const path = data.flatMap((row, y) =>
    runsOf(row).map(({ from, to }) => `M${from} ${y}h${to - from}v1H${from}z`),
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path.join('')}"/></svg>\n`
  );
}

interface Run {
  readonly from: number;
  readonly to: number;
}

/** Dark modules that stand side by side. */
function runsOf(row: readonly boolean[]): readonly Run[] {
  const starts = row.flatMap((dark, x) => (dark && row[x - 1] !== true ? [x] : []));
  return starts.map((from) => {
    const length = row.slice(from).indexOf(false);
    return { from, to: length === -1 ? row.length : from + length };
  });
}
