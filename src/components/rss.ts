import type { Feed, FeedItem } from './feed.ts';
import { feedUrl } from './feed.ts';
import { xmlElement, xmlText } from './xml.ts';

export const rssMediaType = 'application/rss+xml';

/** Whole texts, names of authors and dates of change are no part of RSS itself; these are where its readers look for them. */
const root = {
  version: '2.0',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
};

/** RSS 2.0. */
export function rssOf(feed: Feed): string {
  const self = { rel: 'self', type: rssMediaType, href: feedUrl(feed, 'rss.xml') };
  const channel = [
    textElement('title', feed.title),
    textElement('link', feed.page),
    textElement('description', feed.description),
    textElement('language', feed.lang),
    textElement('lastBuildDate', feed.updated.toUTCString()),
    xmlElement('atom:link', self, ''),
    ...(feed.hub === undefined ? [] : [xmlElement('atom:link', { rel: 'hub', href: feed.hub }, '')]),
    ...(feed.icon === undefined ? [] : [imageElement(feed, feed.icon)]),
    ...feed.items.map(itemOf),
  ];
  const rss = xmlElement('rss', root, xmlElement('channel', {}, channel.join('\n')));
  return `<?xml version="1.0" encoding="utf-8"?>\n${rss}\n`;
}

function itemOf(item: FeedItem): string {
  const parts = [
    ...(item.title === '' ? [] : [textElement('title', item.title)]),
    textElement('link', item.url),
    xmlElement('guid', { isPermaLink: 'false' }, xmlText(item.id)),
    textElement('pubDate', item.published.toUTCString()),
    textElement('atom:updated', item.updated.toISOString()),
    textElement('dc:language', item.lang),
    ...item.authors.map(({ name }) => textElement('dc:creator', name)),
    ...item.tags.map((tag) => textElement('category', tag)),
    ...descriptionOf(item),
    textElement('content:encoded', item.html),
  ];
  return xmlElement('item', {}, parts.join('\n'));
}

/** An item must have a title or a description (RSS 2.0, "Elements of <item>"). */
function descriptionOf({ name, summary, title }: FeedItem): readonly string[] {
  const description = summary ?? (title === '' ? name : undefined);
  return description === undefined ? [] : [textElement('description', description)];
}

function imageElement({ page, title }: Feed, url: string): string {
  const parts = [textElement('url', url), textElement('title', title), textElement('link', page)];
  return xmlElement('image', {}, parts.join(''));
}

function textElement(name: string, text: string): string {
  return xmlElement(name, {}, xmlText(text));
}
