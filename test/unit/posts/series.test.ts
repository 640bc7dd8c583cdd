import { describe, expect, test } from 'vitest';
import { seriesPath, seriesSlug } from '../../../src/posts/paths.ts';
import type { Post } from '../../../src/posts/post.ts';
import { placeInSeries, seriesOf, versionsOf } from '../../../src/posts/series.ts';
import { postOf } from '../theme/sample.ts';
import { complaintsOf, load } from './content-folder.ts';

function part(slug: string, name: string, number?: number, more: Partial<Post> = {}): Post {
  return postOf(slug, { series: { name, part: number }, ...more });
}

function slugsOf(posts: readonly Post[]): readonly string[] {
  return posts.map(({ slug }) => slug);
}

test.each([
  ['Letters from the porch', 'letters-from-the-porch'],
  ['  Tea & pots: 2nd… ', 'tea-pots-2nd'],
  ['Über Tee', 'über-tee'],
  ['हिन्दी चाय', 'हिन्दी-चाय'],
  ['…', ''],
])('the series %j stands at the address part %j', (name, slug) => {
  expect(seriesSlug(name)).toBe(slug);
});

test('an address of a series is escaped', () => {
  expect(seriesPath('Über Tee')).toBe('/series/%C3%BCber-tee/');
});

describe('the posts of a series', () => {
  test('are those whose name differs in capitals and signs only; it is called as the newest spells it', () => {
    const posts = [part('c', 'Slow Tea'), postOf('b'), part('a', 'slow tea!')];
    expect(seriesOf(posts).map(({ name, slug, posts: own }) => [name, slug, own.length])).toEqual([
      ['Slow Tea', 'slow-tea', 2],
    ]);
  });

  test('come in the order of their parts, those without a part after them, by date', () => {
    const day = (date: string): Partial<Post> => ({ date: new Date(date) });
    const posts = [
      part('late', 'Tea', undefined, day('2026-03-05')),
      part('two', 'Tea', 2, day('2026-03-04')),
      part('ten', 'Tea', 10, day('2026-03-03')),
      part('early', 'Tea', undefined, day('2026-03-01')),
      part('one', 'Tea', 1, day('2026-03-02')),
    ];
    expect(slugsOf(seriesOf(posts)[0]?.posts ?? [])).toEqual(['one', 'two', 'ten', 'early', 'late']);
  });
});

describe('the place of a post', () => {
  const one = part('one', 'Tea', 1);
  const two = part('two', 'Tea', 2);
  const three = part('three', 'Tea', 3);
  const french = part('deux', 'Tea', 2, { lang: 'fr' });
  const posts = [french, three, two, one, postOf('other')];

  test('is among those in its language, between the part before and the part after', () => {
    const place = placeInSeries(two, posts);
    expect(place).toMatchObject({ index: 1, previous: one, next: three });
    expect(slugsOf(place?.posts ?? [])).toEqual(['one', 'two', 'three']);
    expect(place?.series.posts).toHaveLength(4);
  });

  test('has nothing before the first and after the last', () => {
    expect(placeInSeries(one, posts)?.previous).toBeUndefined();
    expect(placeInSeries(three, posts)?.next).toBeUndefined();
    expect(placeInSeries(french, posts)).toMatchObject({ index: 0, posts: [french] });
  });

  test('is nowhere for one that is in no series, or that is not listed', () => {
    expect(placeInSeries(postOf('other'), posts)).toBeUndefined();
    expect(placeInSeries(part('unlisted', 'Tea', 4), posts)).toBeUndefined();
  });
});

describe('a part', () => {
  const file = (number: number, lang: string): string =>
    `---\ntitle: X\ndate: 2026-03-01\nlang: ${lang}\nseries: { name: Tea, part: ${number} }\n---\nText\n`;

  test('is that of one post in a language', async () => {
    const complaints = await complaintsOf({ 'posts/a.md': file(1, 'en'), 'posts/b.md': file(1, 'en-GB') });
    expect(complaints).toEqual([
      expect.stringContaining('series: Part 1 of "Tea" is content/posts/a.md already. Write another part'),
    ]);
  });

  test('may be that of another in another language', async () => {
    const { posts } = await load({ 'posts/a.md': file(1, 'en'), 'posts/b.md': file(1, 'fr') });
    expect(posts).toHaveLength(2);
  });
});

describe('the languages of a series', () => {
  const tea = [part('tea-two', 'Slow Tea', 2), part('tea', 'Slow Tea', 1)];
  const german = part('tee', 'Tee', 1, { lang: 'de', translationOf: 'id-tea' });
  const pots = part('pots', 'Pots', 1);
  const versionsIn = (posts: readonly Post[]) => {
    const [series, ...others] = seriesOf(posts);
    return series && versionsOf(series, [series, ...others]);
  };

  test('are its own, and those of series that hold translations of its posts', () => {
    const versions = [
      { name: 'Slow Tea', lang: 'en' },
      { name: 'Tee', lang: 'de' },
    ];
    expect(versionsIn([...tea, german, pots])).toEqual(versions);
    expect(versionsIn([german, ...tea])).toEqual(versions.toReversed());
  });

  test('are none where there is only one', () => {
    expect(versionsIn([...tea, pots])).toEqual([]);
    expect(versionsIn([...tea, part('more', 'More', 1, { translationOf: 'id-tea' })])).toEqual([]);
  });
});
