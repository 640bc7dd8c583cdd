/** What was measured of Outward, beside what it could be at best and what another does. */
export interface Figures {
  readonly title: string;
  readonly perSecond: number;
  readonly beside: readonly Beside[];
  /** Sentences under the table. */
  readonly notes: readonly string[];
}

export interface Beside {
  readonly name: string;
  readonly perSecond: number;
  /** Ours as a part of this. */
  readonly ratio: number;
  /** The least that the ratio should be. */
  readonly aim?: number | undefined;
}

/**
 * What took turns with ours, round by round. The ratio is the median of the rounds' own: within a round it holds, even where
 * the machine's speed changes from one round to the next.
 */
export function inTurn(
  name: string,
  ours: readonly number[],
  theirs: readonly number[],
  aim?: number,
): Beside {
  const ratio = median(theirs.map((rate, round) => (ours[round] ?? Number.NaN) / rate));
  return { name, perSecond: median(theirs), ratio, aim };
}

/** What was measured once. */
export function once(name: string, ours: readonly number[], theirs: number): Beside {
  return { name, perSecond: theirs, ratio: median(ours) / theirs };
}

/** The middle one; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

const nameWidth = 52;

/** A table to be read in a terminal. */
export function tableOf({ title, perSecond, beside, notes }: Figures): string {
  const lines = beside.map((limit) => {
    return `${row(limit.name, limit.perSecond)}  ${limit.ratio.toFixed(2).padStart(6)}${verdict(limit)}`;
  });
  const heading = `${title.padEnd(nameWidth + 2)}${'per second'.padStart(12)}   ratio`;
  return [heading, row('Outward', perSecond), ...lines, ...notes.map((note) => `  ${note}`)].join('\n');
}

function row(name: string, perSecond: number): string {
  return `  ${name.padEnd(nameWidth)}${whole(perSecond).padStart(12)}`;
}

function verdict({ ratio, aim }: Beside): string {
  if (aim === undefined) return '';
  return ratio < aim ? `  below the aim of ${aim}` : `  aim ${aim}`;
}

/** `12,345` */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}
