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
  /** The least that ours should be, as a part of this. */
  readonly aim?: number;
}

/** The middle one; of an even number the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

const nameWidth = 52;

/** A table to be read in a terminal. */
export function tableOf({ title, perSecond, beside, notes }: Figures): string {
  const lines = beside.map((limit) => {
    const ratio = perSecond / limit.perSecond;
    return `${row(limit.name, limit.perSecond)}  ${ratio.toFixed(2).padStart(6)}${verdict(ratio, limit.aim)}`;
  });
  const heading = `${title.padEnd(nameWidth + 2)}${'per second'.padStart(12)}   ratio`;
  return [heading, row('Outward', perSecond), ...lines, ...notes.map((note) => `  ${note}`)].join('\n');
}

function row(name: string, perSecond: number): string {
  return `  ${name.padEnd(nameWidth)}${whole(perSecond).padStart(12)}`;
}

function verdict(ratio: number, aim: number | undefined): string {
  if (aim === undefined) return '';
  return ratio < aim ? `  below the aim of ${aim}` : `  aim ${aim}`;
}

/** `12,345` */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** The same for a program: each limit with its ratio. */
export function reportOf({ beside, ...figures }: Figures): object {
  const { perSecond } = figures;
  return { ...figures, beside: beside.map((limit) => ({ ...limit, ratio: perSecond / limit.perSecond })) };
}
