import type { Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import type { Announcement } from '../store/store.ts';
import { reshareOf, undoOf, type Named } from './objects.ts';
import type { Notice, Profile, ProfileContext } from './profile.ts';
import { outgoingOf } from './prove.ts';

/** The last boost of a post, as it is kept. */
interface Reshare {
  /** The moment that it was wanted for, milliseconds. */
  readonly moment: number;
  /** As it was sent: only that can be undone. */
  readonly sent: Named;
}

/** What is wanted of one post, and when. */
interface Wish {
  readonly post: Post;
  /** Milliseconds. */
  readonly moment: number;
  readonly why: string;
}

/**
 * Boosts the blog's own posts again where front matter (`reshare: <date>`) or a commit asks for it: once for each moment, and
 * only for one that came after the world had heard of the post, or after it was last boosted, since a server keeps but one boost
 * of a post by the same account. That one is undone first. Reads only.
 */
export async function prepareReshares(
  posts: readonly Post[],
  context: ProfileContext,
): Promise<Pick<Profile, 'notices' | 'settings'>> {
  const { at, store } = context;
  const wishes = posts.filter(isPublic).flatMap((post) => wishOf(post, at));
  if (wishes.length === 0) return { notices: [], settings: new Map() };
  const told = new Map((await store.announcements()).map((announcement) => [announcement.id, announcement]));
  const registeredAt = Number((await store.setting('registeredAt')) ?? at);
  const parts = await Promise.all(
    wishes.map((wish) => partOf(wish, heardAt(told.get(wish.post.id), registeredAt), context)),
  );
  return {
    notices: parts.flatMap(({ notices }) => notices),
    settings: new Map(parts.flatMap(({ settings }) => [...settings])),
  };
}

function isPublic(post: Post): boolean {
  return post.federate && post.visibility !== 'followers' && !isReaction(post);
}

/** None while the date lies ahead. */
function wishOf(post: Post, at: number): readonly Wish[] {
  const { reshare, trailers } = post;
  if (trailers?.reshare !== undefined)
    return [{ post, moment: at, why: `commit ${trailers.reshare} says Outward-Reshare: true` }];
  if (reshare === undefined || reshare.getTime() > at) return [];
  const why = `its front matter says reshare: ${reshare.toISOString().slice(0, 'yyyy-mm-dd'.length)}`;
  return [{ post, moment: reshare.getTime(), why }];
}

/** When the world heard of it first; undefined for what is told only now, or not at all. */
function heardAt(told: Announcement | undefined, registeredAt: number): number | undefined {
  if (told === undefined || told.state === 'deleted') return undefined;
  return told.state === 'registered' ? registeredAt : told.published;
}

async function partOf(
  { moment, post, why }: Wish,
  heard: number | undefined,
  context: ProfileContext,
): Promise<Pick<Profile, 'notices' | 'settings'>> {
  const { at, site, store } = context;
  const kept = await store.setting(reshareSetting(post.id));
  const former = kept === undefined ? undefined : (JSON.parse(kept) as Reshare);
  if (heard === undefined || moment <= (former?.moment ?? heard)) return { notices: [], settings: new Map() };
  const notice = (activity: Named, reason: string): Notice => {
    // In one line with what else is said of the post: a boost must find it, and its Delete comes last.
    const dispatch = { objectId: site.objectId(post.id), to: 'followers', inboxes: [], at } as const;
    return { kind: 'reshare', post, why: reason, activity: outgoingOf(activity, dispatch, context) };
  };
  const sent = reshareOf(post, site, moment, at);
  const undone = former === undefined ? [] : [notice(undoOf(former.sent, site), 'it is boosted anew')];
  const reshare: Reshare = { moment, sent };
  return {
    notices: [...undone, notice(sent, why)],
    settings: new Map([[reshareSetting(post.id), JSON.stringify(reshare)]]),
  };
}

/** Under which name the last boost of a post is kept. */
function reshareSetting(postId: string): string {
  return `reshare:${postId}`;
}
