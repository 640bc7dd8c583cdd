import { describe, expect, test } from 'vitest';
import { quoteOf } from '../../../src/protocol/quote.ts';
import { KETTLE } from './fixture.ts';

const other = 'https://a.test/1';
const profile = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"';

test.each([
  ['quote', { quote: KETTLE }],
  ['an embedded quote', { quote: { id: KETTLE, type: 'Article' } }],
  ['quoteUrl', { quoteUrl: KETTLE }],
  ['quoteUri', { quoteUri: [KETTLE] }],
  ['_misskey_quote', { _misskey_quote: KETTLE }],
  ['quote before all others', { _misskey_quote: other, quoteUrl: other, quote: KETTLE }],
  ['the next one that can be read', { quote: null, quoteUrl: 'javascript:alert(1)', quoteUri: KETTLE }],
])('%s names what is quoted', (_, json) => {
  expect(quoteOf(json)).toBe(KETTLE);
});

test.each([{}, { quote: { type: 'Tombstone' } }, { quote: 7, tag: 'RE:' }])('%j quotes nothing', (json) => {
  expect(quoteOf(json)).toBeUndefined();
});

describe('a Link to an object (FEP-e232)', () => {
  const link = { type: 'Link', mediaType: profile, href: KETTLE };

  test.each([
    ['that says so', { ...link, rel: 'https://misskey-hub.net/ns#_misskey_quote' }],
    ['that says so among others', { ...link, rel: ['self', 'https://w3id.org/fep/044f#quote'] }],
    ['that is named like one', { ...link, name: `RE: ${KETTLE}` }],
    ['of the shorter media type', { ...link, mediaType: 'application/activity+json', name: 'RE: it' }],
  ])('%s is a quote', (_, tag) => {
    expect(quoteOf({ tag })).toBe(KETTLE);
    expect(quoteOf({ tag: [null, { type: 'Mention', href: other }, tag] })).toBe(KETTLE);
  });

  test.each([
    ['that says nothing', link],
    ['of another relation', { ...link, rel: 'https://w3id.org/fep/7888#context', name: 'RE: it' }],
    ['to a page', { ...link, mediaType: 'text/html', name: 'RE: it' }],
    ['without a media type', { ...link, mediaType: undefined, name: 'RE: it' }],
    ['to a script', { ...link, href: 'javascript:alert(1)', name: 'RE: it' }],
  ])('%s is none', (_, tag) => {
    expect(quoteOf({ tag })).toBeUndefined();
  });
});
