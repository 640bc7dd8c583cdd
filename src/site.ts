import { postPath, tagPath } from './posts/paths.ts';
import type { Blog } from './posts/post.ts';
import type { Uri } from './protocol/vocabulary.ts';

/** The blog's names on the web: every URL that we hand out is made here, and only here. Ids never change (ActivityPub §3.1). */
export interface Site {
  readonly blog: Blog;
  /** `https://blog.example`, without a slash at the end. */
  readonly origin: string;
  /** As in the fediverse address: `blog.example`, `localhost:4321`. */
  readonly host: string;
  /** `blog@blog.example`. */
  readonly acct: string;
  readonly actor: Uri;
  readonly inbox: Uri;
  readonly sharedInbox: Uri;
  readonly outbox: Uri;
  readonly followers: Uri;
  readonly following: Uri;
  readonly featured: Uri;
  readonly featuredTags: Uri;
  /** Only the asking server's followers, for those who sign (FEP-8fcf). */
  readonly followersSynchronization: Uri;
  /** The server's own actor: it signs what is fetched, so that nobody must fetch the blog's actor to answer. */
  readonly instanceActor: Uri;
  /** Before the name of an activity: the page where the writer does it (FEP-3b86). */
  readonly intents: string;
  /** The QuoteAuthorization with this name (FEP-044f). */
  quoteAuthorizationId(name: string): Uri;
  objectId(id: string): Uri;
  pageUrl(slug: string): string;
  tagUrl(tag: string): string;
  /** `/media/x.png` → `https://blog.example/media/x.png`. */
  absolute(path: string): string;
  /** The `id` in one of our object URLs, else undefined. */
  idOf(objectId: string): string | undefined;
}

export function siteOf(blog: Blog, origin: string): Site {
  const host = new URL(origin).host;
  const at = (path: string): Uri => `${origin}${path}` as Uri;
  const actor = at(`/ap/actors/${blog.id}`);
  const objects = at('/ap/objects/');
  return {
    blog,
    origin,
    host,
    acct: `${blog.handle}@${host}`,
    actor,
    inbox: at(`/ap/actors/${blog.id}/inbox`),
    sharedInbox: at('/ap/inbox'),
    outbox: at(`/ap/actors/${blog.id}/outbox`),
    followers: at(`/ap/actors/${blog.id}/followers`),
    following: at(`/ap/actors/${blog.id}/following`),
    featured: at(`/ap/actors/${blog.id}/featured`),
    featuredTags: at(`/ap/actors/${blog.id}/tags`),
    followersSynchronization: at(`/ap/actors/${blog.id}/followers/synchronization`),
    instanceActor: at('/ap/instance'),
    intents: `${origin}/intents/`,
    quoteAuthorizationId: (name) => at(`/ap/quotes/${encodeURIComponent(name)}`),
    objectId: (id) => `${objects}${encodeURIComponent(id)}` as Uri,
    pageUrl: (slug) => `${origin}${postPath(slug)}`,
    tagUrl: (tag) => `${origin}${tagPath(tag)}`,
    absolute: (path) => new URL(path, origin).href,
    idOf: (url) => {
      if (!url.startsWith(objects)) return undefined;
      const rest = url.slice(objects.length);
      return /^[^/?#]+$/.test(rest) ? decodeSegment(rest) : undefined;
    },
  };
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // A lone percent sign names nothing of ours.
  }
}
