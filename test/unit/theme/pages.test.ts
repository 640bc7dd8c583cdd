import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { directionOf } from '../../../src/components/language.ts';
import { proposalOf } from '../../../src/posts/proposal.ts';
import type { Post } from '../../../src/posts/post.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import type {
  DecisionView,
  IntentView,
  RenderedPage,
  SocialImage,
  ThemeLocals,
  WaitingView,
} from '../../../src/theme.ts';
import { COMMENTS_BEGIN, COMMENTS_END } from '../../../src/theme.ts';
import { compileTheme, type CompiledTheme } from '../../support/compiled-theme.ts';
import { bodyOf, commentsOf, libraryOf, picture, postOf, replyOf, site } from './sample.ts';

const compileMsMax = 120_000;
const target = 'https://social.test/@ann/1';
const hostile = '"><script>alert(1)</script><b onclick="x">';

let theme: CompiledTheme;

beforeAll(async () => (theme = await compileTheme()), compileMsMax);
afterAll(() => theme[Symbol.asyncDispose]());

const tea = postOf('tea', { tags: ['slow tea'], image: picture, updated: new Date('2026-03-09') });
const arabic = postOf('shay', { lang: 'ar', title: 'عن الشاي', translationOf: 'id-tea', tags: ['شاي'] });
const note = postOf('note', { type: 'note', title: '', pinned: true, body: bodyOf('First ice.') });
const spiders = postOf('spiders', {
  contentWarning: 'spiders',
  body: bodyOf('They have legs.'),
  image: picture,
});
const hidden = postOf('hidden', { visibility: 'unlisted', comments: 'closed' });
const pageOnly = postOf('page-only', { federate: false });
const about = {
  slug: 'about',
  file: 'content/pages/about.md',
  title: 'About',
  lang: 'en',
  summary: undefined,
  body: bodyOf('Me.'),
};
const library = libraryOf([tea, arabic, note, spiders, hidden, pageOnly], { pages: [about] });
const navigation = [{ title: 'About', path: '/about/' }];
const locals: ThemeLocals = { site, navigation, library };

const draw = (path: string, more: Partial<ThemeLocals> = {}): Promise<RenderedPage> =>
  theme.render(path, { ...locals, ...more });
const html = async (path: string, more: Partial<ThemeLocals> = {}): Promise<string> =>
  (await draw(path, more)).body;
/** Only what a browser takes for tags: quoted values may hold anything but the quote. */
const tagsIn = (body: string): string => body.replaceAll(/="[^"]*"/g, '');
/** Without scripts that are files of ours, and data, which no browser runs. */
const withoutFiles = (body: string): string =>
  body
    .replaceAll(/<script src="[^"]*"[^>]*><\/script>|<script type="module" src="[^"]*"><\/script>/g, '')
    .replaceAll(data, '');
const data = /<script type="application\/ld\+json">[^<]*<\/script>/g;
/** What the page is about, without what stands on all pages. */
const mainOf = (body: string): string => body.slice(body.indexOf('<main'), body.indexOf('</main>'));
const pageOf = (post: Post): Promise<string> => html(`/posts/${post.slug}/`, { library: libraryOf([post]) });

describe('every page', () => {
  const paths = [
    '/',
    '/posts/tea/',
    '/posts/shay/',
    '/posts/note/',
    '/posts/hidden/',
    '/tags/',
    '/tags/slow%20tea/',
    `/tags/${encodeURIComponent('شاي')}/`,
    '/archive/',
    '/authors/nadia/',
    '/about/',
  ];

  test.each(paths)('200: %s has one h1, one main, a title and no inline style or script', async (path) => {
    const { status, contentType, body } = await draw(path);
    expect(status).toBe(200);
    expect(contentType).toMatch(/^text\/html/);
    expect(body.match(/<h1[ >]/g)).toHaveLength(1);
    expect(body.match(/<main[ >]/g)).toHaveLength(1);
    expect(body).toMatch(/<title>[^<]+<\/title>/);
    expect(withoutFiles(body)).not.toMatch(/<style|<script| style=| on[a-z]+=/);
  });

  test.each([
    '/posts/nothing/',
    '/tags/nothing/',
    '/authors/nothing/',
    '/nothing/',
    '/a/b/c/',
    '/404.html',
    '/fragments/comments/',
    '/intents/like/',
    '/waiting/told/',
    '/decide/',
  ])('404: %s names nothing', async (path) => {
    const { status, body } = await draw(path);
    expect(status).toBe(404);
    expect(body).toContain('There is no such page');
  });

  test('finds its stylesheet in the compiled theme', async () => {
    const [, name] = /href="\/_astro\/([^"]+\.css)"/.exec(await html('/')) ?? [];
    expect(await readdir(join(theme.folder, 'client/_astro'))).toContain(name);
    expect(await readFile(join(theme.folder, 'client/_astro', name ?? ''), 'utf8')).not.toMatch(
      /url\(|@import/,
    );
  });

  test('that cannot be drawn stops the build and says why', async () => {
    const broken = libraryOf([postOf('broken', { date: new Date('never') })]);
    using said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    await expect(draw('/posts/broken/', { library: broken })).rejects.toThrow(
      'cannot draw https://blog.test/posts/broken/',
    );
    expect(said).toHaveBeenCalledWith(expect.stringContaining('RangeError: Invalid time value'));
  });
});

describe('the head', () => {
  test('leads servers to the object of a post and to the actor of the blog', async () => {
    const link = '<link rel="alternate" type="application/activity+json" href=';
    expect(await html('/posts/tea/')).toContain(`${link}"https://blog.test/ap/objects/id-tea"`);
    expect(await html('/posts/page-only/')).not.toContain(link);
    for (const path of ['/', '/about/', '/authors/nadia/']) {
      expect(await html(path)).toContain(`${link}"https://blog.test/ap/actors/blog"`);
    }
  });

  test('vouches for the blog and for the profiles of its writers', async () => {
    const body = await html('/posts/tea/');
    for (const profile of ['https://blog.test/', 'https://code.test/nadia', 'https://social.test/@nadia']) {
      expect(body).toContain(`<link rel="me" href="${profile}">`);
    }
    expect(body).toContain('<meta name="fediverse:creator" content="@kettle@blog.test">');
  });

  test('describes a post for link previews', async () => {
    const body = await html('/posts/tea/');
    for (const [property, content] of [
      ['og:title', 'On tea'],
      ['og:type', 'article'],
      ['og:locale', 'en_US'],
      ['og:image', 'https://blog.test/media/3f9a1c2b-kettle.png'],
      ['og:image:alt', 'A &quot;copper&quot; kettle'],
      ['og:image:width', '1600'],
      ['article:published_time', '2026-03-01T09:00:00.000Z'],
    ]) {
      expect(body).toContain(`<meta property="${property}" content="${content}">`);
    }
    expect(body).toContain('<link rel="canonical" href="https://blog.test/posts/tea/">');
  });

  test('shows the picture that is drawn for a page, and that of the front page where there is none', async () => {
    const drawing = { alt: 'On "tea"', mediaType: 'image/png', width: 1200, height: 630 };
    const drawings: readonly (readonly [string, SocialImage])[] = [
      ['/', { ...drawing, url: '/media/front.png' }],
      ['/posts/shay/', { ...drawing, url: '/media/shay.png' }],
      ['/authors/nadia/', { ...drawing, url: '/media/nadia.png' }],
    ];
    const more = { socialImages: new Map(drawings) };
    for (const [path, name] of [
      ['/posts/shay/', 'shay.png'],
      ['/authors/nadia/', 'nadia.png'],
      ['/', 'front.png'],
      ['/archive/', 'front.png'],
      ['/posts/tea/', '3f9a1c2b-kettle.png'],
    ] as const) {
      const body = await html(path, more);
      expect(body).toContain(`<meta property="og:image" content="https://blog.test/media/${name}">`);
      expect(body).toContain('<meta name="twitter:card" content="summary_large_image">');
    }
    const shay = await html('/posts/shay/', more);
    expect(shay).toContain('<meta property="og:image:alt" content="On &quot;tea&quot;">');
    expect(shay).toContain('<meta property="og:image:height" content="630">');
    expect(shay.match(data)?.[0]).toContain('"url":"https://blog.test/media/shay.png"');
  });

  test('names all languages of a post, and the page is written in its own', async () => {
    const body = await html('/posts/shay/');
    expect(body).toContain(`<html lang="ar" dir="${directionOf('ar')}">`);
    expect(body).toContain('<link rel="alternate" hreflang="en" href="https://blog.test/posts/tea/">');
    expect(body).toContain('<link rel="alternate" hreflang="ar" href="https://blog.test/posts/shay/">');
  });

  test('names the feeds of what the page lists, and those of the blog', async () => {
    const feed = '<link rel="alternate" type="application/atom+xml" title=';
    expect(await html('/tags/slow%20tea/')).toContain(
      `${feed}"#slow tea · The Slow Kettle (Atom)" href="https://blog.test/tags/slow%20tea/feed.xml">`,
    );
    expect(await html('/posts/tea/')).toContain(
      `${feed}"The Slow Kettle (Atom)" href="https://blog.test/feed.xml">`,
    );
  });

  test.each(['/', '/posts/tea/', '/tags/slow%20tea/', '/authors/nadia/'])(
    'of %s describes it in the words of schema.org',
    async (path) => {
      const [block] = (await html(path)).match(data) ?? [];
      const json: unknown = JSON.parse(block?.replaceAll(/<[^>]*>/g, '') ?? '');
      expect(json).toMatchObject({ '@context': 'https://schema.org' });
    },
  );

  test('keeps search engines from all pages of a blog that wants to be in none', async () => {
    const hidden = { ...site, blog: { ...site.blog, indexable: false } };
    expect(await html('/', { site: hidden })).toContain('<meta name="robots" content="noindex">');
  });

  test('keeps search engines from an unlisted post', async () => {
    expect(await html('/posts/hidden/')).toContain('<meta name="robots" content="noindex">');
    expect(await html('/posts/tea/')).not.toContain('noindex');
  });
});

describe('lists', () => {
  test('never name an unlisted post', async () => {
    for (const path of ['/', '/archive/', '/tags/', '/authors/nadia/', '/feed.xml', '/sitemap.xml']) {
      expect(await html(path)).not.toMatch(/\/posts\/hidden\/|On hidden/);
    }
  });

  test('on the front page begin with what is pinned, notes in full', async () => {
    const body = await html('/');
    expect(body.indexOf('First ice.')).toBeLessThan(body.indexOf('On tea'));
    expect(body).toContain('@kettle@blog.test');
  });

  test('show nothing of a text under a warning', async () => {
    const body = await html('/', { library: libraryOf([spiders]) });
    expect(body).toContain('Content warning: spiders');
    expect(body).not.toContain('They have legs.');
    expect(body).not.toContain('kettle.png');
  });

  test('of an empty blog say so', async () => {
    for (const path of ['/', '/archive/', '/tags/']) {
      expect(await html(path, { library: libraryOf([]) })).toContain('Nothing has been published here yet.');
    }
  });
});

describe('a post', () => {
  test('under a warning is folded, picture and all', async () => {
    const body = await pageOf(spiders);
    const folded = body.slice(body.indexOf('<details class="warning">'), body.indexOf('</details>'));
    expect(folded).toContain('They have legs.');
    expect(folded).toContain('kettle.png');
    expect(body).not.toMatch(/<details[^>]* open/);
  });

  test.each<[string, Partial<Post>, string]>([
    ['answers', { inReplyTo: target }, 'In answer to a post on <a class="u-in-reply-to"'],
    ['likes', { likeOf: target }, 'Liked a post on <a class="u-like-of"'],
    ['boosts', { repostOf: target }, 'Boosted a post on <a class="u-repost-of"'],
  ])('names what it %s, on its page and in lists', async (_, changes, words) => {
    const post = postOf('fine', { type: 'note', title: '', body: bodyOf(''), ...changes });
    const link = `${words} href="${target}">social.test</a>`;
    for (const path of ['/posts/fine/', '/'])
      expect((await html(path, { library: libraryOf([post]) })).replace(/\s+/g, ' ')).toContain(link);
  });

  test('that likes or boosts another takes no answers, and is no object', async () => {
    const body = await pageOf(postOf('fine', { likeOf: target }));
    expect(body).not.toContain('id="comments"');
    expect(body).not.toContain('application/activity+json');
  });

  test('that asks has its options between the marks, before anybody has voted', async () => {
    const poll = { options: ['Green & fresh', 'Black'], multiple: false, closes: new Date('2026-03-11') };
    const body = await pageOf(postOf('tea', { poll }));
    const between = body.slice(body.indexOf(COMMENTS_BEGIN), body.indexOf(COMMENTS_END));
    expect(between).toContain('Green &amp; fresh');
    expect(between).toContain('0 votes');
    expect(between).toContain('Mar 11, 2026');
  });

  test('has its conversation between the marks, and says how to answer', async () => {
    const body = await pageOf(tea);
    expect(body.slice(body.indexOf(COMMENTS_BEGIN), body.indexOf(COMMENTS_END))).toContain('No replies yet.');
    expect(body).toContain('https://blog.test/ap/objects/id-tea</code>');
  });

  test('says that its conversation is closed, and does not ask for answers', async () => {
    const body = await html('/posts/hidden/');
    expect(body).toContain('This conversation is closed');
    expect(body).not.toContain('class="answer-hint"');
  });

  test('that is a page only has no conversation', async () => {
    expect(await pageOf(pageOnly)).not.toContain(COMMENTS_BEGIN);
  });

  test('writes what its author wrote as text, except the body', async () => {
    const odd = postOf('odd', {
      title: hostile,
      summary: hostile,
      tags: [hostile],
      image: { ...picture, alt: hostile },
    });
    for (const path of ['/', '/posts/odd/', '/archive/', '/tags/', '/feed.xml']) {
      expect(tagsIn(withoutFiles(await html(path, { library: libraryOf([odd]) })))).not.toMatch(
        /<script|<b /,
      );
    }
  });
});

describe('a conversation', () => {
  test('counts the votes of a poll, and those who quote the post', async () => {
    const poll = {
      options: [{ name: hostile, votes: 1 }],
      voters: 1,
      closes: Date.UTC(2026, 2, 11),
      warning: 'spiders',
    };
    const conversation = { replies: 0, likes: 0, boosts: 0, quotes: 2, thread: [] };
    const body = await html('/fragments/comments/', { comments: commentsOf([], { poll, conversation }) });
    expect(body).toContain('1 vote<');
    expect(body).toMatch(/<details class="warning">\s*<summary>Content warning: spiders/);
    expect(body).toContain('1 person has voted.');
    expect(body).toContain('2 quotes');
    expect(tagsIn(body)).not.toMatch(/<script|<b onclick/);
  });

  const thread = [
    replyOf('a', 'post'),
    replyOf('b', 'a', { language: 'fr', updated: 1, summary: 'milk first' }),
    replyOf('c', 'post', { sensitive: true }),
  ];

  test('200: stands on a page of its own, for which search engines take the post', async () => {
    const comments = commentsOf(thread, { slug: 'tea' });
    const { status, body } = await theme.render('/posts/tea/comments/', { site, navigation, comments });
    expect(status).toBe(200);
    expect(body).toContain('noindex');
    expect(body).toContain('<link rel="canonical" href="https://blog.test/posts/tea/">');
    expect((await theme.render('/posts/other/comments/', { site, navigation, comments })).status).toBe(404);
  });

  test('200: as a fragment is what stands between the marks, and nothing else', async () => {
    const comments = commentsOf(thread, { slug: 'tea' });
    const { status, body } = await theme.render('/fragments/comments/', { site, navigation, comments });
    expect(status).toBe(200);
    expect(body).not.toMatch(/<html|<!doctype|<link|<h2/i);
    const page = await html('/posts/tea/comments/', { comments });
    expect(
      page.slice(page.indexOf(COMMENTS_BEGIN) + COMMENTS_BEGIN.length, page.indexOf(COMMENTS_END)).trim(),
    ).toBe(body.trim());
  });

  test('draws the same empty conversation on the page of a post and as a fragment', async () => {
    const empty = commentsOf([], {
      conversation: { replies: 0, likes: 0, boosts: 0, quotes: 0, thread: [] },
    });
    const page = await pageOf(tea);
    const built = page.slice(
      page.indexOf(COMMENTS_BEGIN) + COMMENTS_BEGIN.length,
      page.indexOf(COMMENTS_END),
    );
    expect(built.trim()).toBe((await html('/fragments/comments/', { comments: empty })).trim());
  });

  test('too long for one page says how many replies follow, and where', async () => {
    const draw = (path: string | undefined): Promise<string> =>
      html('/fragments/comments/', { comments: commentsOf(thread, { more: { count: 1_200, path } }) });
    const link = '<a href="/posts/tea/comments/?page=2">1,200 more replies</a>';
    expect((await draw('/posts/tea/comments/?page=2')).replace(/\s+/g, ' ')).toContain(
      `too long for one page: ${link}`,
    );
    expect(await draw(undefined)).toMatch(/too long for one page:\s+1,200 more replies/);
  });

  test('tells counts, edits, languages and warnings', async () => {
    const body = await html('/fragments/comments/', { comments: commentsOf(thread) });
    for (const text of [
      '3 replies',
      '2 likes',
      '1 boost',
      'edited',
      'in French',
      'milk first',
      'Sensitive content',
    ]) {
      expect(body).toContain(text);
    }
    expect(body.match(/<details/g)).toHaveLength(2);
  });

  test('trusts nothing that a stranger says of itself', async () => {
    const liar = replyOf(hostile, hostile, {
      summary: hostile,
      language: hostile,
      published: 9e99,
      url: 'javascript:alert(1)' as Uri,
      author: {
        id: hostile as Uri,
        name: hostile,
        user: hostile,
        host: hostile,
        url: 'data:text/html,x' as Uri,
      },
    });
    const { status, body } = await draw('/fragments/comments/', {
      comments: commentsOf([{ ...liar, html: '<p>hi</p>' }]),
    });
    expect(status).toBe(200);
    expect(tagsIn(body)).not.toMatch(/<script|<b /);
    expect(body).not.toMatch(/javascript:|data:/);
  });
});

describe('an intent', () => {
  const hostileReply = { inReplyTo: target, title: hostile, text: hostile };
  const page = (intent: IntentView): Promise<string> =>
    html('/intents/create/', { library: undefined, intent });
  const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  /** What may be copied from a page, as a browser reads it. */
  const copies = (body: string): readonly string[] =>
    Array.from(body.matchAll(/<pre[^>]*>([^<]*)<\/pre>/g), ([, text = '']) =>
      text.replace(/&[^;]+;/g, (entity) => entities[entity as keyof typeof entities]),
    );

  test('shows the name of the file, and the file to the letter', async () => {
    const proposal = await proposalOf('reply', hostileReply, new Date(0));
    expect(copies(await page({ act: 'reply', proposal }))).toEqual([proposal.file, proposal.text]);
  });

  test('offers what can be done with a post, each on its page', async () => {
    const choices = [{ act: 'like', url: 'https://blog.test/intents/like?object=x&y' }] as const;
    const body = await page({ act: 'choose', target, choices });
    expect(body).toContain('<a href="https://blog.test/intents/like?object=x&amp;y">Like a post</a>');
    expect(copies(body)).toEqual([target]);
  });

  test('is told to no search engine, and has no address to be remembered by', async () => {
    const body = await page({ act: 'choose', target, choices: [] });
    expect(body).toContain('<meta name="robots" content="noindex">');
    expect(body).not.toContain('rel="canonical"');
  });

  test('is only text: no markup of a stranger, no link to elsewhere, no script', async () => {
    const proposal = await proposalOf('reply', hostileReply, new Date(0));
    const views = [
      { act: 'reply', proposal },
      { act: 'choose', target, choices: [] },
      { act: 'choose', target: hostile, choices: [] },
    ] as const;
    for (const view of views) {
      const body = await page(view);
      expect(tagsIn(mainOf(body))).not.toMatch(/<script|<b |<form|<button/);
      expect(body).not.toMatch(/="[^"]*social\.test\/@ann/);
    }
  });
});

describe('a link that decides', () => {
  const page = (decision: DecisionView): Promise<string> =>
    html('/decide/', { library: undefined, decision });
  const view: DecisionView = {
    state: 'open',
    kind: 'comment',
    who: '@ada@social.test',
    url: 'https://social.test/@ada/1',
    post: { title: hostile, url: 'https://blog.test/posts/tea/' },
    text: hostile,
    why: { cause: 'rule', pattern: hostile },
    verbs: ['hide', 'approve', 'block', 'block-server'],
    seen: 'a-digest',
    isChanged: true,
  };

  test('shows what came as text, and a button for each verb in one form, the first before others', async () => {
    const body = (await page(view)).replace(/\s+/g, ' ');
    expect(tagsIn(mainOf(body))).not.toMatch(/<script|<b /);
    expect([...body.matchAll(/name="verb" value="([^"]+)"/g)].map(([, verb]) => verb)).toEqual(view.verbs);
    expect(body).toMatch(/<form class="decision" method="post">/);
    expect(body).toMatch(/button-stop" name="verb" value="hide"/);
    expect(body).toContain('name="seen" value="a-digest"');
    expect(body).toContain('It was edited while you read');
    expect(body).toContain('It waits because of your rule');
  });

  test.each<[string, DecisionView]>([
    ['The account is blocked', { state: 'decided', verb: 'block', at: Date.UTC(2026, 2, 10) }],
    ['It is not there any more', { state: 'gone' }],
    ['This link is too old', { state: 'expired' }],
  ])('afterwards says "%s", and has no button', async (title, decision) => {
    const body = await page(decision);
    expect(body).toContain(title);
    expect(mainOf(body)).not.toContain('<button');
  });
});

describe('a publication that waits', () => {
  const page = (waiting: WaitingView): Promise<string> =>
    html(`/waiting/${waiting.state}/`, { library: undefined, waiting });
  const view: WaitingView = {
    state: 'waiting',
    says: [
      { verb: 'Create', title: 'On tea', path: '/posts/tea/', inboxes: 1 },
      { verb: 'Delete', title: hostile, path: undefined, inboxes: 1_200 },
      { verb: 'Update', title: undefined, path: undefined, inboxes: 2 },
      { verb: hostile, title: undefined, path: undefined, inboxes: 0 },
    ],
    more: 3,
    sendAt: Date.UTC(2026, 2, 10, 12, 2, 7),
    secondsLeft: 87,
  };

  test('says of each thing what it is, with a link to look at it before, and how far it goes', async () => {
    const body = (await page(view)).replace(/\s+/g, ' ');
    expect(body).toMatch(/New post.*<a href="\/posts\/tea\/">On tea<\/a>.*1 inbox</);
    expect(body).toMatch(/Removed.*1,200 inboxes/);
    expect(body).toMatch(/Changed.*the profile of the blog.*2 inboxes/);
    expect(body).toContain('and 3 more');
    expect(tagsIn(mainOf(body))).not.toMatch(/<script|<b /);
  });

  test('says when it is told, to the second', async () => {
    const body = await page(view);
    expect(body).toContain('<time datetime="2026-03-10T12:02:07.000Z">');
    expect(body).toMatch(/12:02:07\sPM\sUTC/);
    expect(body).toContain('87 seconds from now');
    expect(await page({ ...view, secondsLeft: 0 })).toContain('any moment now');
  });

  test('has two buttons, which post to where the page is', async () => {
    const body = await page(view);
    expect(body.match(/<form[^>]*>/g)).toEqual(['<form class="decision" method="post">']);
    expect(mainOf(body).match(/<button[^>]*>/g)).toEqual([
      '<button type="submit" class="button button-stop" name="act" value="cancel">',
      '<button type="submit" class="button" name="act" value="send">',
    ]);
  });

  test('does nothing by itself, and has no address to be remembered by', async () => {
    const body = await page(view);
    expect(body).not.toMatch(/http-equiv|<img|rel="canonical"/);
    expect(mainOf(body)).not.toContain('<script');
    expect(body).toContain('<meta name="robots" content="noindex">');
  });

  test.each([
    ['told', /too late to stop it.*an Update is sent.*a Delete is sent/],
    ['cancelled', /nobody was told.*shows what it showed before/],
    ['replaced', /newer one has a link of its own/],
  ] as const)('no more, as it was %s, has no buttons, and says what one can do', async (state, words) => {
    const body = (await page({ state, at: 0 })).replace(/\s+/g, ' ');
    expect(body).toMatch(words);
    expect(mainOf(body)).not.toMatch(/<form|<button/);
  });
});

test('robots may go anywhere and are told of the sitemap', async () => {
  const { contentType, body } = await draw('/robots.txt');
  expect(contentType).toBe('text/plain; charset=utf-8');
  expect(body).toContain('Sitemap: https://blog.test/sitemap.xml');
});

test.each(['/tags/nothing/feed.xml', '/tags/slow%20tea/feed.txt', '/authors/nobody/feed.json'])(
  '404: there is no feed at %s',
  async (path) => {
    expect((await draw(path)).status).toBe(404);
  },
);

test('feeds and sitemap are served as what they are', async () => {
  for (const base of ['/', '/tags/slow%20tea/', `/tags/${encodeURIComponent('شاي')}/`, '/authors/nadia/']) {
    expect((await draw(`${base}feed.xml`)).contentType).toBe('application/atom+xml; charset=utf-8');
    expect((await draw(`${base}rss.xml`)).contentType).toBe('application/rss+xml; charset=utf-8');
    expect((await draw(`${base}feed.json`)).contentType).toBe('application/feed+json; charset=utf-8');
  }
  expect((await draw('/sitemap.xml')).contentType).toBe('application/xml; charset=utf-8');
});
