import type { Context } from '../federation/context.ts';
import { findMention } from '../federation/mentions.ts';
import {
  createOf,
  objectOf,
  updateOf,
  type Moments,
  type Named,
  type ResolvedParent,
} from '../federation/objects.ts';
import { findParent } from '../federation/parents.ts';
import { reactionActivityOf } from '../federation/step.ts';
import { versioned } from '../federation/versions.ts';
import type { MentionedHandle, Post } from '../posts/post.ts';
import { isReaction, targetOf } from '../posts/reaction.ts';
import type { Site } from '../site.ts';
import { appearancesOf } from './appearance.ts';
import type { Appearance, ShownPicture } from './shown.ts';

/** A post as it would leave now, and what would become of it. */
export interface PostPreview {
  readonly post: Post;
  /** When "now" is, milliseconds. */
  readonly at: number;
  /** Undefined for a like or a boost, and for what is a page only. */
  readonly object: Named | undefined;
  /** What its followers would be sent, but for the proof. */
  readonly activity: Named | undefined;
  /** None without an object. */
  readonly appearances: readonly Appearance[];
  /** Accounts and posts that it names and that are not known here: nobody was asked for them. */
  readonly notLookedUp: readonly string[];
}

type PreviewContext = Pick<Context, 'store' | 'remote' | 'site' | 'now'>;

/** Made with the same functions as what is published. Looks in the store only, and sends nothing. */
export async function previewOf(written: Post, context: PreviewContext): Promise<PostPreview> {
  const at = Math.floor(context.now() / 1000) * 1000;
  const announcements = await context.store.announcements();
  const [post = written] = versioned([written], announcements);
  const told = announcements.find(({ id }) => id === post.id);
  if (!post.federate) return { post, at, ...nothing, notLookedUp: [] };
  const target = targetOf(post);
  const parent = target === undefined ? undefined : await findParent(target, context);
  const missing = target === undefined || parent !== undefined ? [] : [target];
  if (isReaction(post)) return { post, at, ...reactionOf(post, parent, at, context), notLookedUp: missing };
  const people = await Promise.all(
    post.body.mentions.map(async (handle) => ({ handle, mention: await findMention(handle, context) })),
  );
  const mentions = people.flatMap(({ mention }) => (mention === undefined ? [] : [mention]));
  const unknown = people.filter(({ mention }) => mention === undefined).map(({ handle }) => nameOf(handle));
  const object = objectOf(post, context.site, momentsOf(told, at), mentions, parent);
  return {
    post,
    at,
    object,
    activity: told === undefined ? createOf(object, context.site) : updateOf(object, context.site),
    appearances: appearancesOf(object, context.site).map((one) => atHome(one, context.site)),
    notLookedUp: [...unknown, ...missing],
  };
}

/** An Update is later than all that was told. */
function momentsOf(told: Moments | undefined, at: number): Moments {
  if (told === undefined) return { published: at, updated: undefined };
  const { published, updated = published } = told;
  return { published, updated: Math.max(at, updated + 1000) };
}

type Outgoing = Pick<PostPreview, 'object' | 'activity' | 'appearances'>;

const nothing: Outgoing = { object: undefined, activity: undefined, appearances: [] };

/** Nothing is known to send as long as nobody has looked up what it likes or boosts. */
function reactionOf(
  post: Post,
  parent: ResolvedParent | undefined,
  at: number,
  { site }: PreviewContext,
): Outgoing {
  if (parent === undefined) return nothing;
  return {
    ...nothing,
    activity: reactionActivityOf(post, parent, { published: at, updated: undefined }, site),
  };
}

function nameOf({ user, host }: MentionedHandle): string {
  return `@${user}@${host}`;
}

/** Pictures of the blog are taken from where it is drawn: at its own address they are not published yet. */
function atHome(appearance: Appearance, { origin }: Site): Appearance {
  const near = <T extends { readonly url: string }>(one: T): T =>
    one.url.startsWith(`${origin}/`) ? { ...one, url: one.url.slice(origin.length) } : one;
  const { card, emoji, media } = appearance;
  const image: ShownPicture | undefined = card?.image && near(card.image);
  return { ...appearance, media: media.map(near), emoji: emoji.map(near), card: card && { ...card, image } };
}
