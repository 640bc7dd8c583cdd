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
    vote: undefined,
    quote: undefined,
    quoteAuthorization: undefined,
  });
});

test.each(['Article', 'Page', 'Question', 'Video', 'Image', 'Audio', 'Event'])(
  '%s may stand for a Note',
  (type) => {
    expect(parseNote({ ...note, type })).toMatchObject({ type, vote: undefined });
  },
);

test.each([
  ['content', { contentMap: { fr: 'autre', en: '<p>Hm.</p>' } }, '<p>Hm.</p>', 'en'],
  ['contentMap alone', { content: undefined, contentMap: { 'pt-BR': '<p>Oi</p>' } }, '<p>Oi</p>', 'pt-BR'],
  ['contentMap beside null', { content: null, contentMap: { fr: null, de: ['Ja'] } }, 'Ja', 'de'],
  ['a list', { content: [null, '', 'Ja'] }, 'Ja', undefined],
  ['a map of another text', { contentMap: { de: 'Ja' } }, '<p>Hm.</p>', 'de'],
  ['no language', { contentMap: { und: '<p>Hm.</p>' } }, '<p>Hm.</p>', undefined],
  ['a tag that is none', { contentMap: { 'en" onload="x': '<p>Hm.</p>' } }, '<p>Hm.</p>', undefined],
  ['a map that is a list', { contentMap: ['x'] }, '<p>Hm.</p>', undefined],
  ['content that is an object', { content: { a: 1 } }, '', undefined],
  ['NUL and half a surrogate pair', { content: 'a\0b\ud800' }, 'ab\ufffd', undefined],
  ['plain text', { content: '<b>\n', mediaType: 'text/plain' }, '&lt;b&gt;<br>', undefined],
  ['any text but HTML', { content: '<b>\r\n', mediaType: 'text/x.bb' }, '&lt;b&gt;<br>', undefined],
  ['HTML, said so', { content: '<b>', mediaType: 'text/html; charset=utf-8' }, '<b>', undefined],
  ['HTML beside a picture', { content: '<b>', mediaType: 'image/png' }, '<b>', undefined],
])('content from %s', (_, members, content, language) => {
  expect(parseNote({ ...note, ...members })).toMatchObject({ content, language });
});

test('content is cut at 20,000 characters and a warning at 500', () => {
  const long = parseNote({ ...note, content: 'x'.repeat(100_000), summary: 'y'.repeat(10_000) });
  expect(long?.content).toHaveLength(20_000);
  expect(long?.summary).toHaveLength(500);
});

test.each([
  ['an id', KETTLE],
  ['an object', { id: KETTLE, type: 'Article' }],
  ['a Link', { type: 'Link', href: KETTLE }],
  ['a list of all', [{ type: 'Link' }, null, { id: KETTLE }, 'https://b.test/']],
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
  ['of its own server only', ['https://bank.test/login', 'https://a.test/1'], 'https://a.test/1'],
  ['nowhere else', 'https://bank.test/login', undefined],
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
  expect(parseNote({ ...note, to: null, cc: null }, publicly)?.visibility).toBe('public');
  expect(parseNote({ ...note, to: undefined })?.visibility).toBe('direct');
});

test('a vote has a name, a question to answer, and no content', () => {
  const vote = { ...note, content: undefined, name: ' gas  & fire' };
  expect(parseNote(vote)).toMatchObject({ vote: ' gas  & fire', content: '' });
  expect(parseNote({ ...vote, name: 'x'.repeat(5000) })?.vote).toHaveLength(500);
  expect(parseNote({ ...vote, content: '<p>gas!</p>' })?.vote).toBeUndefined();
  expect(parseNote({ ...vote, contentMap: { en: 'gas!' } })?.vote).toBeUndefined();
  expect(parseNote({ ...vote, inReplyTo: undefined })?.vote).toBeUndefined();
  expect(parseNote({ ...vote, type: 'Video' })?.vote).toBeUndefined();
});

test.each([
  ['what a Note calls its summary', { summary: '<p>tea &amp; heat</p>' }, 'tea & heat'],
  ['nothing when that is empty', { summary: '<p></p>' }, undefined],
  ['not the abstract of an Article', { type: 'Article', summary: 'On tea.' }, undefined],
  ['the summary of a sensitive one', { type: 'Article', summary: 'On tea.', sensitive: true }, 'On tea.'],
  [
    'its subjects rather than its abstract (FEP-b2b8)',
    { type: 'Article', summary: 'On tea.', sensitive: true, 'dcterms:subject': ['heat', 'steam', 7] },
    'heat, steam',
  ],
])('the warning is %s', (_, members, summary) => {
  expect(parseNote({ ...note, ...members })?.summary).toBe(summary);
});

test.each([
  ['that of the title', { nameMap: { fr: 'Thé' } }, 'fr'],
  ['that of the summary', { summaryMap: { sv: 'te' } }, 'sv'],
  ['Lemmy’s and PeerTube’s', { language: { identifier: 'ko', name: '한국어' } }, 'ko'],
  ['Mobilizon’s', { inLanguage: 'pt-BR' }, 'pt-BR'],
  ['no list of them', { language: [{ identifier: 'ko' }] }, undefined],
  ['not before contentMap', { contentMap: { de: '<p>Hm.</p>' }, inLanguage: 'en' }, 'de'],
])('the language may be %s', (_, members, language) => {
  expect(parseNote({ ...note, ...members })?.language).toBe(language);
});

test('what it quotes, and by whose leave', () => {
  const quoting = { ...note, quote: KETTLE, quoteAuthorization: { id: 'https://blog.test/ap/quotes/1' } };
  expect(parseNote(quoting)).toMatchObject({
    quote: KETTLE,
    quoteAuthorization: 'https://blog.test/ap/quotes/1',
  });
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
