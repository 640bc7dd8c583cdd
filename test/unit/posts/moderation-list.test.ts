import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { changesBetween, moderationFileOf, parseBlocklist } from '../../../src/posts/moderation-list.ts';
import { readYaml } from '../../../src/posts/yaml.ts';

const header = '#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate';

describe('a list that Mastodon exported', () => {
  test('blocks what is suspended and limits what is silenced, with all below', () => {
    const csv = `${header}\nspam.example,suspend,False,False,"Sells ""things"", loudly",False\nloud.example,silence,False,False,,False\n`;
    expect(parseBlocklist(csv)).toEqual({
      rules: [
        { act: 'block', pattern: '*.spam.example', reason: 'Sells "things", loudly' },
        { act: 'limit', pattern: '*.loud.example', reason: undefined },
      ],
      skipped: [],
    });
  });

  test('may be of an older version, of another system and with its columns in any order', () => {
    const csv = '\uFEFFseverity,domain\r\nsuspend,Späm.example\r\n\r\nsilence,b.example';
    expect(parseBlocklist(csv)?.rules.map(({ pattern }) => pattern)).toEqual([
      '*.xn--spm-rla.example',
      '*.b.example',
    ]);
  });

  test('of which not every line is a rule says what was left out, and why', () => {
    const csv = `${header}\nsp*m.example,suspend\nquiet.example,noop\nno domain,suspend\n`;
    expect(parseBlocklist(csv)).toEqual({
      rules: [],
      skipped: [
        { domain: 'sp*m.example', why: 'part of its name is hidden' },
        { domain: 'quiet.example', why: '"noop" keeps nobody out' },
        { domain: 'no domain', why: 'is no domain' },
      ],
    });
  });

  test('that names a domain twice has one rule for it', () => {
    expect(parseBlocklist(`${header}\na.example,silence\nA.example,suspend\n`)?.rules).toMatchObject([
      { act: 'block', pattern: '*.a.example' },
    ]);
  });

  test.each(['', '<!doctype html><title>Not found</title>', 'name,severity\na.example,suspend'])(
    'is none without a column of domains: %j',
    (text) => expect(parseBlocklist(text)).toBeUndefined(),
  );

  test('whatever it says becomes a file that can be read, each rule on its line', () => {
    fc.assert(
      fc.property(fc.string(), (comment) => {
        const quoted = `"${comment.replaceAll('"', '""')}"`;
        const list = parseBlocklist(`${header}\na.example,suspend,,,${quoted}\nb.example,silence\n`);
        const text = moderationFileOf(list?.rules ?? []);
        const problems: never[] = [];
        const rules = readYaml(text, { file: 'a.yml', problems }).maps('rules', '');
        expect(problems).toEqual([]);
        expect(text.split('\n')).toHaveLength(4);
        expect(rules.map((one) => one.text('block') ?? one.text('limit'))).toEqual([
          '*.a.example',
          '*.b.example',
        ]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

test('a file that is written again keeps what stands before its rules', () => {
  const head = '# Ours.\nsubscribe: https://list.example/a.csv\n';
  const rules = [{ act: 'block', pattern: '*.a.example', reason: undefined }] as const;
  const written = moderationFileOf(rules, `${head}rules:\n  - { block: "*.old.example" }\n`);
  expect(written).toBe(`${head}rules:\n  - { block: "*.a.example" }\n`);
  expect(moderationFileOf([], written)).toBe(`${head}rules: []\n`);
});

test('of two versions of a list it is told what came, what went and what does another thing now', () => {
  const rule = (act: 'block' | 'limit', pattern: string) => ({ act, pattern, reason: undefined });
  const [gone, stays, softer] = [rule('block', 'a'), rule('limit', 'b'), rule('block', 'c')];
  const next = [stays, rule('limit', 'c'), rule('block', 'd')];
  expect(changesBetween([gone, stays, softer], next)).toEqual({
    added: [rule('block', 'd')],
    removed: [gone],
    changed: [{ from: softer, to: rule('limit', 'c') }],
  });
});
