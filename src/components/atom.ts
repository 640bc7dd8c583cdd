import type { Author, Library, Post, PostImage } from '../posts/post.ts';
import type { Site } from '../site.ts';
import { authorPath } from '../posts/paths.ts';
import { absoluteHtml } from './absolute-html.ts';
import { nameOf } from './excerpt.ts';
import { authorsWith, listedPosts } from './listing.ts';
import { targetShown } from './target.ts';
import type { Words } from './words.ts';
import { wordsFor } from './words.ts';
import { xmlElement, xmlText } from './xml.ts';

export const feedPath = '/feed.xml';
export const feedMediaType = 'application/atom+xml';

const entriesMax = 50;
/** RFC 4287 wants a date of every feed; a blog without posts has not changed since time began. */
const beginning = new Date(0);

/** The newest listed posts in full (Atom, RFC 4287). Ids are those of the fediverse objects: they outlive title and address. */
export function atomFeed(library: Library, site: Site): string {
  const { blog } = site;
  const posts = listedPosts(library).slice(0, entriesMax);
  const changes = posts.map((post) => changedAt(post).getTime());
  const parts = [
    xmlElement('id', {}, xmlText(`${site.origin}/`)),
    xmlElement('title', {}, xmlText(blog.title)),
    xmlElement('subtitle', {}, xmlText(blog.description)),
    xmlElement('updated', {}, new Date(Math.max(beginning.getTime(), ...changes)).toISOString()),
    xmlElement('link', { rel: 'self', type: feedMediaType, href: site.absolute(feedPath) }, ''),
    xmlElement('link', { rel: 'alternate', type: 'text/html', href: `${site.origin}/` }, ''),
    ...(blog.icon === undefined ? [] : [xmlElement('icon', {}, xmlText(site.absolute(blog.icon.url)))]),
    ...authorsWith([blog.author], library).map((author) => authorElement(author, site)),
    ...posts.map((post) => entryOf(post, library, site)),
  ];
  const feed = { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': blog.lang };
  return `<?xml version="1.0" encoding="utf-8"?>\n${xmlElement('feed', feed, parts.join('\n'))}\n`;
}

function entryOf(post: Post, library: Library, site: Site): string {
  const words = wordsFor(post.lang);
  const url = site.pageUrl(post.slug);
  const parts = [
    xmlElement('id', {}, xmlText(site.objectId(post.id))),
    xmlElement('title', {}, xmlText(nameOf(post, words))),
    xmlElement('published', {}, post.date.toISOString()),
    xmlElement('updated', {}, changedAt(post).toISOString()),
    xmlElement('link', { rel: 'alternate', type: 'text/html', hreflang: post.lang, href: url }, ''),
    ...authorsWith(post.authors, library).map((author) => authorElement(author, site)),
    ...post.tags.map((tag) => xmlElement('category', { term: tag, scheme: `${site.origin}/tags/` }, '')),
    ...(post.summary === undefined ? [] : [xmlElement('summary', {}, xmlText(post.summary))]),
    xmlElement('content', { type: 'html' }, xmlText(contentOf(post, site, words))),
  ];
  return xmlElement('entry', { 'xml:lang': post.lang }, parts.join('\n'));
}

function authorElement(author: Author, site: Site): string {
  const uri = site.absolute(authorPath(author.handle));
  return xmlElement(
    'author',
    {},
    xmlElement('name', {}, xmlText(author.name)) + xmlElement('uri', {}, xmlText(uri)),
  );
}

/** As on the page: what it answers or likes, picture, text, options of its poll; text folded away under a content warning. */
function contentOf(post: Post, site: Site, words: Words): string {
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

function changedAt(post: Post): Date {
  return post.updated ?? post.date;
}
