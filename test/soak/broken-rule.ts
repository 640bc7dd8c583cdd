/** Something that holds through every crash did not hold. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';
  readonly rule: string;
  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}

/** Throws a BrokenRule unless `isKept`. */
export function keep(rule: string, isKept: boolean, detail: () => string): void {
  if (!isKept) throw new BrokenRule(rule, detail());
}
