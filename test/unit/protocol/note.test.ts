import { expect, test } from 'vitest';
import { parseNote } from '../../../src/protocol/note.ts';
import { PUBLIC } from '../../../src/protocol/vocabulary.ts';
import { KETTLE } from './fixture.ts';

const ann = 'https://a.test/users/ann';
const note = {
  id: `${ann}/1`,
  type: 'Note',
  attributedTo: ann,
  content: '<p>Hm.</p>',
  to: PUBLIC,
  inReplyTo: KETTLE,
};

test('a Note is read whole', () => {
  const json = { ...note, url: 'https://a.test/@ann/1', published: '2026-11-20T08:15:30Z', sensitive: true };
  expect(parseNote(json)).toEqual({
    id: `${ann}/1`,
    type: 'Note',
    attributedTo: ann,
    inReplyTo: KETTLE,
    content: '<p>Hm.</p>',
    summary: undefined,
    sensitive: true,
    language: undefined,
    url: 'https://a.test/@ann/1',
    published: new Date('2026-11-20T08:15:30Z'),
    updated: undefined,
    visibility: 'public',
    isVote: false,
  });
});

test.each(['Article', 'Page', 'Question', 'Video', 'Image', 'Audio', 'Event'])(
  '%s may stand for a Note',
  (type) => {
    expect(parseNote({ ...note, type })).toMatchObject({ type, isVote: false });
  },
);

test.each([
  ['content', { contentMap: { fr: 'autre', en: '<p>Hm.</p>' } }, '<p>Hm.</p>', 'en'],
  ['contentMap alone', { content: undefined, contentMap: { 'pt-BR': '<p>Oi</p>' } }, '<p>Oi</p>', 'pt-BR'],
  ['contentMap beside null', { content: null, contentMap: { de: 'Ja' } }, 'Ja', 'de'],
  ['a map of another text', { contentMap: { de: 'Ja' } }, '<p>Hm.</p>', 'de'],
  ['no language', { contentMap: { und: '<p>Hm.</p>' } }, '<p>Hm.</p>', undefined],
  ['a tag that is none', { contentMap: { 'en" onload="x': '<p>Hm.</p>' } }, '<p>Hm.</p>', undefined],
  ['a map that is a list', { contentMap: ['x'] }, '<p>Hm.</p>', undefined],
  ['content that is an object', { content: { a: 1 } }, '', undefined],
  ['NUL and half a surrogate pair', { content: 'a\0b\ud800' }, 'ab\ufffd', undefined],
  ['plain text', { content: '<b>\n', mediaType: 'text/plain' }, '&lt;b&gt;<br>', undefined],
])('content from %s', (_, members, content, language) => {
  expect(parseNote({ ...note, ...members })).toMatchObject({ content, language });
});

test('content is cut at 65,536 characters and a warning at 500', () => {
  const long = parseNote({ ...note, content: 'x'.repeat(100_000), summary: 'y'.repeat(10_000) });
  expect(long?.content).toHaveLength(65_536);
  expect(long?.summary).toHaveLength(500);
});

test.each([
  ['an id', KETTLE],
  ['an object', { id: KETTLE, type: 'Article' }],
  ['a list of both', [{ type: 'Link' }, { id: KETTLE }, 'https://b.test/']],
])('inReplyTo may be %s', (_, inReplyTo) => {
  expect(parseNote({ ...note, inReplyTo })?.inReplyTo).toBe(KETTLE);
});

test.each([
  ['a string', 'https://a.test/1', 'https://a.test/1'],
  ['a Link', { type: 'Link', href: 'https://a.test/1' }, 'https://a.test/1'],
  [
    'an HTML Link among others',
    [
      { href: 'https://a.test/1.mp4', mediaType: 'video/mp4' },
      { href: 'https://a.test/1', mediaType: 'text/html' },
    ],
    'https://a.test/1',
  ],
  [
    'any Link when none is HTML',
    [{ href: 'https://a.test/1.mp4', mediaType: 'video/mp4' }],
    'https://a.test/1.mp4',
  ],
  ['a script', 'javascript:alert(1)', undefined],
  ['a script in a Link', [{ href: 'javascript:alert(1)', mediaType: 'text/html' }], undefined],
])('url may be %s', (_, url, expected) => {
  expect(parseNote({ ...note, url })?.url).toBe(expected);
});

test.each([
  ['2026-11-20T08:15:30Z', '2026-11-20T08:15:30.000Z'],
  ['2026-11-20T08:15:30.123456789Z', '2026-11-20T08:15:30.123Z'],
  ['2026-11-20T10:15:30+02:00', '2026-11-20T08:15:30.000Z'],
  ['2026-11-20T08:15:30+0000', '2026-11-20T08:15:30.000Z'],
  ['2026-11-20T08:15Z', '2026-11-20T08:15:00.000Z'],
  ['2026-11-20T08:15:30', undefined],
  ['2026-11-20', undefined],
  ['2026-13-40T08:15:30Z', undefined],
  ['yesterday', undefined],
  [1763626530, undefined],
  [['2026-11-20T08:15:30Z'], undefined],
])('published %j is %s', (published, expected) => {
  expect(parseNote({ ...note, published })?.published?.toISOString()).toBe(expected);
});

test('the object’s own audience counts before that of the activity', () => {
  const publicly = { to: [PUBLIC] };
  expect(parseNote({ ...note, to: [ann] }, publicly)?.visibility).toBe('direct');
  expect(parseNote({ ...note, to: undefined, cc: [] }, publicly)?.visibility).toBe('direct');
  expect(parseNote({ ...note, to: undefined }, publicly)?.visibility).toBe('public');
  expect(parseNote({ ...note, to: undefined })?.visibility).toBe('direct');
});

test('a vote has a name, a question to answer, and no content', () => {
  const vote = { ...note, content: undefined, name: 'gas' };
  expect(parseNote(vote)?.isVote).toBe(true);
  expect(parseNote({ ...vote, content: '<p>gas!</p>' })?.isVote).toBe(false);
  expect(parseNote({ ...vote, inReplyTo: undefined })?.isVote).toBe(false);
  expect(parseNote({ ...vote, type: 'Video' })?.isVote).toBe(false);
});

test('the actor inside counts as owner when nothing else does', () => {
  expect(parseNote({ ...note, attributedTo: undefined, actor: ann })?.attributedTo).toBe(ann);
});

test.each([
  ['another type', { type: 'Tombstone' }],
  ['no type', { type: undefined }],
  ['no id', { id: undefined }],
  ['an id that is no URL', { id: '../1' }],
  ['no owner', { attributedTo: undefined }],
])('%s is no Note', (_, members) => {
  expect(parseNote({ ...note, ...members })).toBeUndefined();
});
