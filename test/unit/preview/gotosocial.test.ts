import { expect, test } from 'vitest';
import { picture } from '../theme/sample.ts';
import { lookOf, note, pictures } from './look.ts';

test('an article without summary is folded away behind its title', () => {
  const look = lookOf('gotosocial', {});
  expect(look).toMatchObject({ spoiler: 'On kettle', html: '<p>Water first, then patience.</p>' });
  expect(look.lost).toEqual(['The text is folded away behind the title.']);
});

test('an article with a summary is folded away behind that, and its title is nowhere', () => {
  const look = lookOf('gotosocial', { summary: 'Three "screws".' });
  expect(look).toMatchObject({ spoiler: 'Three "screws".', isSensitive: false });
  expect(look.title).toBeUndefined();
  expect(look.lost).toEqual([
    'The summary is taken for a content warning, and the text folded away behind it.',
    'The title is not shown.',
  ]);
});

test('an article under a content warning is folded away as it should be', () => {
  const look = lookOf('gotosocial', { contentWarning: 'Steam' });
  expect(look).toMatchObject({ spoiler: 'Steam', isSensitive: true });
  expect(look.lost).toEqual(['The title is not shown.']);
});

test('a note is open', () => {
  const look = lookOf('gotosocial', note);
  expect(look.spoiler).toBeUndefined();
  expect(look.lost).toEqual([]);
});

test('all pictures of the text are shown, and not that of the article', () => {
  const look = lookOf('gotosocial', { image: picture }, { images: pictures(6) });
  expect(look.media).toHaveLength(6);
  expect(look.lost.at(-1)).toBe('The picture of the post itself is not shown.');
});

test('a picture that stands in the text too is not missed', () => {
  expect(lookOf('gotosocial', { image: picture }, { images: [picture] }).lost).toEqual([
    'The text is folded away behind the title.',
  ]);
});

test('what version 0.19.2 keeps is kept', () => {
  const html =
    '<h2 id="how">How</h2><p>Pour <strong>slowly</strong>,<br>then <a href="https://ok.test/">wait</a>.</p>' +
    '<pre><code class="language-js hl">a &lt; b</code></pre><ul><li>one<ul><li>two</li></ul></li></ul>' +
    '<table><thead><tr><th>Tea</th></tr></thead><tbody><tr><td>Green</td></tr></tbody></table>' +
    '<p><img src="https://blog.test/media/pot.png" alt="A pot"></p><hr>' +
    '<p><a href="https://blog.test/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a></p>';
  const rel = 'nofollow noreferrer noopener';
  expect(lookOf('gotosocial', note, { html }).html).toBe(
    `<h2>How</h2><p>Pour <strong>slowly</strong>,<br />then <a href="https://ok.test/" rel="${rel}" target="_blank">wait</a>.</p>` +
      '<pre><code class="language-js">a &lt; b</code></pre><ul><li>one<ul><li>two</li></ul></li></ul>TeaGreen<p></p><hr />' +
      `<p><a href="https://blog.test/tags/tea" class="mention hashtag" rel="tag ${rel}" target="_blank">#<span>tea</span></a></p>`,
  );
});
