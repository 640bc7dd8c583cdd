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
])('%s: to %j, cc %j', (visibility, to, cc) => {
  expect(visibilityOf(to, cc)).toBe(visibility);
});
