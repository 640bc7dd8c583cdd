import { assert } from '../assert.ts';
import type { FeedFile, FeedPosts } from '../posts/feeds.ts';
import { feedFiles, feedsOf } from '../posts/feeds.ts';
import type { Library } from '../posts/post.ts';
import type { ThemeLocals } from '../theme.ts';
import { atomOf, feedMediaType } from './atom.ts';
import type { Feed } from './feed.ts';
import { feedOf } from './feed.ts';
import { jsonFeedMediaType, jsonFeedOf } from './json-feed.ts';
import { rssMediaType, rssOf } from './rss.ts';

interface FeedFormat {
  /** A name of its own, the same in all languages. */
  readonly name: string;
  readonly mediaType: string;
  readonly write: (feed: Feed) => string;
}

export const feedFormats: Readonly<Record<FeedFile, FeedFormat>> = {
  'feed.xml': { name: 'Atom', mediaType: feedMediaType, write: atomOf },
  'rss.xml': { name: 'RSS', mediaType: rssMediaType, write: rssOf },
  'feed.json': { name: 'JSON Feed', mediaType: jsonFeedMediaType, write: jsonFeedOf },
};

/** The feed called `name` of the page at `base`; 404 where there is none. */
export function answerFeed(base: string, name: string | undefined, { library, site }: ThemeLocals): Response {
  assert(library, 'a feed is drawn from the library');
  const file = feedFiles.find((one) => one === name);
  const posts = feedsIn(library).get(base);
  if (file === undefined || posts === undefined) return new Response(null, { status: 404 });
  const { mediaType, write } = feedFormats[file];
  const headers = { 'content-type': `${mediaType}; charset=utf-8` };
  return new Response(write(feedOf(posts, library, site)), { headers });
}

/** A build asks for hundreds of feeds of one library. */
const found = new WeakMap<Library, ReadonlyMap<string, FeedPosts>>();

function feedsIn(library: Library): ReadonlyMap<string, FeedPosts> {
  const known = found.get(library) ?? new Map(feedsOf(library).map((feed) => [feed.base, feed]));
  found.set(library, known);
  return known;
}
