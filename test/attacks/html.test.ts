import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sanitiseReplies } from '../../src/federation/sanitise.ts';
import { receive } from '../../src/federation/receive.ts';
import { piecesOf } from '../../src/release/long-conversation.ts';
import type { JsonObject } from '../../src/protocol/vocabulary.ts';
import type { Reply } from '../../src/store/store.ts';
import { COMMENTS_BEGIN, COMMENTS_END } from '../../src/theme.ts';
import { aliceKeys, found, personOf, uri } from '../unit/builders.ts';
import { kettle } from '../unit/federation/handlers/scope.ts';
import { alice, openInbox, reply, requestOf } from '../unit/federation/inbox-desk.ts';
import { compileTheme, type CompiledTheme } from '../support/compiled-theme.ts';
import { openDoor } from '../unit/functions/door.ts';
import { commentsOf, replyOf, site } from '../unit/theme/sample.ts';

let theme: CompiledTheme;
const compileMsMax = 120_000;

beforeAll(async () => (theme = await compileTheme()), compileMsMax);
afterAll(() => theme[Symbol.asyncDispose]());

type Author = JsonObject & { readonly id?: string };

/** The page of a conversation with one reply in it, taken in at the inbox: `note` of an actor who is alice but for `author`. */
async function drawn(note: JsonObject, { id = alice, ...author }: Author = {}): Promise<string> {
  const person = personOf(id, aliceKeys.publicKeyPem, { preferredUsername: 'alice', ...author });
  await using inbox = await openInbox({ [id]: found(id, person) });
  const object = { ...reply.object, id: `${id}/notes/1`, attributedTo: id, ...note };
  const request = requestOf({ type: 'Create', actor: id, object }, { keyId: `${id}#main-key` });
  await receive(request, inbox.context);
  await sanitiseReplies(inbox.store);
  return await draw((await inbox.store.conversation(kettle.id)).thread);
}

async function draw(thread: readonly Reply[]): Promise<string> {
  expect(thread).not.toHaveLength(0);
  const comments = commentsOf(thread, { slug: 'kettles' });
  return (await theme.render('/posts/kettles/comments/', { site, navigation: [], comments })).body;
}

/** What stands between the marks. */
const within = (page: string): string =>
  page.slice(page.lastIndexOf(COMMENTS_BEGIN) + COMMENTS_BEGIN.length, page.lastIndexOf(COMMENTS_END));

/** What a browser takes for tags: quoted values hold anything but the quote. */
const tagsIn = (html: string): readonly string[] =>
  html.replaceAll(/="[^"]*"/g, '=').match(/<[^>]*>?/g) ?? [];

const frame = 'article|header|span|bdi|time|details|summary|div|data|svg|circle|text';
const elements = `p|br|a|strong|b|em|i|u|del|s|code|pre|blockquote|ul|ol|li|sub|sup|ruby|rt|rp|h[3-6]|${frame}`;
const ofSvg = 'viewBox|cx|cy|r|x|y|text-anchor';
const attributes = `id|class|href|rel|lang|dir|start|value|datetime|translate|aria-hidden|aria-label|aria-labelledby|${ofSvg}`;
const known = new RegExp(`^</?(?:${elements})(?: (?:${attributes})=?)*(?: /)?>$`);

function expectHarmless(page: string): void {
  const conversation = within(page);
  expect(tagsIn(conversation).filter((tag) => !known.test(tag))).toEqual([]);
  for (const [, href] of conversation.matchAll(/ href="([^"]*)"/g))
    expect(href).toMatch(/^(https?:\/\/|#reply-)/);
  expect(page.match(/<\/html>/g)).toHaveLength(1);
}

const markup = [
  '<script>alert(1)</script>',
  '"><script>alert(1)</script>',
  "'><img src=x onerror=alert(1)>",
  '</a></p></article></section></main></body></html><script>alert(1)</script>',
  '<style>*{display:none}</style>',
  '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
  '<svg><foreignObject><iframe srcdoc="<script>alert(1)</script>"></iframe></foreignObject></svg>',
  '<math><mi//xlink:href="data:x,<script>alert(4)</script>">',
  '<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=alert(1)>">',
  '<template shadowrootmode="open"><script>alert(1)</script><slot></slot></template>',
  '<plaintext>',
  '<xmp><script>alert(1)</script></xmp>',
  '<listing><img src=x onerror=alert(1)></listing>',
  '<noembed><script>alert(1)</script></noembed>',
  '<noframes><script>alert(1)</script></noframes>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<select><option><style></select><img src=x onerror=alert(1)></style>',
  '<select><script>alert(1)</script></select>',
  '<title><img src=x onerror=alert(1)></title>',
  '<textarea><script>alert(1)</script>',
  '<iframe src="javascript:alert(1)"></iframe>',
  '<object data="data:text/html,<script>alert(1)</script>"></object>',
  '<form action="https://evil.test"><input name=password autofocus onfocus=alert(1)>',
  '<dialog open><button formaction="javascript:alert(1)">x</button></dialog>',
  '<base href="https://evil.test/"><meta http-equiv="refresh" content="0;url=https://evil.test/">',
  '<p onclick=alert(1) style="position:fixed;inset:0" id="comments" name="x">x</p>',
  '<a href="https://ok.test/" target="_top" ping="https://spy.test" download>x</a>',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml version="1.0"?><x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
  '<!--><script>alert(1)</script>-->',
  '<!-- --!><script>alert(1)</script> -->',
  '<scr\0ipt>alert(1)</scr\0ipt>',
  '<script\u3000>alert(1)</script>',
  '<b <script>alert(1)</script>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;script&#62;alert(1)&#60;/script&#62;',
  `${COMMENTS_END}<script>alert(1)</script>${COMMENTS_BEGIN}`,
  '<ol start="99999999999999999999" reversed type="a"><li value="-1e9">x</li></ol>',
  '<p dir="rtl onclick=x" lang="&quot;><script>">x</p>',
];

describe('markup of a stranger is gone, or text', () => {
  test.each(markup)('in the text of a reply, after which the page goes on: %s', async (html) => {
    const page = await drawn({ content: `<p>before</p>${html}` });
    expectHarmless(page);
    expect(within(page)).toContain('<p>before</p>');
  });

  test.each<[string, (text: string) => JsonObject]>([
    ['a warning', (text) => ({ summary: text, sensitive: true })],
    ['a title', (text) => ({ type: 'Article', name: text })],
    [
      'an option of a poll',
      (text) => ({ type: 'Question', oneOf: [{ name: text }, { type: 'Note', name: text }] }),
    ],
    ['a picture’s alternative text', (text) => ({ attachment: { url: 'https://a.test/x.png', name: text } })],
    ['a picture’s address', (text) => ({ attachment: { url: `https://a.test/${text}`, name: 'x' } })],
    ['a language', (text) => ({ content: undefined, contentMap: { [text]: '<p>x</p>' } })],
    ['an address', (text) => ({ url: `https://social.test/${text}` })],
    ['an emoji', (text) => ({ content: ':x:', tag: [{ type: 'Emoji', name: text, icon: { url: text } }] })],
    ['plain text', (text) => ({ content: text, mediaType: 'text/plain' })],
  ])('in %s', async (_, noteWith) => {
    for (const text of markup) expectHarmless(await drawn(noteWith(text)));
  });

  test.each<[string, (text: string) => JsonObject]>([
    ['the name', (name) => ({ name })],
    ['the user name', (preferredUsername) => ({ preferredUsername })],
    ['the profile', (text) => ({ url: `${alice}/${text}` })],
  ])('in %s of its author', async (_, author) => {
    for (const text of markup) expectHarmless(await drawn({}, author(text)));
  });

  test('in what stands in the page twice: the author of what is answered', async () => {
    for (const text of markup) {
      const author = { ...replyOf('a', 'post').author, name: text, user: text, host: text };
      const chain = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, index, names) =>
        replyOf(name, names[index - 1] ?? 'post', { author, summary: text, language: text }),
      );
      expectHarmless(await draw(chain));
    }
  });
});

describe('a link leads where it says, by http or https, or nowhere', () => {
  const hrefs = [
    ...['javascript:alert(1)', 'JAVASCRIPT:alert(1)', ' \x01javascript:alert(1)', 'java\0script:alert(1)'],
    ...[
      'java\tscript:alert(1)',
      'java\nscript:alert(1)',
      'javascript&colon;alert(1)',
      'javascript&#x3a;alert(1)',
    ],
    ...[
      'data:text/html,<script>alert(1)</script>',
      'vbscript:x',
      'blob:https://blog.test/x',
      'view-source:x',
    ],
    ...[
      '//evil.test',
      '/intents/like',
      '\\\\evil.test',
      'https:evil.test',
      'https:/evil.test',
      'http:\\\\evil.test',
    ],
    ...[
      'https://bank.test@evil.test/',
      'https://bank.test\u202e@evil.test',
      'https://a.test/"onclick="alert(1)',
    ],
    ...[
      'https://a.test/\u2028x',
      'feed:https://evil.test',
      'about:blank',
      'intent://x',
      '\u200bjavascript:alert(1)',
    ],
  ];

  test.each(hrefs)('%j', async (href) => {
    for (const note of [
      { content: `<a href="${href}">x</a><a href='${href}'>x</a><a href=${href}>x</a>` },
      { attachment: { type: 'Document', url: href, name: 'x' } },
      { attachment: { type: 'Link', href, name: 'x' } },
      { url: href },
      { url: { type: 'Link', href, mediaType: 'text/html' } },
    ])
      expectHarmless(await drawn(note));
    expectHarmless(await drawn({}, { url: href }));
  });
});

describe('characters that nobody sees', () => {
  const turning = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'];
  const hidden = [
    '\u200b',
    '\u200e',
    '\u200f',
    '\u061c',
    '\u00ad',
    '\u2060',
    '\ufeff',
    '\u{e0041}',
    '\u180e',
    '\u3164',
  ];

  test.each([...turning, ...turning.map((each) => `&#x${each.codePointAt(0)?.toString(16)};`)])(
    'turn no text around: %j',
    async (character) => {
      const page = await drawn(
        {
          content: `<p>moc.knab${character}</p><a href="https://evil.test/">${character}knab</a>`,
          summary: `a${character}b`,
        },
        { name: `gro${character}x` },
      );
      expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|&#x20/);
    },
  );

  test.each(hidden)('tell no two names or warnings apart: %j', async (character) => {
    const page = await drawn(
      {
        type: 'Question',
        summary: `wa${character}rm`,
        oneOf: [{ name: `gr${character}een` }],
        attachment: { url: 'https://a.test/x', name: `ke${character}ttle` },
      },
      { name: `Al${character}ice` },
    );
    for (const text of ['>warm<', '>green<', '>kettle<', '>Alice<']) expect(page).toContain(text);
  });

  test('leave a name that is made of nothing else to the user name', async () => {
    expect(await drawn({}, { name: [...hidden, ...turning, '\u2800 '].join('') })).toContain('>alice<');
  });

  test('each name, handle and warning stands in a direction of its own', async () => {
    const page = within(await drawn({ summary: 'تحذير' }, { name: 'عائشة' }));
    expect(page).toContain('<bdi class="p-name">عائشة</bdi>');
    expect(page).toMatch(/<bdi class="handle"[^>]*>\s*@alice@social\.test\s*<\/bdi>/);
    expect(page).toMatch(/<summary dir="auto">تحذير<\/summary>/);
  });
});

describe('whose name it is', () => {
  test('a server whose name looks like another is shown as it is asked for', async () => {
    const page = await drawn({}, { id: 'https://sосial.test/users/alice', url: undefined });
    expect(page).toContain(`@alice@${new URL('https://sосial.test').host}`);
    expect(within(page)).not.toMatch(/@alice@s\P{ASCII}/u);
    expect(new URL('https://sосial.test').host).toMatch(/^xn--/);
  });

  test('a name that looks like a handle stands beside the real one', async () => {
    expect(await drawn({}, { name: '@nadia@blog.test' })).toMatch(/@nadia@blog\.test[^]*@alice@social\.test/);
  });

  test('a user name that would make another handle is not taken', async () => {
    for (const preferredUsername of [
      'nadia@blog.test',
      'a/b',
      'a b',
      '',
      'x'.repeat(300),
      '\u202eecila',
      7,
      ['x'],
    ])
      expect(await drawn({}, { preferredUsername })).toMatch(/>\s*@alice@social\.test\s*</);
  });

  test('marks heaped on letters stay within their reply', async () => {
    const css = await readFile('src/styles/conversation.css', 'utf8');
    expect(/\.reply \{[^}]*overflow: clip/.test(css)).toBe(true);
    const zalgo = `z${'\u0301\u0316\u0489'.repeat(3_000)}`;
    const page = within(await drawn({ content: `<p>${zalgo}</p>`, summary: zalgo }, { name: zalgo }));
    expect(/<bdi class="p-name">([^<]*)/.exec(page)?.[1]?.length).toBeLessThanOrEqual(200);
    expect(/<summary[^>]*>([^<]*)/.exec(page)?.[1]?.length).toBeLessThanOrEqual(500);
  });
});

test('a page is of two million bytes at most, whatever a thousand replies are made of', async () => {
  const long = (text: string, count: number): string => text.repeat(Math.ceil(count / text.length));
  for (const [text, html] of [
    ['x', '<p>x</p>'],
    ['&', '<p>&amp;</p>'],
    ['洪', `<p>${long('洪', 59_000)}</p>`],
    ['"', ''],
  ] as const) {
    const url = uri(`https://a.test/${long(text === '"' ? '&' : text, 2_000)}`);
    const author = { id: url, name: long(text, 200), user: long(text, 200), host: 'a.test', url };
    const replies = Array.from({ length: 1_000 }, (_, index) =>
      replyOf(`${index}`, index === 0 ? 'post' : `${index - 1}`, {
        ...{ author, url, html, summary: long(text, 500), updated: 1, language: 'fr', published: 1 },
      }),
    );
    const pieces = piecesOf(replies);
    expect(pieces.flat()).toHaveLength(1_000);
    for (const piece of [pieces[0], pieces.at(-1)]) {
      const bytes = Buffer.byteLength(within(await draw(piece ?? [])));
      expect(bytes).toBeLessThan(2_000_000);
    }
  }
});

test('an ordinary conversation of a thousand replies stands on one page', () => {
  const html = `<p>${'A few words about tea. '.repeat(8)}</p>`;
  const replies = Array.from({ length: 1_000 }, (_, index) => replyOf(`${index}`, 'post', { html }));
  expect(piecesOf(replies)).toHaveLength(1);
});

describe('what was asked for is given back by no answer as markup', () => {
  const script = '<script>alert(1)</script>';
  const escaped = encodeURIComponent(script);

  test.each([
    `/${script}`,
    `/${escaped}`,
    `/posts/${escaped}/`,
    `/posts/${escaped}/comments/`,
    `/posts/kettle/comments/?page=${escaped}`,
    `/ap/actors/${escaped}`,
    `/ap/objects/${escaped}`,
    `/ap/objects/${escaped}/likes`,
    `/ap/objects/id-kettle/replies?page=${escaped}`,
    `/ap/quotes/${escaped}`,
    `/oembed?url=${escaped}`,
    `/oembed?url=https://blog.test/posts/kettle/&format=${escaped}`,
    `/intents/${escaped}`,
    `/intents/like?object=${escaped}`,
    `/nodeinfo/${escaped}`,
    `/.well-known/webfinger?resource=${escaped}`,
    `/.well-known/webfinger?resource=acct:${escaped}@blog.test`,
    `/tags/${escaped}/`,
  ])('%s', async (path) => {
    const door = await openDoor();
    for (const init of [{}, { method: 'POST', body: script }, { headers: { accept: script } }]) {
      const answer = await door.ask(path, init);
      const type = answer.headers.get('content-type') ?? '';
      expect(type).toMatch(/^(application\/(problem\+json|activity\+json|json)|text\/html|$)/);
      expect(JSON.stringify([...answer.headers])).not.toContain('<script');
      if (type.startsWith('text/html')) expect(await answer.text()).not.toContain('<script');
    }
  });
});
