import { expect, test } from 'vitest';
import { lineOf } from '../../../../src/cli/plan/unresolved.ts';

const front = '---\ntitle: To @ada@social.test\n---\n';

test.each([
  ['Hello @ada@social.test.', 4],
  ['\nHello\n@Ada@Social.test', 6],
  ['@ada@social.test.org and @ada@social.test:', 4],
  ['@ada@social.test.org\n\n@ada@social.test', 6],
])('in %j the mention stands in line %d of the file', (source, line) => {
  expect(lineOf('@ada@social.test', front + source, { source })).toBe(line);
});

test('what is only in the front matter, or written otherwise, has no line', () => {
  for (const source of ['Nobody.', '@ada@social.test.org']) {
    expect(lineOf('@ada@social.test', front + source, { source })).toBeUndefined();
  }
});
