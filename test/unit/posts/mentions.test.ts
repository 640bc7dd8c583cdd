import { describe, expect, test } from 'vitest';
import { draw } from './body.ts';

const mention =
  '<span class="h-card" translate="no"><a href="https://social.test/@ann" class="u-url mention">@<span>ann</span></a></span>';

describe('a mention', () => {
  test.each([
    ['Hello @ann@social.test!', { user: 'ann', host: 'social.test' }],
    ['(@ann@social.test)', { user: 'ann', host: 'social.test' }],
    ['@Ann@SOCIAL.test.', { user: 'Ann', host: 'social.test' }],
    ['**@a_n.n-9@a.b-c.social.test**', { user: 'a_n.n-9', host: 'a.b-c.social.test' }],
    ['@ann@localhost:4321, yes', { user: 'ann', host: 'localhost:4321' }],
    ['@ann@social.test:8080', { user: 'ann', host: 'social.test:8080' }],
    ['@ann@127.0.0.1:9000', { user: 'ann', host: '127.0.0.1:9000' }],
    ['@ann@bücher.test', { user: 'ann', host: 'xn--bcher-kva.test' }],
    ['## On @ann@social.test', { user: 'ann', host: 'social.test' }],
    ['| a |\n| - |\n| @ann@social.test |', { user: 'ann', host: 'social.test' }],
  ])('is found in %s', async (markdown, handle) => {
    expect((await draw(markdown)).mentions).toEqual([handle]);
  });

  test.each([
    'ann@social.test',
    'mail:ann@social.test',
    '`@ann@social.test`',
    '```\n@ann@social.test\n```',
    '[@ann@social.test](https://x.test)',
    '[@ann@social.test][x]\n\n[x]: https://x.test',
    '<https://social.test/@ann@other.test>',
    'https://social.test/@ann@other.test',
    '@ann@social.test/path',
    '@ann',
    '@ann@social',
    '@ann@@social.test',
    'x@ann@social.test',
    '@ann@social.test@more.test',
    '@scope/package@1.2.3',
    '@ann@999.1.1.1',
    String.raw`\@ann@social.test`,
    String.raw`@ann\@social.test`,
  ])('is not found in %s', async (markdown) => {
    expect((await draw(markdown)).mentions).toEqual([]);
  });

  test('links to the profile, alike on the page and on the wire', async () => {
    const { html, federatedHtml, text } = await draw('Hi @ann@social.test, hello');
    expect(html).toBe(`<p>Hi ${mention}, hello</p>`);
    expect(federatedHtml).toBe(`<p>Hi ${mention}, hello</p>`);
    expect(text).toBe('Hi @ann@social.test, hello');
  });

  test('counts once, however it is written', async () => {
    const { mentions } = await draw('@ann@social.test and @Ann@Social.test and @bob@social.test');
    expect(mentions.map(({ user }) => user)).toEqual(['ann', 'bob']);
  });

  test('leaves mail addresses links', async () => {
    expect((await draw('ann@mail.test and @ann@social.test')).html).toBe(
      `<p><a href="mailto:ann@mail.test">ann@mail.test</a> and ${mention}</p>`,
    );
  });
});

describe('a hashtag', () => {
  test.each([
    ['#kettle', ['kettle']],
    ['(#kettle) and #Tea, #größe; #日本語', ['kettle', 'Tea', 'größe', '日本語']],
    ['*#kettle*', ['kettle']],
    ['#2nd and #tea_time', ['2nd', 'tea_time']],
    ["#kettle's lid", ['kettle']],
    ['#Tea and #tea', ['Tea']],
  ])('is found in %s', async (markdown, hashtags) => {
    expect((await draw(markdown)).hashtags).toEqual(hashtags);
  });

  test.each([
    ...[
      'C# and F#',
      'page#anchor',
      'https://x.test/#anchor',
      '/a/#b',
      'See #1 and #2026',
      '`#code`',
      '##tag',
      '&#65;',
    ],
    ...['[#tag](https://x.test)', '[x](/a#tag)', '# Heading', String.raw`\#fff is a colour`],
  ])('is not found in %s', async (markdown) => {
    expect((await draw(markdown)).hashtags).toEqual([]);
  });

  test('links to the page of the tag, with a complete address on the wire', async () => {
    const { html, federatedHtml } = await draw('#Tea');
    expect(html).toBe('<p><a href="/tags/tea/" class="mention hashtag" rel="tag">#<span>Tea</span></a></p>');
    expect(federatedHtml).toBe(
      '<p><a href="https://blog.test/tags/tea/" class="mention hashtag" rel="tag">#<span>Tea</span></a></p>',
    );
  });
});

test('a backslash before # or @ is not seen by readers', async () => {
  const { html, text } = await draw(String.raw`\#fff \@ann@social.test [\#x](https://x.test)`);
  expect(html).toBe('<p>#fff @ann@social.test <a href="https://x.test">#x</a></p>');
  expect(text).toBe('#fff @ann@social.test #x');
});

test('a backslash in the beginning of an address makes it text; further on it is not seen', async () => {
  const { html } = await draw(String.raw`www\.x.test, https\://x.test, "www.x.test/\#a\:b"`);
  expect(html).toBe(
    '<p>www.x.test, https://x.test, "<a href="http://www.x.test/#a:b">www.x.test/#a:b</a>"</p>',
  );
});
