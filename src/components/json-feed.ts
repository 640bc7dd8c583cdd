import type { Feed, FeedAuthor, FeedItem } from './feed.ts';
import { feedUrl } from './feed.ts';

export const jsonFeedMediaType = 'application/feed+json';

/** JSON Feed 1.1. */
export function jsonFeedOf(feed: Feed): string {
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title,
    home_page_url: feed.page,
    feed_url: feedUrl(feed, 'feed.json'),
    description: feed.description || undefined,
    icon: feed.icon,
    authors: feed.authors.map(authorOf),
    language: feed.lang,
    hubs: feed.hub === undefined ? undefined : [{ type: 'WebSub', url: feed.hub }],
    items: feed.items.map(itemOf),
  });
}

function itemOf(item: FeedItem): Readonly<Record<string, unknown>> {
  return {
    id: item.id,
    url: item.url,
    title: item.title || undefined,
    content_html: item.html,
    summary: item.summary,
    image: item.picture,
    date_published: item.published.toISOString(),
    date_modified: item.updated.toISOString(),
    authors: item.authors.map(authorOf),
    tags: item.tags,
    language: item.lang,
  };
}

function authorOf({ name, picture, url }: FeedAuthor): Readonly<Record<string, unknown>> {
  return { name, url, avatar: picture };
}
