/** `BENCH_PART=0.05 npm run bench` measures little, which shows that it runs: such figures say nothing else. */
const part = Number(process.env.BENCH_PART ?? 1);

/** `count`, or the part of it that was asked for. */
export function sized(count: number): number {
  return Math.max(1, Math.ceil(count * part));
}

/** As many rounds as are wanted, or one where only a part was asked for. */
export function roundsOf(count: number): number {
  return part < 1 ? 1 : count;
}
