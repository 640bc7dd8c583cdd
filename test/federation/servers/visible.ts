import { plainTextOf } from '../../../src/protocol/text.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import type { ConversationCounts, FollowerState, Reply, Store } from '../../../src/store/store.ts';
import { slugs } from './blog.ts';

/** All that the blog's readers and its writer can see of what servers did. */
export interface Visible {
  /** Ids, in the order in which they came. */
  readonly followers: readonly string[];
  /** Who waits for the writer's word. */
  readonly waiting: readonly string[];
  /** As `commentBy` writes them, post by post. */
  readonly comments: readonly string[];
  /** By slug, without what is zero. */
  readonly counts: Readonly<Record<string, Partial<ConversationCounts>>>;
  /** By slug and option. */
  readonly votes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** `who: what they say of which objects`, newest first. */
  readonly reports: readonly string[];
}

interface CommentOptions {
  /** What it stands under; by default the kettle. */
  readonly slug?: string;
  readonly warning?: string | undefined;
  /** Whether it answers another comment. */
  readonly nested?: boolean;
}

/** Writes a comment of `author` (`Name @user@host`) in one line. */
export function commentBy(author: string): (text: string, options?: CommentOptions) => string {
  return (text, { slug = 'kettle', warning, nested = false } = {}) =>
    `${slug} ${nested ? '<<' : '<'} ${author}${warning === undefined ? '' : ` [${warning}]`}: ${text}`;
}

export async function visibleIn(store: Store): Promise<Visible> {
  return {
    followers: await followersIn(store, 'accepted'),
    waiting: await followersIn(store, 'pending'),
    comments: await commentsIn(store),
    counts: await countsIn(store),
    votes: await votesIn(store),
    reports: (await store.reports(10)).map(
      ({ actor, content, objects }) => `${actor}: ${content} (${objects.join(', ')})`,
    ),
  };
}

/** What differs, as it is afterwards. */
export function changesBetween(before: Visible, after: Visible): Partial<Visible> {
  const names = Object.keys(after) as (keyof Visible)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

async function followersIn(store: Store, state: FollowerState): Promise<readonly string[]> {
  return (await store.followers(0, 100, state)).map(({ actor }) => actor);
}

async function commentsIn(store: Store): Promise<readonly string[]> {
  const threads = [...slugs].map(async ([id, slug]) =>
    (await store.conversation(id)).thread.map((reply) => lineOf(reply, id, slug)),
  );
  return (await Promise.all(threads)).flat();
}

function lineOf({ author, html, inReplyTo, summary }: Reply, post: Uri, slug: string): string {
  const { host, name, user } = author;
  const options = { slug, warning: summary, nested: inReplyTo !== post };
  return commentBy(`${name} @${user}@${host}`)(plainTextOf(html, 500), options);
}

async function countsIn(store: Store): Promise<Visible['counts']> {
  const counts = Array.from(await store.counts(), ([id, { replies, likes, boosts, quotes }]) => {
    return [slugOf(id), withoutZeros({ replies, likes, boosts, quotes })] as const;
  });
  return Object.fromEntries(counts.filter(([, ofPost]) => Object.keys(ofPost).length > 0));
}

async function votesIn(store: Store): Promise<Visible['votes']> {
  const polls = Array.from(await store.polls(), ([id, { votes }]) => {
    return [slugOf(id), withoutZeros(Object.fromEntries(votes))] as const;
  });
  return Object.fromEntries(polls);
}

function withoutZeros(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function slugOf(id: Uri): string {
  return slugs.get(id) ?? id;
}
