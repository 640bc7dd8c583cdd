import type { Post } from '../posts/post.ts';
import type { Announcement } from '../store/store.ts';

/** Stands between an id and the number of its version: `kettle~2`. No id that is written by hand can hold it. */
const mark = '~';

/**
 * Gives each post the id of its latest version. Other servers refuse the id of a deleted object for ever, so what is published
 * again after its deletion is another object: `kettle~2`, then `kettle~3`. Everything that comes after sees that id alone.
 */
export function versioned(posts: readonly Post[], announcements: readonly Announcement[]): readonly Post[] {
  const versions = latestVersions(announcements);
  const idNow = (id: string): string => {
    const latest = versions.get(id);
    if (latest === undefined) return id;
    return latest.state === 'deleted' ? `${id}${mark}${versionOf(latest.id) + 1}` : latest.id;
  };
  return posts.map((post) => ({
    ...post,
    id: idNow(post.id),
    translationOf: post.translationOf && idNow(post.translationOf),
  }));
}

/** The id as it was written, without the number of a version. */
export function writtenId(id: string): string {
  return id.split(mark, 1)[0] ?? id;
}

/** 1 for what was never deleted. */
export function versionOf(id: string): number {
  return Number(id.split(mark)[1] ?? 1);
}

/** By id as written. */
function latestVersions(announcements: readonly Announcement[]): ReadonlyMap<string, Announcement> {
  const oldestFirst = announcements.toSorted((a, b) => versionOf(a.id) - versionOf(b.id));
  return new Map(oldestFirst.map((announcement) => [writtenId(announcement.id), announcement]));
}
