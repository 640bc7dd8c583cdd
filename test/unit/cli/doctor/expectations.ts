import { expect } from 'vitest';
import type { Finding, State } from '../../../../src/cli/doctor/finding.ts';

/** Whether each check has looked and found nothing. */
export function healthy(findings: readonly Finding[]): boolean {
  return findings.every(({ state }) => state === 'ok');
}

/** That these are the only findings that are not well, in order, each with a cause, and with `cure` among what to do. */
export function expectOnly(
  findings: readonly Finding[],
  ...wanted: readonly { readonly name: string; readonly state: State; readonly cure: string }[]
): void {
  const bad = findings.filter(({ state }) => state === 'warning' || state === 'failure');
  expect(bad.map(({ name, state }) => ({ name, state }))).toEqual(
    wanted.map(({ name, state }) => ({ name, state })),
  );
  for (const [index, { cause, cure }] of bad.entries()) {
    expect(cause).toBeTruthy();
    expect(cure).toContain(wanted[index]?.cure);
  }
}
