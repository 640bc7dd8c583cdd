import { assert } from '../assert.ts';
import type { Author, Library, Post } from '../posts/post.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { Conversation, ConversationCounts, EmojiCount } from '../store/store.ts';
import type { ThreadReply } from '../theme.ts';
import type { DocumentSpec } from './documents.ts';
import type { OwnAnswer, ReleasedObject } from './manifest.ts';
import type { ServedRelease } from './served.ts';

/** Of a note's HTML. A longer one is named in the conversation, and read on its own page. */
const wholeCharactersMax = 5_000;

/** Conversations that are read for one page: each of the writer's answers has one of its own. */
const conversationsMax = 50;

/** Id of each object → id of what it answers, as followers are told. */
export function answeredIds(documents: readonly DocumentSpec[]): ReadonlyMap<string, string> {
  return new Map(
    documents.flatMap(({ json: { id, inReplyTo } }) =>
      typeof id === 'string' && typeof inReplyTo === 'string' ? [[id, inReplyTo]] : [],
    ),
  );
}

/** How `post` stands in the conversation that it answers in; undefined when it answers nothing, or is not for everybody. */
export function ownAnswerOf(
  post: Post,
  { authors, blog }: Pick<Library, 'authors' | 'blog'>,
  answeredId: string | undefined,
): OwnAnswer | undefined {
  const { body, date, inReplyTo, summary, title, type, updated, visibility } = post;
  if (inReplyTo === undefined || visibility === 'followers') return undefined;
  const isWhole = type === 'note' && body.federatedHtml.length <= wholeCharactersMax;
  return {
    to: answeredId ?? inReplyTo,
    by: namesOf(post, authors) || blog.title,
    title,
    html: isWhole ? body.federatedHtml : '',
    ...(isWhole || summary === undefined ? {} : { summary }),
    published: date.getTime(),
    ...(updated === undefined ? {} : { updated: updated.getTime() }),
  };
}

function namesOf({ authors: handles }: Post, authors: readonly Author[]): string {
  return handles
    .flatMap((handle) => authors.find((author) => author.handle === handle)?.name ?? [])
    .join(', ');
}

/** A conversation with the writer's answers in it, and what was said to those. */
export interface WholeConversation extends ConversationCounts {
  readonly emoji: readonly EmojiCount[];
  /** Replies that wait to be read by the writer. */
  readonly held: number;
  /** By date. `inReplyTo` is the id of a reply of the thread or an object of ours, wherever one of these is meant. */
  readonly thread: readonly ThreadReply[];
}

/** The conversation of `objectId`. `read` is asked for it, and for that of each post of the writer that stands in it. */
export async function wholeConversation(
  objectId: Uri,
  release: ServedRelease,
  read: (objectId: Uri) => Promise<Conversation>,
): Promise<WholeConversation> {
  const answers = answersByParent(release);
  const own: ThreadReply[] = [];
  const parts: Conversation[] = [];
  const asked = new Set([objectId]);
  // What joins a set while it is gone through comes at its end.
  for (const id of asked) {
    const part = await read(id);
    parts.push(part);
    for (const reply of [id, ...idsByAddress(part.thread).keys()].flatMap((to) => answers.get(to) ?? [])) {
      if (asked.has(reply.id) || asked.size === conversationsMax) continue;
      asked.add(reply.id);
      own.push(reply);
    }
  }
  return joined(parts, own, release);
}

/** Likes, boosts and quotes are those of the first part: of the post that the page is about. */
function joined(
  parts: readonly Conversation[],
  own: readonly ThreadReply[],
  release: ServedRelease,
): WholeConversation {
  const [first] = parts;
  assert(first, 'the conversation itself was read');
  const thread: readonly ThreadReply[] = [...parts.flatMap((part) => part.thread), ...own];
  const ids = idsByAddress(thread);
  const parentOf = ({ inReplyTo }: ThreadReply): Uri =>
    ids.get(inReplyTo) ?? release.objects(inReplyTo)?.id ?? inReplyTo;
  return {
    ...first,
    replies: parts.reduce((sum, { replies }) => sum + replies, own.length),
    held: parts.reduce((sum, { held }) => sum + held, 0),
    thread: thread
      .map((reply) => ({ ...reply, inReplyTo: parentOf(reply) }))
      .sort((one, other) => one.published - other.published),
  };
}

/** By id, and by page where only one reply names that as its own: strangers may claim the page of another. */
function idsByAddress(thread: readonly ThreadReply[]): ReadonlyMap<string, Uri> {
  const pages = [...Map.groupBy(thread, ({ url }) => url as string)].flatMap(([url, [only, ...others]]) =>
    only === undefined || others.length > 0 ? [] : [[url, only.id] as const],
  );
  return new Map([...pages, ...thread.map(({ id }) => [id as string, id] as const)]);
}

/** The writer's answers that are for everybody, by what they answer: the id of an object of ours, else as written. */
function answersByParent({
  manifest,
  objects,
  site,
}: ServedRelease): ReadonlyMap<string, readonly ThreadReply[]> {
  const answers = manifest.objects.flatMap((object) =>
    object.answer === undefined || object.isRestricted ? [] : [threadReplyOf(object, object.answer, site)],
  );
  return Map.groupBy(answers, ({ inReplyTo }) => objects(inReplyTo)?.id ?? inReplyTo);
}

function threadReplyOf(
  { contentWarning, id, lang, slug }: ReleasedObject,
  { by, html, published, summary, title, to, updated }: OwnAnswer,
  site: Site,
): ThreadReply {
  const { actor, blog, host, origin } = site;
  return {
    id: site.objectId(id),
    inReplyTo: to as Uri,
    html,
    summary: contentWarning,
    sensitive: false,
    language: lang,
    url: site.pageUrl(slug) as Uri,
    published,
    updated,
    author: { id: actor, name: by, user: blog.handle, host, url: `${origin}/` as Uri },
    own: { title, summary },
  };
}
