import type { Uri } from '../protocol/vocabulary.ts';
import type { Reader } from './sqlite-connection.ts';
import { isSilenced } from './sqlite-moderation.ts';
import type { Conversation, ConversationCounts, EmojiCount, Reply } from './store.ts';

/** The first to come, not the first by their own date: who dates replies far back must not push others out. */
const repliesMax = 1000;
const emojiMax = 12;

export async function conversationOf(reader: Reader, objectId: Uri): Promise<Conversation> {
  const [rows, counts, emoji] = await Promise.all([
    reader.all<ReplyRow>(shownReplies, objectId, repliesMax),
    reader.get<ConversationCounts & { readonly held: number }>(countsOfOne, objectId),
    reader.all<EmojiCount>(emojiOfOne, objectId, emojiMax),
  ]);
  return { replies: 0, likes: 0, boosts: 0, quotes: 0, held: 0, ...counts, emoji, thread: rows.map(replyOf) };
}

const shownReplies = `
  SELECT replies.id, in_reply_to AS inReplyTo, html, summary, sensitive, language, replies.url, published, updated,
    replies.actor, actors.name, actors.preferred_username AS user, actors.host, actors.url AS authorUrl
  FROM replies LEFT JOIN actors ON actors.id = replies.actor
  WHERE replies.row IN (SELECT row FROM replies WHERE object = ?1 AND shown = 1 ORDER BY row LIMIT ?2)
  ORDER BY published, replies.row`;

const countsOfOne = `
  SELECT
    (SELECT count(*) FROM replies WHERE object = ?1 AND shown = 1) AS replies,
    (SELECT count(*) FROM replies WHERE object = ?1 AND standing = 'held') AS held,
    (SELECT count(DISTINCT actor) FROM reactions WHERE object = ?1 AND kind = 'like' AND NOT ${isSilenced('reactions.actor')})
      AS likes,
    (SELECT count(DISTINCT actor) FROM reactions
     WHERE object = ?1 AND kind = 'announce' AND NOT ${isSilenced('reactions.actor')}) AS boosts,
    (SELECT count(*) FROM quotes WHERE object = ?1 AND NOT ${isSilenced('quotes.actor')}) AS quotes`;

/** Nobody gives the same twice to one object. */
const emojiOfOne = `
  SELECT emoji, count(*) AS count FROM reactions
  WHERE object = ?1 AND kind = 'like' AND emoji <> '' AND NOT ${isSilenced('reactions.actor')}
  GROUP BY emoji ORDER BY count DESC, emoji LIMIT ?2`;

export async function countsOfAll(reader: Reader): Promise<ReadonlyMap<Uri, ConversationCounts>> {
  const rows = await reader.all<ConversationCounts & { readonly object: Uri }>(
    `SELECT object, sum(replies) AS replies, sum(likes) AS likes, sum(boosts) AS boosts, sum(quotes) AS quotes
     FROM (
       SELECT object, count(*) AS replies, 0 AS likes, 0 AS boosts, 0 AS quotes
       FROM replies WHERE shown = 1 GROUP BY object
       UNION ALL
       SELECT object, 0, sum(kind = 'like'), sum(kind = 'announce'), 0
       FROM (SELECT DISTINCT object, kind, actor FROM reactions WHERE NOT ${isSilenced('reactions.actor')}) GROUP BY object
       UNION ALL
       SELECT object, 0, 0, 0, count(*) FROM quotes WHERE NOT ${isSilenced('quotes.actor')} GROUP BY object
     ) GROUP BY object`,
  );
  return new Map(rows.map(({ object, ...counts }) => [object, counts]));
}

export async function threadOf(reader: Reader, replyId: Uri): Promise<Uri | undefined> {
  const row = await reader.get<{ readonly object: Uri }>('SELECT object FROM replies WHERE id = ?1', replyId);
  return row?.object;
}

export async function authorOf(reader: Reader, id: Uri): Promise<Uri | undefined> {
  const row = await reader.get<{ readonly actor: Uri }>(
    'SELECT actor FROM replies WHERE id = ?1 UNION ALL SELECT actor FROM quotes WHERE quoting_id = ?1 LIMIT 1',
    id,
  );
  return row?.actor;
}

export async function wasRemoved(reader: Reader, id: Uri, author: Uri): Promise<boolean> {
  const row = await reader.get('SELECT 1 FROM removed_replies WHERE id = ?1 AND actor = ?2', id, author);
  return row !== undefined;
}

export async function threadIds(reader: Reader, objectId: Uri): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly id: Uri }>(
    `SELECT id FROM (SELECT row, id, published FROM replies WHERE object = ?1 AND shown = 1 ORDER BY row LIMIT ?2)
     ORDER BY published, row`,
    objectId,
    repliesMax,
  );
  return rows.map(({ id }) => id);
}

export async function replyIds(reader: Reader, objectId: Uri): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly id: Uri }>(
    `SELECT id FROM (
       SELECT row, id, published FROM replies WHERE object = ?1 AND shown = 1 AND in_reply_to = ?1
       ORDER BY row LIMIT ?2)
     ORDER BY published, row`,
    objectId,
    repliesMax,
  );
  return rows.map(({ id }) => id);
}

export function unsanitisedReplies(
  reader: Reader,
  limit: number,
): Promise<readonly { readonly id: Uri; readonly content: string }[]> {
  return reader.all('SELECT id, content FROM replies WHERE html IS NULL ORDER BY row LIMIT ?1', limit);
}

interface ReplyRow {
  readonly id: Uri;
  readonly inReplyTo: Uri;
  readonly html: string;
  readonly summary: string | null;
  readonly sensitive: number;
  readonly language: string | null;
  readonly url: Uri;
  readonly published: number;
  readonly updated: number | null;
  readonly actor: Uri;
  readonly name: string | null;
  readonly user: string | null;
  readonly host: string | null;
  readonly authorUrl: Uri | null;
}

function replyOf(row: ReplyRow): Reply {
  return {
    id: row.id,
    inReplyTo: row.inReplyTo,
    html: row.html,
    summary: row.summary ?? undefined,
    sensitive: row.sensitive === 1,
    language: row.language ?? undefined,
    url: row.url,
    published: row.published,
    updated: row.updated ?? undefined,
    author: displayedAuthor(row),
  };
}

/** The actor as fetched; as much as its id says while it has not been. */
function displayedAuthor({ actor, name, user, host, authorUrl }: ReplyRow): Reply['author'] {
  const { pathname, host: idHost } = new URL(actor);
  const lastOfPath = pathname.split('/').findLast((part) => part !== '') ?? idHost;
  return {
    id: actor,
    name: name ?? user ?? lastOfPath,
    user: user ?? lastOfPath,
    host: host ?? idHost,
    url: authorUrl ?? actor,
  };
}
