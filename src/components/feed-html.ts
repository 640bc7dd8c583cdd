import type { Post, PostImage } from '../posts/post.ts';
import type { Site } from '../site.ts';
import { absoluteHtml } from './absolute-html.ts';
import { targetShown } from './target.ts';
import type { Words } from './words.ts';
import { xmlText } from './xml.ts';

/** A post is in the feeds of the blog, of its tags and of its authors, in three formats each. */
const drawn = new WeakMap<Post, { readonly site: Site; readonly html: string }>();

/** As on the page: what it answers or likes, picture, text, options of its poll; text folded away under a content warning. */
export function feedHtml(post: Post, site: Site, words: Words): string {
  const known = drawn.get(post);
  if (known?.site === site) return known.html;
  const html = draw(post, site, words);
  drawn.set(post, { site, html });
  return html;
}

function draw(post: Post, site: Site, words: Words): string {
  const picture = post.image === undefined ? '' : pictureOf(post.image);
  const text = picture + post.body.html + optionsOf(post);
  const html = absoluteHtml(text, site.origin, site.pageUrl(post.slug));
  if (post.contentWarning === undefined) return targetOf(post, words) + html;
  const warning = xmlText(words.contentWarning(post.contentWarning));
  return `${targetOf(post, words)}<details><summary>${warning}</summary>${html}</details>`;
}

function targetOf(post: Post, words: Words): string {
  const target = targetShown(post, words);
  if (target === undefined) return '';
  return `<p>${xmlText(target.phrase)} <a href="${xmlText(target.url)}">${xmlText(target.host)}</a></p>`;
}

function optionsOf({ poll }: Post): string {
  const items = poll?.options.map((option) => `<li>${xmlText(option)}</li>`) ?? [];
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}

function pictureOf({ url, alt, width, height }: PostImage): string {
  return `<p><img src="${xmlText(url)}" alt="${xmlText(alt)}" width="${width}" height="${height}"></p>`;
}
