import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fields } from './fields.ts';
import { patternRemedy, readPattern, type Pattern } from './moderation-pattern.ts';
import { contentRuleActs, type ContentProblem, type ContentRule } from './post.ts';
import { nothingIfAbsent, readText } from './source.ts';
import { readYaml } from './yaml.ts';

const ruleRemedy = 'Write it as - { block: spam.example, reason: "sells things" }.';

/**
 * The rules of all files of `content/moderation`. What is wrong is added to `problems`. With `mode: allowlist` in one of them,
 * nobody is let in whom no rule allows.
 */
export async function readModeration(
  contentDir: string,
  problems: ContentProblem[],
): Promise<readonly ContentRule[]> {
  const rules: ContentRule[] = [];
  for await (const { fields, file } of filesIn(contentDir, problems)) {
    fields.checkKeys({ noun: 'key of a moderation file', known: ['mode', 'rules', 'subscribe'] });
    readSubscription(fields);
    const entries = fields.maps('rules', ruleRemedy);
    addOnce(
      rules,
      [...readMode(fields, file), ...entries.flatMap((entry) => readRules(entry, file))],
      problems,
    );
  }
  return rules;
}

/** A file whose rules are those of a list elsewhere. */
export interface Subscription {
  readonly file: string;
  readonly path: string;
  /** Of the list, https. */
  readonly url: string;
}

/** What the files of `content/moderation` are subscribed to. */
export async function readSubscriptions(
  contentDir: string,
  problems: ContentProblem[],
): Promise<readonly Subscription[]> {
  const found: Subscription[] = [];
  for await (const { fields, file, path } of filesIn(contentDir, problems)) {
    const url = readSubscription(fields);
    if (url !== undefined) found.push({ file, path, url });
  }
  return found;
}

function readSubscription(fields: Fields): string | undefined {
  const text = fields.text('subscribe');
  if (text === undefined || URL.parse(text)?.protocol === 'https:') return text;
  fields.refuse(
    'subscribe',
    `"${text}" is not an https address.`,
    'Write the address of a list: https://list.example/blocks.csv.',
  );
  return undefined;
}

interface ModerationFile {
  readonly fields: Fields;
  readonly file: string;
  readonly path: string;
}

async function* filesIn(contentDir: string, problems: ContentProblem[]): AsyncGenerator<ModerationFile> {
  const folder = join(contentDir, 'moderation');
  const names = (await readdir(folder).catch(nothingIfAbsent)) ?? [];
  for (const name of names.filter((one) => /^[^_.].*\.ya?ml$/.test(one)).sort()) {
    const [file, path] = [`content/moderation/${name}`, join(folder, name)];
    yield { fields: readYaml(await readText(path), { file, problems }), file, path };
  }
}

/** A rule that stands there twice says, next time it is changed, two things. */
function addOnce(rules: ContentRule[], more: readonly ContentRule[], problems: ContentProblem[]): void {
  for (const rule of more) {
    const other = rules.find(({ pattern }) => pattern === rule.pattern);
    if (other === undefined) rules.push(rule);
    else
      problems.push({
        file: rule.file,
        line: rule.line,
        field: undefined,
        message: `There is a rule for "${rule.pattern}" in ${other.file}:${other.line} already.`,
        remedy: 'Keep one of the two.',
      });
  }
}

function readMode(fields: Fields, file: string): readonly ContentRule[] {
  if (!fields.has('mode')) return [];
  const mode = fields.choice('mode', ['allowlist', 'open'], 'open');
  if (mode === 'open') return [];
  return [
    { act: 'block', pattern: '*', reason: 'allowlist', since: undefined, file, line: fields.lineOf('mode') },
  ];
}

function readRules(entry: Fields, file: string): readonly ContentRule[] {
  entry.checkKeys({ noun: 'key of a rule', known: [...contentRuleActs, 'reason', 'since'] });
  const [act, ...others] = contentRuleActs.filter((name) => entry.has(name));
  if (act === undefined || others.length > 0) {
    const message =
      act === undefined ? 'says nobody and nothing.' : 'must stand alone: a rule does one thing.';
    entry.refuse(act ?? 'rule', message, ruleRemedy);
    return [];
  }
  const reason = entry.text('reason');
  const since = entry.date('since');
  return entry.list(act).flatMap(({ line, text }): readonly ContentRule[] => {
    const pattern = readRulePattern(entry, act, text, line);
    return pattern === undefined ? [] : [{ act, pattern: pattern.text, reason, since, file, line }];
  });
}

/** Whoever writes a word that is welcome is not known by it. */
function readRulePattern(
  entry: Fields,
  act: ContentRule['act'],
  text: string,
  line: number,
): Pattern | undefined {
  const pattern = readPattern(text);
  if (pattern === undefined) entry.refuse(act, `"${text}" names nobody and no word.`, patternRemedy, line);
  if (act !== 'allow' || pattern?.kind !== 'words') return pattern;
  entry.refuse(act, `"${text}" is a word: only accounts and domains can be allowed.`, patternRemedy, line);
  return undefined;
}
