import { describe, expect, test } from 'vitest';
import {
  ACTIVITY_ACCEPT,
  ACTIVITY_JSON,
  acceptsActivityBody,
  isActivityDocument,
  prefersActivityJson,
} from '../../../src/protocol/media-type.ts';

const mimeL = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

describe('an Accept header gets JSON', () => {
  test.each([
    ['by id (Mastodon)', 'application/activity+json, application/ld+json'],
    ['from a search (Mastodon)', `${mimeL}, application/activity+json, text/html;q=0.1`],
    ['GoToSocial', `${mimeL},application/activity+json`],
    ['Lemmy', 'application/activity+json'],
    ['Smithereen', mimeL],
    ['Bridgy Fed', `application/activity+json; q=0.9, ${mimeL}; q=0.8, text/html; charset=utf-8; q=0.5`],
    ['our own', ACTIVITY_ACCEPT],
    ['with a wildcard that names nothing', 'application/activity+json, */*'],
    ['in capitals', 'Application/Activity+JSON'],
    [
      'with a profile among others',
      `application/ld+json; profile="https://x.test/a https://www.w3.org/ns/activitystreams"`,
    ],
    ['html refused', 'application/activity+json;q=0.1, text/html;q=0'],
    ['html inside a quoted string', 'application/activity+json; note="a, text/html", */*;q=0.1'],
  ])('%s', (_, accept) => {
    expect(prefersActivityJson(accept)).toBe(true);
  });
});

describe('an Accept header gets HTML', () => {
  test.each([
    ['none', null],
    ['empty', ''],
    ['anything', '*/*'],
    ['any application', 'application/*'],
    ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['plain JSON', 'application/json'],
    ['a tie', 'text/html, application/activity+json'],
    ['html preferred', 'text/html;q=0.9, application/activity+json;q=0.8'],
    ['JSON refused', 'application/activity+json;q=0'],
    ['a crawler of everything', '*/*, text/html, application/ld+json, application/activity+json'],
    ['another profile of JSON-LD', 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'],
    ['a longer name', 'application/activity+json-seq'],
    ['JSON inside a quoted string', 'text/plain; note=", application/activity+json,"'],
    ['a weight that is no number', 'text/html;q=high, application/activity+json'],
  ])('%s', (_, accept) => {
    expect(prefersActivityJson(accept)).toBe(false);
  });
});

test('a header of nothing but separators and quotes is read in linear time', () => {
  expect(prefersActivityJson(`+json${',;"\\'.repeat(50_000)}`)).toBe(false);
});

test.each([
  ['application/activity+json', true],
  ['application/activity+json; charset=UTF-8', true],
  ['application/ld+json', true],
  [mimeL, true],
  ['APPLICATION/LD+JSON;profile=x', true],
  ['application/json', false],
  ['text/plain', false],
  ['', false],
  [null, false],
])('a POST of %s may be an activity: %s', (contentType, expected) => {
  expect(acceptsActivityBody(contentType)).toBe(expected);
});

test.each([
  [ACTIVITY_JSON, true],
  [mimeL, true],
  [
    'application/ld+json; charset=utf-8; profile="https://x.test/ https://www.w3.org/ns/activitystreams"',
    true,
  ],
  ['application/ld+json', false],
  ['application/ld+json; profile="https://www.w3.org/ns/activitystreams/evil"', false],
  ['application/json', false],
  ['text/html; note="application/activity+json"', false],
  [null, false],
])('a fetched document of type %s is an ActivityPub one: %s', (contentType, expected) => {
  expect(isActivityDocument(contentType)).toBe(expected);
});
