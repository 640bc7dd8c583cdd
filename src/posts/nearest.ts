/** The word of `known` that a hand most likely meant by `word`; `undefined` when none is within two slips (one in short words). */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const slipsMax = word.length < 5 ? 1 : 2;
  const ranked = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= slipsMax) // No other can be near, and few are left.
    .map((candidate) => ({ candidate, slips: slipsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best !== undefined && best.slips <= slipsMax ? best.candidate : undefined;
}

/** Levenshtein distance: letters put in, left out or changed on the way from `from` to `to`. */
function slipsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let index = 0; index < from.length; index++) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column++) {
      const changed = (row[column - 1] ?? 0) + (from[index] === to[column - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
