import type { OperationKind } from './operation.ts';

/** What `sqlite-effects.ts` runs for all that others say to the blog. */
export const effectsOnConversations = {
  putReply: [
    `INSERT INTO replies
       (id, actor, object, in_reply_to, content, summary, sensitive, language, url, published, updated, visibility,
        stored_at)
     SELECT value ->> 'id', value ->> 'actor',
       coalesce(
         value ->> 'objectId',
         (SELECT parent.object FROM replies parent WHERE parent.id = value ->> 'inReplyTo'),
         -- An edit stands where the reply stood, though its parent be gone.
         (SELECT own.object FROM replies own WHERE own.id = value ->> 'id')
       ) AS thread,
       value ->> 'inReplyTo', value ->> 'content', value ->> 'summary', value ->> 'sensitive', value ->> 'language',
       value ->> 'url', value ->> 'published', value ->> 'updated', value ->> 'visibility', value ->> 'at'
     FROM jsonb_each(?1)
     WHERE thread IS NOT NULL
       AND NOT EXISTS (
         SELECT 1 FROM removed_replies removed
         WHERE removed.id = value ->> 'id' AND removed.actor = value ->> 'actor')
     ON CONFLICT (id) DO UPDATE SET
       html = CASE WHEN replies.content = excluded.content THEN replies.html END,
       shown = CASE WHEN replies.content = excluded.content THEN replies.shown ELSE 0 END,
       content = excluded.content, summary = excluded.summary, sensitive = excluded.sensitive,
       language = excluded.language, url = excluded.url, updated = excluded.updated,
       visibility = excluded.visibility
     WHERE replies.actor = excluded.actor
       AND coalesce(excluded.updated, excluded.published) > coalesce(replies.updated, replies.published)
     RETURNING object`,
  ],
  removeReply: [
    `INSERT INTO removed_replies (id, actor, removed_at)
     SELECT value ->> 'id', value ->> 'author', value ->> 'at'
     FROM jsonb_each(?1)
     WHERE NOT EXISTS (
       SELECT 1 FROM replies WHERE replies.id = value ->> 'id' AND replies.actor <> value ->> 'author')
     ON CONFLICT (id, actor) DO NOTHING`,
    `DELETE FROM replies
     WHERE (id, actor) IN (SELECT value ->> 'id', value ->> 'author' FROM jsonb_each(?1))
     RETURNING object`,
  ],
  putSanitised: [
    `UPDATE replies SET html = value ->> 'html', shown = 1
     FROM jsonb_each(?1)
     WHERE replies.id = value ->> 'id' AND content = value ->> 'content'
     RETURNING object`,
  ],

  putReaction: [
    `INSERT INTO reactions (object, kind, actor, emoji, activity_id, put_at)
     SELECT value ->> 'objectId', value ->> 'kind', value ->> 'actor', coalesce(value ->> 'emoji', ''),
       value ->> 'activityId', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (object, kind, actor, emoji) DO UPDATE SET activity_id = excluded.activity_id
     WHERE excluded.activity_id IS NOT NULL AND excluded.activity_id IS NOT reactions.activity_id
     RETURNING object`,
  ],
  removeReaction: [
    `DELETE FROM reactions WHERE row IN (
       SELECT reactions.row
       FROM jsonb_each(?1) CROSS JOIN reactions ON object = value ->> 'objectId'
         AND reactions.kind = value ->> 'kind' AND actor = value ->> 'actor'
         AND emoji = coalesce(value ->> 'emoji', emoji))
     RETURNING object`,
  ],
  removeReactionById: [
    `DELETE FROM reactions
     WHERE (actor, activity_id) IN (SELECT value ->> 'actor', value ->> 'activityId' FROM jsonb_each(?1))
     RETURNING object`,
  ],

  putVote: [
    `INSERT INTO votes (poll, actor, option, put_at)
     SELECT value ->> 'poll', value ->> 'actor', value ->> 'option', value ->> 'at'
     FROM jsonb_each(?1)
     WHERE NOT (value ->> 'isSingle' AND EXISTS (
       SELECT 1 FROM votes given WHERE given.poll = value ->> 'poll' AND given.actor = value ->> 'actor'))
     ON CONFLICT (poll, actor, option) DO NOTHING
     RETURNING poll AS object`,
  ],

  putQuote: [
    `DELETE FROM quotes WHERE row IN (
       SELECT quotes.row
       FROM jsonb_each(?1) CROSS JOIN quotes ON actor = value ->> 'actor' AND quoting_id = value ->> 'quotingId'
       WHERE object <> value ->> 'objectId')
     RETURNING object`,
    `INSERT INTO quotes (object, actor, quoting_id, authorization_id, put_at)
     SELECT value ->> 'objectId', value ->> 'actor', value ->> 'quotingId', value ->> 'authorizationId', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (object, actor, quoting_id) DO UPDATE SET authorization_id = excluded.authorization_id
     WHERE quotes.authorization_id IS NULL AND excluded.authorization_id IS NOT NULL
     RETURNING object`,
  ],
  removeQuote: [
    `DELETE FROM quotes
     WHERE (actor, quoting_id) IN (SELECT value ->> 'actor', value ->> 'quotingId' FROM jsonb_each(?1))
     RETURNING object`,
  ],

  putReport: [
    `INSERT INTO reports (actor, objects, content, at)
     SELECT value ->> 'actor', value ->> 'objects', value ->> 'content', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (actor, objects, content) DO NOTHING`,
  ],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
