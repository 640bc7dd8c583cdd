import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pluralForms } from '../../../src/components/words/counting.ts';
import { wordsFor } from '../../../src/components/words.ts';
import { siteOf } from '../../../src/site.ts';
import type { ThemeLocals } from '../../../src/theme.ts';
import { compileTheme, type CompiledTheme } from '../../support/compiled-theme.ts';
import { commentsOf, libraryOf, postOf, replyOf, site } from './sample.ts';

const compileMsMax = 120_000;

let theme: CompiledTheme;

beforeAll(async () => (theme = await compileTheme()), compileMsMax);
afterAll(() => theme[Symbol.asyncDispose]());

const posts = Object.keys(pluralForms).map((lang, day) =>
  postOf(`in-${lang}`, { lang, title: `Tee ${lang}`, date: new Date(Date.UTC(2026, 2, 1 + day)) }),
);
const library = libraryOf(posts);
const locals: ThemeLocals = { site, navigation: [], library };
const html = async (path: string, more: Partial<ThemeLocals> = {}): Promise<string> =>
  (await theme.render(path, { ...locals, ...more })).body;

describe.each(posts.map(({ lang }) => lang))('the page of a post in the language %s', (lang) => {
  const words = wordsFor(lang);
  const direction = lang === 'ar' ? 'rtl' : 'ltr';

  test('says what belongs to the post in its language, and what surrounds it in that of the blog', async () => {
    const body = await html(`/posts/in-${lang}/`);
    expect(body).toContain(`<html lang="${lang}" dir="${direction}">`);
    expect(body).toContain(words.minutes(1));
    expect(body).toMatch(new RegExp(`lang="${lang}" dir="${direction}">\\s*<h2 id="comments-title">`));
    expect(body).toContain(`<h2 id="comments-title">${words.conversation}</h2>`);
    expect(body).toContain(words.noRepliesYet);
    expect(body).toContain('<footer class="site-footer" lang="en" dir="ltr">');
  });

  test('has replies around it in the same language', async () => {
    const comments = commentsOf([replyOf('a', 'in-post', { language: 'cs', updated: 1 })], { lang });
    const body = await html('/fragments/comments/', { comments });
    expect(body).toContain(words.edited);
    expect(body).toContain(words.replies(comments.conversation.replies));
  });
});

describe('a link to a post says which language that is in', () => {
  test.each(['/', '/archive/', '/archive/2026/', '/posts/in-it/'])('on %s', async (path) => {
    expect(await html(path)).toMatch(/<a [^>]*href="\/posts\/in-ja\/" hreflang="ja"/);
  });
});

test('a handle is written from left to right where the text is not', async () => {
  const arabic = siteOf({ ...site.blog, lang: 'ar' }, site.origin);
  const body = await html('/', { site: arabic });
  expect(body).toContain('<html lang="ar" dir="rtl">');
  expect(body).toMatch(/<code class="handle" dir="ltr" translate="no">\s*@kettle@/);
});
