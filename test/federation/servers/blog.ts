import type { LocalObject, ObjectDirectory } from '../../../src/federation/context.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { siteOf, type Site } from '../../../src/site.ts';
import { site } from '../../unit/theme/sample.ts';

// The blog that all servers play with.

export const BLOG = site.actor;

/** Takes replies, and may be quoted by everybody. */
export const KETTLE = site.objectId('kettle');
/** A poll of one choice. */
export const STOVE = site.objectId('stove');
/** A poll of several choices. */
export const TEAS = site.objectId('teas');
/** May be quoted by followers. */
export const COSY = site.objectId('cosy');
/** May be quoted by nobody, and takes no replies. */
export const LID = site.objectId('lid');

/** Later than whatever the servers send. */
export const BEGINNING = Date.parse('2026-11-22T12:00:00Z');
const dayMs = 86_400_000;

const poll = { multiple: false, closes: BEGINNING + dayMs };

/** By slug; the teapot is there to be reported. */
const posts: readonly LocalObject[] = [
  postOf('kettle'),
  postOf('teapot'),
  postOf('stove', { poll: { ...poll, options: ['gas', 'electric'] } }),
  postOf('teas', { poll: { ...poll, options: ['black', 'green', 'mint'], multiple: true } }),
  postOf('cosy', { quotes: 'followers' }),
  postOf('lid', { quotes: 'nobody', open: false }),
];

function postOf(slug: string, more: Partial<LocalObject> = {}): LocalObject {
  return {
    id: site.objectId(slug),
    slug,
    open: true,
    policy: 'open',
    quotes: 'everyone',
    poll: undefined,
    ...more,
  };
}

export const slugs: ReadonlyMap<Uri, string> = new Map(posts.map(({ id, slug }) => [id, slug]));

const addresses = new Map(
  posts.flatMap((post) => [post.id, site.pageUrl(post.slug)].map((url) => [url, post])),
);

/** By id and by page. */
export const objects: ObjectDirectory = (url) => addresses.get(url);

/** Where the writer lets followers in, or everybody may come. */
export function siteWhere(approveFollowers: boolean): Site {
  return siteOf({ ...site.blog, approveFollowers }, site.origin);
}
