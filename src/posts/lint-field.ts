import type { Fields } from './fields.ts';
import { lintRules, type LintRule } from './lint-rules.ts';
import { nearest } from './nearest.ts';

const example = 'lint: { off: [table-becomes-list] }';

/** The rules that a file turns off for itself, or blog.yml for all, with `lint: { off: [table-becomes-list] }`. */
export function readRulesOff(fields: Fields): ReadonlySet<LintRule> {
  const map = fields.map('lint');
  if (map === undefined && fields.has('lint')) {
    fields.refuse('lint', 'does not say which rules are off.', `Write ${example}.`);
  }
  map?.checkKeys({ noun: 'key of lint', known: ['off'] });
  const off = new Set<LintRule>();
  for (const { line, text } of map?.list('off') ?? []) {
    const rule = lintRules.find((one) => one === text);
    if (rule === undefined) map?.refuse('off', `"${text}" is not a rule.`, remedyFor(text), line);
    else off.add(rule);
  }
  return off;
}

function remedyFor(text: string): string {
  const meant = nearest(text, lintRules);
  return meant === undefined
    ? 'Write the name that stands in brackets after the warning.'
    : `Did you mean "${meant}"?`;
}
