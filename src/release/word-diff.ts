import type { CorrectionPiece } from '../theme.ts';

/** More edits than this are shown as one: nobody reads them singly, and the work grows with their square. */
const editsMax = 600;
/** Below this part in common, two passages are two texts, and shown one after the other. */
const commonMin = 0.35;

/** The passages that differ, in order, each as the words that went, came and stayed. Passages are parted by blank lines. */
export function changedPassages(before: string, after: string): readonly (readonly CorrectionPiece[])[] {
  const passages: CorrectionPiece[][] = [];
  let open: { removed: string[]; added: string[] } | undefined;
  const shut = (): void => {
    if (open !== undefined) passages.push([...wordDiff(open.removed.join('\n\n'), open.added.join('\n\n'))]);
    open = undefined;
  };
  for (const { kind, text } of diffOf(paragraphsOf(before), paragraphsOf(after))) {
    if (kind === 'same') {
      shut();
      continue;
    }
    open ??= { removed: [], added: [] };
    open[kind].push(text);
  }
  shut();
  return passages;
}

function paragraphsOf(text: string): readonly string[] {
  return text
    .split(/\n\s*\n/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Word by word, unless hardly a word stayed. */
function wordDiff(before: string, after: string): readonly CorrectionPiece[] {
  const pieces = joined(diffOf(wordsOf(before), wordsOf(after)));
  const common = pieces.reduce(
    (sum, { kind, text }) => (kind === 'same' ? sum + text.trim().length : sum),
    0,
  );
  return common >= commonMin * Math.max(before.length, after.length) ? pieces : replaced([before], [after]);
}

/** Words and signs with the space behind them, so that what went leaves no gap; letters of scripts without spaces one by one. */
function wordsOf(text: string): readonly string[] {
  return text.match(pieces()) ?? [];
}
const unspaced = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]`;
/** Takes 40 ms to compile, and few commands compare anything. */
let pieceShape: RegExp | undefined;

function pieces(): RegExp {
  return (pieceShape ??= new RegExp(String.raw`(?:(?!${unspaced})[\p{L}\p{M}\p{N}'’])+\s*|\S\s*|\s+`, 'gu'));
}

/** Pieces of a kind that stand side by side are one; between two of the other kinds, what went comes first. */
function joined(pieces: readonly CorrectionPiece[]): readonly CorrectionPiece[] {
  const out: CorrectionPiece[] = [];
  let [removed, added] = ['', ''];
  const flush = (): void => {
    if (removed !== '') out.push({ kind: 'removed', text: removed });
    if (added !== '') out.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const { kind, text } of pieces) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else {
      flush();
      const last = out.at(-1);
      if (last?.kind === 'same') out.splice(-1, 1, { kind, text: last.text + text });
      else out.push({ kind, text });
    }
  }
  flush();
  return out;
}

/** The shortest way from one list to the other (E. W. Myers, An O(ND) Difference Algorithm, 1986). */
function diffOf(before: readonly string[], after: readonly string[]): readonly CorrectionPiece[] {
  const trail: Map<number, number>[] = [];
  let furthest = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(editsMax, before.length + after.length); edits++) {
    trail.push(furthest);
    const next = new Map<number, number>();
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = stepInto(diagonal, edits, furthest);
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return wayBack(before, after, trail);
    }
    furthest = next;
  }
  return replaced(before, after);
}

/** Where on `diagonal` one begins, coming from the neighbour that got further. */
function stepInto(diagonal: number, edits: number, furthest: ReadonlyMap<number, number>): number {
  const from = neighbour(diagonal, edits, furthest);
  return (furthest.get(from) ?? 0) + (from < diagonal ? 1 : 0);
}

/** The diagonal that one comes from: from below by taking a piece away, from above by adding one. */
function neighbour(diagonal: number, edits: number, furthest: ReadonlyMap<number, number>): number {
  const [below = -1, above = -1] = [furthest.get(diagonal - 1), furthest.get(diagonal + 1)];
  return diagonal === -edits || (diagonal !== edits && below < above) ? diagonal + 1 : diagonal - 1;
}

/** The steps of the way whose `trail` ends at the ends of both, from its beginning. */
function wayBack(
  before: readonly string[],
  after: readonly string[],
  trail: readonly ReadonlyMap<number, number>[],
): readonly CorrectionPiece[] {
  const pieces: CorrectionPiece[] = [];
  let [x, y] = [before.length, after.length];
  const took = (kind: CorrectionPiece['kind'], text = ''): number => pieces.push({ kind, text });
  for (const [edits, furthest] of [...trail.entries()].reverse()) {
    const from = neighbour(x - y, edits, furthest);
    const fromX = edits === 0 ? 0 : (furthest.get(from) ?? 0);
    const fromY = edits === 0 ? 0 : fromX - from;
    for (; x > fromX && y > fromY; y--) took('same', before[--x]);
    if (x > fromX) took('removed', before[--x]);
    if (y > fromY) took('added', after[--y]);
  }
  return pieces.reverse();
}

function replaced(before: readonly string[], after: readonly string[]): readonly CorrectionPiece[] {
  const pieceOf =
    (kind: CorrectionPiece['kind']) =>
    (text: string): CorrectionPiece => ({ kind, text });
  return [...before.map(pieceOf('removed')), ...after.map(pieceOf('added'))].filter(
    ({ text }) => text !== '',
  );
}
