import { createHash } from 'node:crypto';
import type { Post } from '../posts/post.ts';
import { isReaction } from '../posts/reaction.ts';
import { parseUri } from '../protocol/uri.ts';
import type { RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { OutgoingActivity } from '../store/store.ts';
import { actorOf } from './actor-object.ts';
import type { Context } from './context.ts';
import { fetchActor } from './fetch-actor.ts';
import { actorUpdateOf, addOf, moveOf, removeOf, type Named } from './objects.ts';
import type { RefusedChange } from './plan.ts';
import { outgoingOf } from './prove.ts';

/**
 * What followers are told besides posts: the blog's profile has changed, a post was pinned or unpinned, is boosted again (or its
 * last boost undone), the blog has moved.
 */
export interface Notice {
  readonly kind: 'actor' | 'pin' | 'unpin' | 'reshare' | 'move';
  /** For people, after "because": 'it is pinned now'. */
  readonly why: string;
  /** The post that it concerns; undefined for what concerns none. */
  readonly post: Pick<Post, 'id' | 'slug'> | undefined;
  readonly activity: OutgoingActivity;
}

/** Notices, and what is to be remembered so that they are sent once. */
export interface Profile {
  readonly notices: readonly Notice[];
  readonly settings: ReadonlyMap<string, string>;
  readonly refused: readonly RefusedChange[];
}

export interface ProfileContext extends Pick<Context, 'store' | 'remote' | 'site' | 'keys'> {
  /** Of this publication, milliseconds. */
  readonly at: number;
}

/**
 * Compares the blog's profile with what was last told of it. What was never told is only remembered, so that a first
 * publication, or the first of a version that asks, tells nobody anything. Reads only.
 */
export async function prepareProfile(posts: readonly Post[], context: ProfileContext): Promise<Profile> {
  const parts = await Promise.all([actorPart(context), pinnedPart(posts, context), movePart(context)]);
  return {
    notices: parts.flatMap(({ notices }) => notices),
    settings: new Map(parts.flatMap(({ settings }) => [...settings])),
    refused: parts.flatMap(({ refused }) => refused),
  };
}

const unchanged: Profile = { notices: [], settings: new Map(), refused: [] };

async function actorPart(context: ProfileContext): Promise<Profile> {
  const { at, keys, site, store } = context;
  const since = Number((await store.setting('registeredAt')) ?? at);
  const actor = actorOf(site, keys, since);
  const digest = actorDigest(actor);
  const before = await store.setting('actorDigest');
  if (before === digest) return unchanged;
  const activity = outgoing(actorUpdateOf(actor, site, at), site.actor, context);
  return {
    notices: before === undefined ? [] : [{ kind: 'actor', why: 'it changed', post: undefined, activity }],
    settings: new Map([['actorDigest', digest]]),
    refused: [],
  };
}

/** Keys are not part of it: whoever changes them tells of it (rotate-keys.ts). */
function actorDigest({ '@context': _, assertionMethod, published, publicKey, ...told }: Named): string {
  return createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 32);
}

/** Only the pinned ones: what else is featured changes with each post. A post that is gone needs no Remove. */
async function pinnedPart(posts: readonly Post[], context: ProfileContext): Promise<Profile> {
  const { at, site, store } = context;
  const pinned = posts.filter(isPinned);
  const told = await store.setting('featured');
  const before = (told ?? '').split(' ').filter((id) => id !== '');
  const after = pinned.map(({ id }) => id).sort();
  const change = (kind: 'pin' | 'unpin', post: Post): Notice => {
    const objectId = site.objectId(post.id);
    const activity = (kind === 'pin' ? addOf : removeOf)(objectId, site, at);
    const why = kind === 'pin' ? 'it is pinned now' : 'it is not pinned any more';
    return { kind, why, post, activity: outgoing(activity, objectId, context) };
  };
  const added = pinned.filter(({ id }) => !before.includes(id));
  const removed = posts.filter((post) => before.includes(post.id) && post.federate && !isPinned(post));
  const notices = [
    ...added.map((post) => change('pin', post)),
    ...removed.map((post) => change('unpin', post)),
  ];
  return {
    notices: told === undefined ? [] : notices,
    settings: new Map(told === after.join(' ') ? [] : [['featured', after.join(' ')]]),
    refused: [],
  };
}

function isPinned(post: Post): boolean {
  return post.pinned && post.federate && post.visibility === 'public' && !isReaction(post);
}

/** Sent once to a new place, and only when that one says to be the same person: else peers would not follow (interop 4.8). */
async function movePart(context: ProfileContext): Promise<Profile> {
  const { at, site, store } = context;
  const { movedTo } = site.blog;
  if (movedTo === undefined || movedTo === (await store.setting('movedTo'))) return unchanged;
  const target = await findTarget(movedTo, context);
  if ('reason' in target) return { ...unchanged, refused: [{ file: 'content/blog.yml', ...target }] };
  const activity = outgoing(moveOf(site, target.id, at), site.actor, context);
  return {
    notices: [{ kind: 'move', why: `blog.yml says movedTo: ${movedTo}`, post: undefined, activity }],
    settings: new Map([['movedTo', movedTo]]),
    refused: [],
  };
}

/** Where the blog has moved to, or why nobody would be sent there. */
async function findTarget(
  movedTo: string,
  { remote, site }: ProfileContext,
): Promise<RemoteActor | Omit<RefusedChange, 'file'>> {
  const id = parseUri(movedTo);
  const actor = id === undefined ? 'it is no web address' : await fetchActor(id, remote);
  if (typeof actor === 'string') {
    const remedy = 'Write the id of the new account under movedTo, as its own server gives it.';
    return { reason: `the account that it has moved to cannot be found (${actor})`, remedy };
  }
  if (actor.alsoKnownAs.includes(site.actor)) return actor;
  return {
    reason: `${actor.id} does not say that it is this blog as well, and without that no server sends followers there`,
    remedy:
      `Name @${site.acct} there as an account that it was before (on Mastodon under "Moving from a different account", ` +
      `elsewhere ${site.actor} under alsoKnownAs), then publish again.`,
  };
}

function outgoing(activity: Named, objectId: Uri, context: ProfileContext): OutgoingActivity {
  return outgoingOf(activity, { objectId, to: 'followers', inboxes: [], at: context.at }, context);
}
