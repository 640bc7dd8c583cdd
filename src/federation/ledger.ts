import { nearest } from '../posts/nearest.ts';
import type { Scheduled } from '../posts/post.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type {
  Acceptance,
  ActivityRecord,
  Announcement,
  LedgerRecord,
  WaitingPublication,
} from '../store/store.ts';
import { writtenId } from './versions.ts';

/** What the blog has told, and is about to. */
export interface Told {
  readonly announcements: readonly Announcement[];
  /** To the ids of posts. */
  readonly formerSlugs: ReadonlyMap<string, string>;
  readonly waiting: WaitingPublication | undefined;
  /** What goes out by itself later, by ids as written. */
  readonly scheduled?: readonly Pick<Scheduled, 'id' | 'slug'>[] | undefined;
}

/** A post as the world knows it. */
export interface ToldPost {
  readonly slug: string;
  /** One object, or after it was deleted and published again one for each time, the newest last; none before it is told of. */
  readonly versions: readonly Announcement[];
}

/**
 * The post that somebody calls `name`: by slug, id, file, or the address of its page or object, in this order; who stands there
 * now before who stood there once.
 */
export function findPost(name: string, told: Told, site: Site): ToldPost | undefined {
  const { announcements, formerSlugs, scheduled = [], waiting } = told;
  const { id, slug } = spokenOf(name, site);
  const bySlug = announcements.filter((announcement) => announcement.slug === slug);
  const found =
    bySlug.find(({ state }) => state !== 'deleted') ??
    announcements.findLast((announcement) => writtenId(announcement.id) === writtenId(id ?? '')) ??
    bySlug.at(-1) ??
    announcements.find((announcement) => announcement.id === formerSlugs.get(slug ?? ''));
  if (found !== undefined) return { slug: found.slug, versions: versionsOf(found, announcements) };
  const isAboutToBe = slug !== undefined && waiting?.says.some((saying) => saying.slug === slug);
  if (isAboutToBe === true) return { slug, versions: [] };
  const due = scheduled.find((one) => one.slug === slug || one.id === id);
  return due && { slug: due.slug, versions: [] };
}

/** What somebody may have meant who wrote `name`. */
export function nearestPost(
  name: string,
  { announcements, scheduled = [], waiting }: Told,
  site: Site,
): string | undefined {
  const { id, slug } = spokenOf(name, site);
  const slugs = [...announcements, ...scheduled, ...(waiting?.says ?? [])].map((one) => one.slug ?? '');
  return nearest(slug ?? id ?? name, [...slugs, ...announcements.map((announcement) => announcement.id)]);
}

/** An address says whether it is a slug or an id; a word may be either. */
function spokenOf(name: string, site: Site): { readonly id?: string | undefined; readonly slug?: string } {
  const address = URL.parse(name);
  if (address === null) {
    const word = name.replace(/^.*\//, '').replace(/\.md$/, '');
    return { id: word, slug: word };
  }
  address.hash = '';
  const slug = /^\/posts\/([^/]+)\/?$/.exec(address.pathname)?.[1];
  return slug === undefined ? { id: site.idOf(address.href) } : { slug: decoded(slug) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function versionsOf({ id }: Announcement, announcements: readonly Announcement[]): readonly Announcement[] {
  return announcements.filter((other) => writtenId(other.id) === writtenId(id));
}

/** How what was told of one post fared. Times are milliseconds, under names that end in `At`. */
export interface PostLedger {
  /** Of the post's newest object; undefined before it is told of. */
  readonly id: string | undefined;
  readonly objectId: Uri | undefined;
  readonly slug: string;
  /** 'untold': it waits to be told for the first time, or for its date. */
  readonly state: Announcement['state'] | 'untold';
  readonly publishedAt: number | undefined;
  readonly updatedAt: number | undefined;
  readonly deletedAt: number | undefined;
  /** What is about to be told of it, unless it is stopped. */
  readonly waiting: { readonly verbs: readonly string[]; readonly tellAt: number } | undefined;
  /** Who accepted the post, by whichever activity. */
  readonly reached: Acceptance;
  /** Of all its objects, newest first. */
  readonly activities: readonly ActivityRecord[];
}

/** Puts together what is known of a post. `record` is what the store knows of `objectIdsOf(post)`. */
export function ledgerOf(
  { slug, versions }: ToldPost,
  record: LedgerRecord,
  waiting: WaitingPublication | undefined,
  site: Site,
): PostLedger {
  const newest = versions.at(-1);
  const verbs = (waiting?.says ?? []).filter((saying) => saying.slug === slug).map(({ verb }) => verb);
  return {
    id: newest?.id,
    objectId: newest && site.objectId(newest.id),
    slug,
    state: newest?.state ?? 'untold',
    publishedAt: newest?.published,
    updatedAt: newest?.updated,
    deletedAt: newest?.deleted,
    waiting: waiting === undefined || verbs.length === 0 ? undefined : { verbs, tellAt: waiting.sendAt },
    ...record,
  };
}

/** What the ledger of a post is kept under. */
export function objectIdsOf({ versions }: ToldPost, site: Site): readonly Uri[] {
  return versions.map(({ id }) => site.objectId(id));
}
