/** What was measured of Outward, beside what it could be at best and what another does. */
export interface Figures {
  readonly title: string;
  readonly rows: readonly Figure[];
  /** Sentences under the table. */
  readonly notes: readonly string[];
}

export type Unit = 'per second' | 'ms' | 'µs' | 'MB';

/** One of ours. */
export interface Figure {
  readonly name: string;
  readonly unit: Unit;
  readonly value: number;
  /** What the value itself should be. */
  readonly aim?: Aim;
  readonly beside: readonly Beside[];
}

/** Somebody else's, in the same unit. */
export interface Beside {
  readonly name: string;
  readonly value: number;
  /** Ours as a part of this. */
  readonly ratio: number;
  /** What the ratio should be. */
  readonly aim?: Aim | undefined;
}

export interface Aim {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** What would be better still. */
  readonly stretch?: number | undefined;
}

export function atLeast(value: number, stretch?: number): Aim {
  return { bound: 'at least', value, stretch };
}

export function atMost(value: number): Aim {
  return { bound: 'at most', value };
}

/**
 * What took turns with ours, round by round. The ratio is the median of the rounds' own: within a round it holds, even where
 * the machine's speed changes from one round to the next.
 */
export function inTurn(name: string, ours: readonly number[], theirs: readonly number[], aim?: Aim): Beside {
  const ratio = median(theirs.map((value, round) => (ours[round] ?? Number.NaN) / value));
  return { name, value: median(theirs), ratio, aim };
}

/** What was measured once. */
export function once(name: string, ours: readonly number[], theirs: number, aim?: Aim): Beside {
  return { name, value: theirs, ratio: median(ours) / theirs, aim };
}

/** The middle one; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The least of `values` that is not exceeded by this part of them: 0.99 for p99. */
export function quantile(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * part) - 1] ?? Number.NaN;
}

const nameWidth = 62;
const valueWidth = 10;

/** A table to be read in a terminal. */
export function tableOf({ title, rows, notes }: Figures): string {
  const heading = `${title.padEnd(nameWidth + 2)}${' '.repeat(valueWidth)}     ratio`;
  return [heading, ...rows.flatMap(linesOf), ...notes.map((note) => `  ${note}`)].join('\n');
}

function linesOf({ name, unit, value, aim, beside }: Figure): readonly string[] {
  const others = beside.map((other) => {
    const ratio = other.ratio.toFixed(2).padStart(7);
    return `${line(`  ${other.name}`, other.value, unit)}${ratio}${verdict(other.ratio, other.aim)}`;
  });
  return [`${line(name, value, unit)}${' '.repeat(7)}${verdict(value, aim)}`.trimEnd(), ...others];
}

interface Format {
  readonly sign: string;
  readonly digits: number;
}

const formats: Readonly<Record<Unit, Format>> = {
  'per second': { sign: '/s', digits: 0 },
  ms: { sign: 'ms', digits: 1 },
  µs: { sign: 'µs', digits: 0 },
  MB: { sign: 'MB', digits: 0 },
};

function line(name: string, value: number, unit: Unit): string {
  const { sign, digits } = formats[unit];
  return `  ${name.padEnd(nameWidth)}${rounded(value, digits).padStart(valueWidth)} ${sign}`;
}

function verdict(value: number, aim: Aim | undefined): string {
  if (aim === undefined) return '';
  const isMet = (bound: number): boolean => (aim.bound === 'at least' ? value >= bound : value <= bound);
  const stretch =
    aim.stretch === undefined ? '' : ` (stretch ${aim.stretch}${isMet(aim.stretch) ? ', met' : ''})`;
  return `  ${isMet(aim.value) ? 'as aimed' : 'MISSES THE AIM'}: ${aim.bound} ${aim.value}${stretch}`;
}

/** `12,345` */
export function whole(value: number): string {
  return rounded(value, 0);
}

function rounded(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
