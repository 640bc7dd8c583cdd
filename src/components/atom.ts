import type { Feed, FeedAuthor, FeedItem } from './feed.ts';
import { feedUrl } from './feed.ts';
import { xmlElement, xmlText } from './xml.ts';

/** The feed of the whole blog that its pages name to readers. */
export const feedPath = '/feed.xml';
export const feedMediaType = 'application/atom+xml';

/** Atom (RFC 4287). */
export function atomOf(feed: Feed): string {
  const parts = [
    xmlElement('id', {}, xmlText(feed.page)),
    xmlElement('title', {}, xmlText(feed.title)),
    xmlElement('subtitle', {}, xmlText(feed.description)),
    xmlElement('updated', {}, feed.updated.toISOString()),
    linkElement('self', feedMediaType, feedUrl(feed, 'feed.xml')),
    linkElement('alternate', 'text/html', feed.page),
    ...(feed.hub === undefined ? [] : [linkElement('hub', undefined, feed.hub)]),
    ...(feed.icon === undefined ? [] : [xmlElement('icon', {}, xmlText(feed.icon))]),
    ...feed.authors.map(authorElement),
    ...feed.items.map(entryOf),
  ];
  const root = { xmlns: 'http://www.w3.org/2005/Atom', 'xml:lang': feed.lang };
  return `<?xml version="1.0" encoding="utf-8"?>\n${xmlElement('feed', root, parts.join('\n'))}\n`;
}

function entryOf(item: FeedItem): string {
  const link = { rel: 'alternate', type: 'text/html', hreflang: item.lang, href: item.url };
  const scheme = new URL('/tags/', item.url).href;
  const parts = [
    xmlElement('id', {}, xmlText(item.id)),
    xmlElement('title', {}, xmlText(item.name)),
    xmlElement('published', {}, item.published.toISOString()),
    xmlElement('updated', {}, item.updated.toISOString()),
    xmlElement('link', link, ''),
    ...item.authors.map(authorElement),
    ...item.tags.map((term) => xmlElement('category', { term, scheme }, '')),
    ...(item.summary === undefined ? [] : [xmlElement('summary', {}, xmlText(item.summary))]),
    xmlElement('content', { type: 'html' }, xmlText(item.html)),
  ];
  return xmlElement('entry', { 'xml:lang': item.lang }, parts.join('\n'));
}

function linkElement(rel: string, type: string | undefined, href: string): string {
  return xmlElement('link', { rel, type, href }, '');
}

function authorElement({ name, url }: FeedAuthor): string {
  const parts = xmlElement('name', {}, xmlText(name)) + xmlElement('uri', {}, xmlText(url));
  return xmlElement('author', {}, parts);
}
