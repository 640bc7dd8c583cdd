import { describe, expect, test } from 'vitest';
import { compileRules, type Account } from '../../../src/federation/moderation-rules.ts';
import type { Judgement, RuleAct } from '../../../src/store/store.ts';
import { uri } from '../builders.ts';

type Written = readonly [act: RuleAct, pattern: string];

const ann: Account = { id: uri('https://social.example.test:8443/users/1'), user: 'Ann' };

function said(
  rules: readonly Written[],
  account = ann,
  content = '',
  summary?: string,
): Judgement | undefined {
  const compiled = compileRules(rules.map(([act, pattern]) => ({ act, pattern })));
  return compiled.ofReply(account, { content, summary });
}

describe('an account', () => {
  test.each([
    'https://social.example.test:8443/users/1',
    '@ann@social.example.test',
    'social.example.test',
    '*.social.example.test',
    '*.example.test',
    '*.test',
    '*',
  ])('is found by %s', (pattern) => {
    expect(said([['limit', pattern]])).toEqual({ act: 'limit', pattern });
  });

  test.each([
    'https://social.example.test/users/1',
    'https://social.example.test:8443/users/11',
    '@anna@social.example.test',
    '@ann@example.test',
    'example.test',
    'l.example.test',
    '*.cial.example.test',
  ])('is not found by %s', (pattern) => {
    expect(said([['block', pattern]])).toBeUndefined();
  });

  test('of whom only the id is known is found by no handle', () => {
    expect(said([['block', '@ann@social.example.test']], { ...ann, user: undefined })).toBeUndefined();
  });

  test('is judged by the most specific rule, wherever it stands', () => {
    const rules: readonly Written[] = [
      ['block', '*'],
      ['hold', '*.example.test'],
      ['limit', '*.test'],
      ['block', 'social.example.test'],
      ['allow', '@ann@social.example.test'],
    ];
    expect(said(rules)?.act).toBe('allow');
    expect(said(rules, { ...ann, user: 'bob' })?.act).toBe('block');
    expect(said(rules, { id: uri('https://other.example.test/2'), user: 'bob' })?.act).toBe('hold');
    expect(said(rules, { id: uri('https://elsewhere.org/2'), user: 'bob' })).toEqual({
      act: 'block',
      pattern: '*',
    });
  });

  test('that two rules on one level name is allowed before it is blocked, and blocked before it is held', () => {
    const domain = 'social.example.test';
    expect(
      said([
        ['hold', domain],
        ['block', domain],
        ['allow', domain],
      ])?.act,
    ).toBe('allow');
    expect(
      said([
        ['hold', domain],
        ['block', domain],
      ])?.act,
    ).toBe('block');
  });
});

describe('words', () => {
  test.each([
    ['casino', '<p>The best CASINO.</p>'],
    ['casino', '<p>cas<b>i</b>no</p>'],
    ['casino', 'ca\u200bsi\u00adno'],
    ['casino', 'ｃａｓｉｎｏ'],
    ['casino', '&#99;asino'],
    ['Buy now!', '<p>buy,</p><p>NOW</p>'],
    ['word:casino.example', 'see casino.example'],
    ['賭場', '<p>最好的賭場在這裡</p>'],
  ])('%s is found in %s', (pattern, content) => {
    expect(said([['hold', pattern]], ann, content)?.act).toBe('hold');
  });

  test.each([
    ['casino', 'casinos'],
    ['buy now', 'buy it now'],
    ['href', '<a href="https://a.test/">x</a>'],
  ])('%s is not found in %s', (pattern, content) => {
    expect(said([['hold', pattern]], ann, content)).toBeUndefined();
  });

  test('are looked for in the warning too, and the strongest decides', () => {
    expect(said([['hold', 'steam']], ann, '', 'Steam!')?.act).toBe('hold');
    expect(
      said(
        [
          ['hold', 'tea'],
          ['limit', 'pot'],
          ['block', 'hot tea'],
        ],
        ann,
        'pot of hot tea',
      )?.act,
    ).toBe('hide');
    expect(
      said(
        [
          ['hold', 'tea'],
          ['limit', 'pot'],
        ],
        ann,
        'tea pot',
      )?.act,
    ).toBe('limit');
  });

  test('count for nothing where the account is allowed', () => {
    expect(
      said(
        [
          ['block', 'tea'],
          ['allow', '*.test'],
        ],
        ann,
        'tea',
      )?.act,
    ).toBe('allow');
  });

  test.each(['<'.repeat(250_000), '&'.repeat(250_000), '\u00ad '.repeat(120_000), 'ab '.repeat(80_000)])(
    'are looked for in whatever is written, however long',
    (content) => {
      expect(
        said(
          [
            ['hold', 'casino'],
            ['hold', 'buy now'],
          ],
          ann,
          content,
        ),
      ).toBeUndefined();
    },
  );
});
