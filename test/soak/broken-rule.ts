/** Something that holds through every crash did not hold. */
export class BrokenRule extends Error {
  override readonly name = 'BrokenRule';
  readonly rule: string;
  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.rule = rule;
  }
}

/** For a rejection that must not be: throws it as a BrokenRule. */
export function broken(rule: string): (error: unknown) => never {
  return (error) => {
    throw new BrokenRule(rule, String(error));
  };
}

/** Throws a BrokenRule unless `isKept`. */
export function keep(rule: string, isKept: boolean, detail: () => string): void {
  if (!isKept) throw new BrokenRule(rule, detail());
}
