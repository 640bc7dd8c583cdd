import { describe, expect, test } from 'vitest';
import { readPattern } from '../../../src/posts/moderation-pattern.ts';
import type { Post } from '../../../src/posts/post.ts';
import { complaintsOf, load, postFile, type Files } from './content-folder.ts';

describe('a pattern', () => {
  test.each([
    ['Spam.Example', 'domain', 'spam.example'],
    ['*.SPAM.example', 'domains', '*.spam.example'],
    ['*', 'domains', '*'],
    ['bücher.example', 'domain', 'xn--bcher-kva.example'],
    ['192.0.2.7', 'domain', '192.0.2.7'],
    ['@Ann@Social.example', 'handle', '@ann@social.example'],
    ['https://social.example/@Ann', 'account', 'https://social.example/@Ann'],
    ['Buy  NOW!', 'words', 'buy now'],
    ['word:casino.example', 'words', 'casino example'],
  ])('%s is a %s and spelt %s, which reads the same', (written, kind, text) => {
    expect(readPattern(written)).toMatchObject({ kind, text });
    expect(readPattern(text)).toMatchObject({ kind, text });
  });

  test.each(['', '!!!', 'https://social.example', 'http://social.example/@ann', 'word:', 'a.example:80'])(
    '"%s" is none',
    (written) => {
      expect(readPattern(written)).toBeUndefined();
    },
  );
});

describe('rules', () => {
  test('of all files are read, each with its place', async () => {
    const files: Files = {
      'moderation/spam.yml':
        'rules:\n  - block: [spam.example, "*.spam.example"]\n    reason: sells things\n',
      'moderation/words.yml':
        'rules:\n  - { hold: Casino, since: 2026-03-01 }\n  - { allow: "@ann@social.example" }\n',
      'moderation/notes.txt': 'not YAML: [',
    };
    const rule = { reason: undefined, since: undefined };
    const spam = {
      ...rule,
      act: 'block',
      reason: 'sells things',
      file: 'content/moderation/spam.yml',
      line: 2,
    };
    const words = { ...rule, file: 'content/moderation/words.yml' };
    expect((await load(files)).moderation).toEqual([
      { ...spam, pattern: 'spam.example' },
      { ...spam, pattern: '*.spam.example' },
      { ...words, act: 'hold', pattern: 'casino', since: new Date('2026-03-01'), line: 2 },
      { ...words, act: 'allow', pattern: '@ann@social.example', line: 3 },
    ]);
    expect((await load({})).moderation).toEqual([]);
  });

  test('of an allowlist shut out everybody else', async () => {
    const { moderation } = await load({
      'moderation/a.yml': 'mode: allowlist\nrules:\n  - allow: friend.example\n',
    });
    expect(moderation).toMatchObject([
      { act: 'block', pattern: '*', line: 1 },
      { act: 'allow', pattern: 'friend.example' },
    ]);
  });

  test.each([
    [
      '- { block: a.example, hold: a.example }',
      'block: must stand alone: a rule does one thing. Write it as - {',
    ],
    ['- { reason: because }', 'rule: says nobody and nothing.'],
    ['- hold:', 'rule: says nobody and nothing.'],
    ['- limit: "@loud"', '"@loud"'],
    ['- { blok: a.example }', 'blok: is not a key of a rule. Did you mean "block"?'],
    [
      '- { allow: casino }',
      'allow: "casino" is a word: only accounts and domains can be allowed. Write a domain',
    ],
    [
      '- { block: "https://a.example" }',
      'block: "https://a.example" names nobody and no word. Write a domain',
    ],
    ['- a.example', 'rules: must be a list of entries. Write it as - { block: spam.example'],
    ['- { block: a.example, since: soon }', 'since: "soon" is not a date.'],
    [
      '- { block: [a.example, a.example] }',
      'There is a rule for "a.example" in content/moderation/a.yml:3 already.',
    ],
  ])('such as %s are refused with place and remedy', async (rule, complaint) => {
    const [first = ''] = await complaintsOf({ 'moderation/a.yml': `# Rules\nrules:\n  ${rule}\n` });
    expect(first).toMatch(/^content\/moderation\/a\.yml:[23]: /);
    expect(first).toContain(complaint);
  });
});

test('a file is subscribed to a list at an https address only', async () => {
  const file = (url: string): Files => ({ 'moderation/a.yml': `subscribe: ${url}\nrules: []\n` });
  expect((await load(file('https://list.example/a.csv'))).moderation).toEqual([]);
  expect(await complaintsOf(file('http://list.example/a.csv'))).toEqual([
    expect.stringContaining('a.yml:1: subscribe: "http://list.example/a.csv" is not an https address.'),
  ]);
});

describe('how a post takes comments', () => {
  const blog = (lines: string): Files => ({
    'blog.yml': `title: T\nhandle: b\nlang: en\nauthor: ann\n${lines}`,
  });
  const ann = (lines: string): Files => ({ 'authors/ann.md': `---\nname: Ann\n${lines}---\n` });
  const read = async (post: string, files: Files = {}): Promise<Pick<Post, 'comments' | 'closesAt'>> => {
    const [first] = (await load({ ...files, 'posts/a.md': postFile('Text', post) })).posts;
    return { comments: first?.comments ?? 'closed', closesAt: first?.closesAt };
  };

  test('is said by the post, or else by its author, or else by the blog, or else the first one waits', async () => {
    expect(await read('')).toMatchObject({ comments: 'first-time' });
    expect(await read('', blog('comments: approve\n'))).toMatchObject({ comments: 'approve' });
    const both = { ...blog('comments: approve\n'), ...ann('comments: open\n') };
    expect(await read('', both)).toMatchObject({ comments: 'open' });
    expect(await read('comments: closed\n', both)).toMatchObject({ comments: 'closed' });
  });

  test('ends after a time, which each may set by itself', async () => {
    // It is 10 March at noon, and the post is of 1 March.
    const files = { ...blog('closeAfter: 1w\n'), ...ann('comments: open\n') };
    expect(await read('', files)).toEqual({ comments: 'closed', closesAt: new Date('2026-03-08') });
    expect(await read('closeAfter: 1y\n', files)).toEqual({
      comments: 'open',
      closesAt: new Date('2027-03-01'),
    });
    expect(await read('closeAfter: never\n', files)).toEqual({ comments: 'open', closesAt: undefined });
  });
});
