import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Blog, Post } from '../../../src/posts/post.ts';
import type { Manifest } from '../../../src/release/manifest.ts';
import { releaseFolder } from '../../../src/release/current.ts';
import { filesBelow } from '../../../src/release/files.ts';
import { cardColours, cardSvg } from '../../../src/release/social-image-svg.ts';
import { socialImagesOf, type SocialCard } from '../../../src/release/social-images.ts';
import { siteOf, type Site } from '../../../src/site.ts';
import type { ThemeLocals } from '../../../src/theme.ts';
import { author, libraryOf, picture, postOf, site as plainSite } from '../theme/sample.ts';
import { openDesk, type Desk } from './desk.ts';

function siteWith(more: Partial<Blog> = {}): Site {
  return siteOf({ ...plainSite.blog, socialImages: true, ...more }, plainSite.origin);
}

const site = siteWith();

function urlOf(post: Post, at = site): string | undefined {
  return socialImagesOf(libraryOf([post]), at).get(`/posts/${post.slug}/`)?.image.url;
}

function pathsOf(posts: readonly Post[], at = site): readonly string[] {
  return [...socialImagesOf(libraryOf(posts), at).keys()];
}

describe('a picture for links is drawn', () => {
  test('for posts with a title, tags, authors and the front page', () => {
    const note = postOf('note', { type: 'note', title: '', tags: ['Slow Tea'] });
    expect(pathsOf([postOf('tea', { tags: ['slow tea'] }), note])).toEqual([
      '/',
      '/posts/tea/',
      '/tags/slow%20tea/',
      '/authors/nadia/',
    ]);
  });

  test('not where the writer has one, unless a warning hides it', () => {
    expect(pathsOf([postOf('tea', { image: picture })])).not.toContain('/posts/tea/');
    expect(pathsOf([postOf('tea', { image: picture, contentWarning: 'steam' })])).toContain('/posts/tea/');
    expect(pathsOf([], siteWith({ image: picture }))).not.toContain('/');
  });

  test('not for posts and their tags that only some may see', () => {
    expect(pathsOf([postOf('us', { visibility: 'followers', tags: ['us'] })])).toEqual([
      '/',
      '/authors/nadia/',
    ]);
    expect(pathsOf([postOf('quiet', { visibility: 'unlisted', tags: ['quiet'] })])).not.toContain(
      '/tags/quiet/',
    );
  });

  test('not at all when the writer wants none', () => {
    expect(pathsOf([postOf('tea')], siteWith({ socialImages: false }))).toEqual([]);
  });

  test('with the title for those who do not see it', () => {
    const images = socialImagesOf(libraryOf([postOf('tea', { title: '手紙' })]), site);
    expect(images.get('/posts/tea/')?.image).toMatchObject({
      alt: '手紙 · The Slow Kettle',
      mediaType: 'image/png',
      width: 1200,
      height: 630,
    });
    expect(images.get('/')?.image.alt).toBe('The Slow Kettle');
  });

  test('at another address when it says something else, and only then', () => {
    const url = urlOf(postOf('tea'));
    expect(url).toMatch(/^\/media\/[0-9a-f]{16}-card\.png$/);
    expect(urlOf(postOf('tea', { body: postOf('b').body, updated: new Date() }))).toBe(url);
    expect(urlOf(postOf('tea', { title: 'Other' }))).not.toBe(url);
    expect(urlOf(postOf('tea'), siteWith({ title: 'Other' }))).not.toBe(url);
    expect(urlOf(postOf('tea'), siteWith({ icon: picture }))).not.toBe(url);
    const moved = { ...picture, source: '/elsewhere/kettle.png' };
    expect(urlOf(postOf('tea'), siteWith({ icon: moved }))).toBe(
      urlOf(postOf('tea'), siteWith({ icon: picture })),
    );
  });
});

describe('a card', () => {
  const card: SocialCard = { title: 'On tea', blog: 'The Slow Kettle', address: '@kettle@blog.test' };

  test('has the colours of the theme by day', async () => {
    const tokens = await readFile(join(import.meta.dirname, '../../../src/styles/tokens.css'), 'utf8');
    const day = Object.keys(cardColours).map((name) => [
      name,
      new RegExp(`^  --${name}: light-dark\\((#[0-9a-f]+),`, 'm').exec(tokens)?.[1],
    ]);
    expect(Object.fromEntries(day)).toEqual(cardColours);
  });

  test('of texts that end elements elsewhere is drawn like any other', () => {
    const hostile = '</svg><script>"&\'</script>]]>';
    const svg = cardSvg(
      { ...card, title: hostile, blog: hostile, label: hostile, lede: hostile, authors: hostile },
      1,
      {},
    );
    expect(svg).not.toMatch(/script|\]\]|&/);
    expect(svg.match(/<svg|<\/svg>/g)).toHaveLength(2);
  });

  test('is drawn whatever it says', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, text, fc.nat(), (title, other, seed) => {
        const said = { title, blog: other, label: other, lede: title, authors: other, address: title };
        expect(cardSvg({ ...said, date: [other, '2026-03-01'] }, seed, {})).not.toMatch(
          /NaN|undefined|Infinity/,
        );
      }),
      { numRuns: 150, seed: 7 },
    );
    const endless = cardSvg({ ...card, title: 'x'.repeat(100_000), label: 'tea '.repeat(30_000) }, 1, {});
    expect(endless.length).toBeLessThan(300_000);
  });

  test('shows an ornament where the title cannot be drawn, and leaves such texts away', () => {
    const titled = cardSvg(card, 1, {});
    const foreign = cardSvg({ ...card, title: '手紙' }, 1, {});
    expect(foreign.match(/rotate\(/g)?.length).toBeGreaterThan((titled.match(/rotate\(/g)?.length ?? 0) * 2);
    expect(cardSvg({ ...card, authors: '夏目', label: '#手紙', lede: '箱' }, 1, {})).toBe(titled);
  });

  test('says the date as everybody can read it where the letters of a language are missing', () => {
    const dated = (local: string): string => cardSvg({ ...card, date: [local, '2026-03-01'] }, 1, {});
    expect(dated('2026年3月1日')).toBe(dated('2026-03-01'));
    expect(dated('1 March 2026')).not.toBe(dated('2026-03-01'));
  });
});

describe('a release', () => {
  const posts = [postOf('tea', { tags: ['tea'] }), postOf('shay', { lang: 'ar', title: 'شاي' })];

  /** Builds, and remembers which picture each page was told of. */
  async function build(
    desk: Desk,
    more: { readonly posts?: readonly Post[]; readonly site?: Site; readonly previous?: Manifest } = {},
  ): Promise<{ readonly manifest: Manifest; readonly named: ReadonlyMap<string, string> }> {
    const named = new Map<string, string>();
    const render = (path: string, { socialImages }: ThemeLocals): Promise<object> => {
      const url = socialImages?.get(path)?.url;
      if (url !== undefined) named.set(path, url);
      return Promise.resolve({
        status: path === '/404.html' ? 404 : 200,
        contentType: 'text/html',
        body: path,
      });
    };
    const { posts: shown = posts, ...changes } = more;
    const manifest = await desk.build(shown, { site, ...changes, render: render as never });
    return { manifest, named };
  }

  /** Name → when its file was written. */
  async function drawings(desk: Desk): Promise<Readonly<Record<string, number>>> {
    const folder = join(desk.dataDir, 'cache/cards');
    const names = await filesBelow(folder);
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).mtimeMs] as const)),
    );
  }

  test('has every picture that its pages name, in the size that they say', async () => {
    const desk = openDesk();
    const icon = join(desk.dataDir, 'icon.png');
    await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } }).toFile(icon);
    const withIcon = siteWith({ icon: { ...picture, source: icon } });
    const { manifest, named } = await build(desk, { site: withIcon });
    expect([...named.keys()].toSorted()).toEqual([
      '/',
      '/authors/nadia/',
      '/posts/shay/',
      '/posts/tea/',
      '/tags/tea/',
    ]);
    for (const url of named.values()) {
      const { file = '', type } = manifest.resources[url] ?? {};
      const content = await readFile(join(releaseFolder(desk.dataDir, manifest.release), file));
      expect(await sharp(content).metadata()).toMatchObject({ format: 'png', width: 1200, height: 630 });
      expect(type).toBe('image/png');
      expect(content.length).toBeLessThan(80_000);
    }
  });

  test('draws nothing twice', async () => {
    const desk = openDesk();
    const first = await build(desk);
    const drawn = await drawings(desk);
    expect(Object.keys(drawn)).toHaveLength(5);
    const second = await build(desk, { previous: first.manifest });
    const third = await build(desk);
    expect(await drawings(desk)).toEqual(drawn);
    expect(second.manifest.resources).toEqual(first.manifest.resources);
    expect(third.manifest.resources).toEqual(first.manifest.resources);
    expect(second.named).toEqual(new Map());
  });

  test('draws the page again whose picture is another one, and leaves the others', async () => {
    const desk = openDesk();
    const first = await build(desk);
    const renamed = { ...author, summary: 'Keeps a larger lake.' };
    const library = libraryOf(posts, { authors: [renamed] });
    const { named } = await build(desk, { previous: first.manifest, library } as never);
    expect(named.get('/authors/nadia/')).not.toBe(first.named.get('/authors/nadia/'));
    expect([...named.keys()]).not.toContain('/posts/tea/');
    const { named: none } = await build(desk, {
      previous: first.manifest,
      site: siteWith({ socialImages: false }),
    });
    expect(none).toEqual(new Map());
  });

  test('does without an icon that only browsers can draw', async () => {
    const desk = openDesk();
    const icon = join(desk.dataDir, 'icon.svg');
    await writeFile(icon, 'no picture');
    const { manifest, named } = await build(desk, { site: siteWith({ icon: { ...picture, source: icon } }) });
    expect(Object.keys(manifest.resources)).toEqual(expect.arrayContaining([...named.values()]));
  });
});
