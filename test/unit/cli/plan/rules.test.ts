import { expect, test } from 'vitest';
import { jsonOfPlan } from '../../../../src/cli/plan/json.ts';
import { markdownOfPlan } from '../../../../src/cli/plan/markdown.ts';
import { textOfPlan } from '../../../../src/cli/plan/text.ts';
import { ruleChanges } from '../../../../src/federation/moderation-content.ts';
import type { ModerationRule } from '../../../../src/store/store.ts';
import { NOW } from '../../builders.ts';
import { bare, planOf } from './sample.ts';

const file = 'content/moderation/spam.yml';
const written = (act: 'allow' | 'block' | 'limit', pattern: string) =>
  ({ act, pattern, file, line: 1, reason: undefined, since: undefined }) as const;
const kept = (act: 'block' | 'limit', pattern: string, source: ModerationRule['source'] = 'content') =>
  ({ act, pattern, source, file, reason: undefined, since: NOW }) as const;

const rules = ruleChanges(
  [written('block', 'new.test'), written('allow', 'same.test'), written('limit', 'milder.test')],
  [kept('block', 'milder.test'), kept('block', 'gone.test'), kept('block', 'by-command.test', 'command')],
);

test('rules that are new, gone or say something else stand in each form of a plan; those made by commands do not', () => {
  const sentences = [
    'Rule: block new.test (content/moderation/spam.yml)',
    'Rule: allow same.test (content/moderation/spam.yml)',
    'Rule: limit milder.test, which was block (content/moderation/spam.yml)',
    'No longer a rule: block gone.test (content/moderation/spam.yml)',
  ];
  expect(textOfPlan(planOf({ rules }), bare)).toContain(sentences.join('\n'));
  const markdown = markdownOfPlan(planOf({ rules }));
  expect(markdown).toContain('### Who may comment\n\n- Rule');
  expect(markdown.match(/^- /gm)).toHaveLength(4);
  const { rules: inJson } = JSON.parse(jsonOfPlan(planOf({ rules }))) as { rules: unknown[] };
  expect(inJson).toHaveLength(4);
  expect(inJson.slice(2)).toEqual([
    { pattern: 'milder.test', before: { act: 'block', file }, after: { act: 'limit', file } },
    { pattern: 'gone.test', before: { act: 'block', file }, after: null },
  ]);
});

test('what is as it was is no change', () => {
  expect(ruleChanges([written('block', 'a.test')], [kept('block', 'a.test')])).toEqual([]);
  expect(textOfPlan(planOf(), bare)).not.toContain('Rule');
});

test('of very many rules a terminal shows twenty', () => {
  const many = Array.from({ length: 23 }, (_, n) => written('block', `${n}.test`));
  const text = textOfPlan(planOf({ rules: ruleChanges(many, []) }), bare);
  expect(text.match(/^Rule: /gm)).toHaveLength(20);
  expect(text).toContain('And 3 rules more: --json lists all.');
});
