import { feedOf, type Feed } from '../../../src/components/feed.ts';
import { feedsOf } from '../../../src/posts/feeds.ts';
import type { Library, Post } from '../../../src/posts/post.ts';
import type { Site } from '../../../src/site.ts';
import { bodyOf, libraryOf, postOf, site } from './sample.ts';

/** The feed of the page at `base`. */
export function feedAt(base: string, library: Library, of: Site = site): Feed {
  const posts = feedsOf(library).find((feed) => feed.base === base);
  if (posts === undefined) throw new Error(`no feed at ${base}`);
  return feedOf(posts, library, of);
}

/** A post that is called, tagged and worded as a stranger to all formats might. */
export function hostilePost(text: string): Post {
  const title = text.trim();
  return postOf('odd', { title, summary: text, tags: [text.toWellFormed()], body: bodyOf(text) });
}

/** The feed of a blog with one such post, under such a name. */
export function hostileFeed(text: string): Feed {
  const hostile = { ...site, blog: { ...site.blog, title: text, description: text } };
  return feedAt('/', libraryOf([hostilePost(text)]), hostile);
}

export const hostileTexts: readonly string[] = [
  '"><script>alert(1)</script>',
  '</title></entry></feed>',
  ']]>',
  '<![CDATA[ x ]]>',
  '<!-- x --> <!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]> &y;',
  '&amp; &nbsp; &#0; &',
  'a\u0000b\u0008c\u001f\ufffe\ud800 tail',
  '</script><!--<script>',
  'مرحبا \u202e 你好 🌲 \u2028 line',
];
