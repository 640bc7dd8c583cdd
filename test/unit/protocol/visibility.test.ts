import { expect, test } from 'vitest';
import { visibilityOf } from '../../../src/protocol/visibility.ts';
import { PUBLIC } from '../../../src/protocol/vocabulary.ts';

const ann = 'https://a.test/users/ann';
const followers = `${ann}/followers`;

test.each([
  ['public', [PUBLIC], [followers]],
  ['public', PUBLIC, undefined],
  ['public', 'as:Public', followers],
  ['public', ['Public', ann], []],
  ['public', { id: PUBLIC }, []],
  ['unlisted', [followers], [PUBLIC, ann]],
  ['unlisted', undefined, 'as:Public'],
  ['followers', [followers], [ann]],
  ['followers', [ann], ['https://a.test/user/1/followers.json']],
  ['followers', ['https://threads.test/ap/users/1/followers/'], []],
  ['direct', [ann], []],
  ['direct', ann, null],
  ['direct', undefined, undefined],
  ['direct', 7, [{}, null]],
  ['direct', 'public', 'https://www.w3.org/ns/activitystreams#Publicity'],
  ['direct', [[PUBLIC]], [[['as:Public']]]],
  ['direct', { items: [PUBLIC], orderedItems: [PUBLIC] }, []],
])('%s: to %j, cc %j', (visibility, to, cc) => {
  expect(visibilityOf(to, cc)).toBe(visibility);
});

test('of a list longer than a thousand only the first thousand count', () => {
  const many = Array<string>(999).fill(ann);
  expect(visibilityOf([...many, PUBLIC], [])).toBe('public');
  expect(visibilityOf([...many, ann, PUBLIC], [...many, ann, PUBLIC])).toBe('direct');
});
