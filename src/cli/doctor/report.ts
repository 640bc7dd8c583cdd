import { printable } from '../blog.ts';
import { amount } from '../words.ts';
import type { Finding, State } from './finding.ts';

const labels: Readonly<Record<State, string>> = {
  ok: 'ok',
  warning: 'WARNING',
  failure: 'FAILURE',
  skipped: 'skipped',
};

/** What an operator reads: by groups, a line for what is well, three for what is not, and a last one that counts. */
export function reportLines(findings: readonly Finding[]): readonly string[] {
  const groups = Map.groupBy(findings, ({ group }) => group);
  const grouped = [...groups].flatMap(([group, all]) => [group, ...all.flatMap(linesOf), '']);
  return [...grouped, summaryOf(findings)];
}

function linesOf({ cause, cure, found, name, state }: Finding): readonly string[] {
  const explained = [line('why', cause), line('cure', cure)].filter((text) => text !== undefined);
  return [`  ${labels[state].padEnd(labelWidth)} ${name}: ${printable(found)}`, ...explained];
}

const labelWidth = 7;

function line(label: string, text: string | undefined): string | undefined {
  return text === undefined
    ? undefined
    : `  ${' '.repeat(labelWidth)}   ${label.padEnd(4)} ${printable(text)}`;
}

function summaryOf(findings: readonly Finding[]): string {
  const count = (state: State): number => findings.filter((finding) => finding.state === state).length;
  const parts = [
    amount(count('failure'), 'failure', 'failures'),
    amount(count('warning'), 'warning', 'warnings'),
    `${count('ok')} well`,
    ...(count('skipped') > 0 ? [`${count('skipped')} skipped`] : []),
  ];
  return parts.join(', ');
}

/** One line for each finding that is not well: what a server that starts says of it. */
export function troubleLines(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter(({ state }) => state === 'warning' || state === 'failure')
    .map(({ cure, found, name }) => printable(`${name}: ${found}. ${cure ?? ''}`).trim());
}
