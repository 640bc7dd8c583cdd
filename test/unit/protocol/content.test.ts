import { expect, test } from 'vitest';
import { contentHtml } from '../../../src/protocol/content.ts';

const picture = {
  type: 'Image',
  mediaType: 'image/png',
  url: 'https://a.test/k.png',
  name: 'A <tin> kettle',
};
const link = '<p><a href="https://a.test/k.png">A &lt;tin&gt; kettle</a></p>';

test.each(['Article', 'Page', 'Video', 'Audio', 'Event'])('%s is headed by its title, as text', (type) => {
  const json = { name: 'Tea &\n<b>heat</b>', content: '<p>Hot.</p>' };
  expect(contentHtml(json, type)).toBe(
    '<p><strong>Tea &amp; &lt;b&gt;heat&lt;/b&gt;</strong></p><p>Hot.</p>',
  );
});

test('a Note’s name is no title: some repeat their text in it', () => {
  expect(contentHtml({ name: 'Hot', content: '<p>Hot.</p>' }, 'Note')).toBe('<p>Hot.</p>');
});

test('a poll lists its options after the question', () => {
  const options = [{ type: 'Note', name: 'gas' }, { name: '<i>wood</i>' }, { name: '' }, 'coal', null];
  expect(contentHtml({ content: '<p>Which?</p>', anyOf: options }, 'Question')).toBe(
    '<p>Which?</p><ul><li>gas</li><li>&lt;i&gt;wood&lt;/i&gt;</li></ul>',
  );
  expect(contentHtml({ content: '<p>Which?</p>', oneOf: { name: 'gas' } }, 'Question')).toContain(
    '<li>gas</li>',
  );
  expect(contentHtml({ content: '<p>Which?</p>', oneOf: [] }, 'Question')).toBe('<p>Which?</p>');
});

test.each([
  ['a list', { attachment: [picture] }, link],
  ['alone', { attachment: picture }, link],
  ['a Link', { attachment: { type: 'Link', href: 'https://a.test/k.png', name: 'A <tin> kettle' } }, link],
  ['of several forms', { attachment: { ...picture, url: [{ href: 'https://a.test/k.png' }] } }, link],
  ['in the text already', { content: link, attachment: picture }, link],
  ['without a name', { attachment: { url: 'https://a.test/m/k.png?a=1&b=2' } }, '">k.png</a>'],
  ['at a bare host', { attachment: { url: 'https://a.test/' } }, '">a.test</a>'],
])('an attachment is a link with its alternative text: %s', (_, json, expected) => {
  expect(contentHtml(json, 'Note')).toContain(expected);
  expect(contentHtml(json, 'Note').match(/<a /g)).toHaveLength(1);
});

test.each([
  ['a profile field', { type: 'PropertyValue', name: 'Pronouns', value: 'she' }],
  ['a script', { type: 'Image', url: 'javascript:alert(1)', name: 'x' }],
  ['a string', 'https://a.test/k.png'],
  ['a data URL', { type: 'Image', url: 'data:image/png;base64,AAAA' }],
])('%s is no attachment', (_, attachment) => {
  expect(contentHtml({ content: 'Hm.', attachment }, 'Note')).toBe('Hm.');
});

test('everything is bounded', () => {
  const many = Array.from({ length: 1000 }, (_, n) => ({
    url: `https://a.test/${n}`,
    name: 'x'.repeat(10_000),
  }));
  const html = contentHtml({ content: 'x'.repeat(100_000), oneOf: many, attachment: many }, 'Question');
  expect(html.match(/<a /g)).toHaveLength(16);
  expect(html.match(/<li>/g)).toHaveLength(20);
  expect(html.length).toBeLessThan(40_000);
});

test('text keeps to 20,000 characters, also when it is plain and has to be escaped', () => {
  expect(contentHtml({ content: '&'.repeat(30_000) }, 'Note')).toHaveLength(20_000);
  expect(contentHtml({ content: '&'.repeat(30_000), mediaType: 'text/plain' }, 'Note')).toHaveLength(20_000);
});

test('what does not fit below the text is left out whole, and what does fit after it is not', () => {
  const long = { url: `https://a.test/${'&'.repeat(1_900)}`, name: 'long' };
  const html = contentHtml({ content: 'Hm.', attachment: [long, long, long, picture] }, 'Note');
  expect(html.match(/<a /g)).toHaveLength(3);
  expect(html.endsWith(link)).toBe(true);
});
