import type { OperationKind } from './operation.ts';
import { mayGuard } from './sqlite-domains.ts';

/** An account that the writer has approved so often by hand may edit what he has approved. */
const trustedApprovals = 2;
const isKnown = (actor: string, approvals = 1): string => `EXISTS (
         SELECT 1 FROM known_accounts known WHERE known.actor = ${actor} AND known.approvals >= ${approvals})`;

/** Whether an edit changes what readers see of a reply, and what was approved. */
const isOther = `(replies.content, replies.summary, replies.url) IS NOT (excluded.content, excluded.summary, excluded.url)`;

/** Whether it was taken back by who says it. */
const wasRemoved = (id: string): string => `EXISTS (
         SELECT 1 FROM removed_replies removed
         WHERE removed.id = value ->> '${id}' AND removed.actor = value ->> 'actor')`;

/** Of one actor, to one object. */
const emojiMax = 5;
const reportsPerActorMax = 20;

/** What `sqlite-effects.ts` runs for all that others say to the blog. */
export const effectsOnConversations = {
  putReply: [
    `INSERT INTO replies
       (id, actor, domain, object, in_reply_to, content, summary, sensitive, language, url, published, updated, visibility,
        stored_at, policy, waits, rule_act, rule_pattern)
     SELECT value ->> 'id', value ->> 'actor', value ->> 'domain',
       coalesce(
         value ->> 'objectId',
         (SELECT parent.object FROM replies parent WHERE parent.id = value ->> 'inReplyTo'),
         -- An edit stands where the reply stood, though its parent be gone.
         (SELECT own.object FROM replies own WHERE own.id = value ->> 'id')
       ) AS thread,
       value ->> 'inReplyTo', value ->> 'content', value ->> 'summary', value ->> 'sensitive', value ->> 'language',
       value ->> 'url', value ->> 'published', value ->> 'updated', value ->> 'visibility', value ->> 'at',
       value ->> 'policy',
       CASE value ->> 'policy'
         WHEN 'approve' THEN 'approve'
         WHEN 'first-time' THEN CASE WHEN NOT ${isKnown(`value ->> 'actor'`)} THEN 'first-time' END
       END,
       value ->> '$.rule.act', value ->> '$.rule.pattern'
     FROM jsonb_each(?1)
     WHERE thread IS NOT NULL AND NOT ${wasRemoved('id')}
     ON CONFLICT (id) DO UPDATE SET
       html = CASE WHEN replies.content = excluded.content THEN replies.html END,
       waits = CASE
         WHEN replies.waits IS NOT NULL OR NOT ${isOther} THEN replies.waits
         WHEN excluded.policy = 'approve'
           OR (excluded.policy = 'first-time' AND NOT ${isKnown('replies.actor', trustedApprovals)}) THEN 'edited'
       END,
       verdict = CASE WHEN ${isOther} AND replies.verdict = 'approved' THEN NULL ELSE replies.verdict END,
       policy = excluded.policy, rule_act = excluded.rule_act, rule_pattern = excluded.rule_pattern,
       content = excluded.content, summary = excluded.summary, sensitive = excluded.sensitive,
       language = excluded.language, url = excluded.url, updated = excluded.updated,
       visibility = excluded.visibility
     WHERE replies.actor = excluded.actor
       AND coalesce(excluded.updated, excluded.published) > coalesce(replies.updated, replies.published)
     RETURNING object`,
  ],
  removeReply: [
    `INSERT INTO removed_replies (id, actor, domain, stood, removed_at)
     SELECT value ->> 'id', value ->> 'author', value ->> 'domain',
       EXISTS (SELECT 1 FROM replies WHERE replies.id = value ->> 'id') OR EXISTS (
         SELECT 1 FROM quotes WHERE quotes.actor = value ->> 'author' AND quoting_id = value ->> 'id') AS stood,
       value ->> 'at'
     FROM jsonb_each(?1)
     WHERE NOT EXISTS (
         SELECT 1 FROM replies WHERE replies.id = value ->> 'id' AND replies.actor <> value ->> 'author')
       AND (stood OR ${mayGuard})
     ON CONFLICT (id, actor) DO NOTHING`,
    `DELETE FROM replies
     WHERE (id, actor) IN (SELECT value ->> 'id', value ->> 'author' FROM jsonb_each(?1))
     RETURNING object`,
  ],
  putSanitised: [
    // With what the trigger would set, which then has nothing to do: each update of a row costs as much as the first.
    `UPDATE replies SET html = value ->> 'html', shown = (standing = 'open')
     FROM jsonb_each(?1)
     WHERE replies.id = value ->> 'id' AND content = value ->> 'content'
     RETURNING object`,
  ],

  putReaction: [
    `INSERT INTO reactions (object, kind, actor, domain, emoji, activity_id, put_at)
     SELECT value ->> 'objectId', value ->> 'kind', value ->> 'actor', value ->> 'domain',
       coalesce(value ->> 'emoji', ''), value ->> 'activityId', value ->> 'at'
     FROM jsonb_each(?1)
     WHERE (
         SELECT count(*) FROM reactions others
         WHERE others.object = value ->> 'objectId' AND others.kind = value ->> 'kind'
           AND others.actor = value ->> 'actor' AND others.emoji <> coalesce(value ->> 'emoji', '')
       ) < ${emojiMax}
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
    `INSERT INTO votes (poll, actor, domain, option, put_at)
     SELECT value ->> 'poll', value ->> 'actor', value ->> 'domain', value ->> 'option', value ->> 'at'
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
    `INSERT INTO quotes (object, actor, domain, quoting_id, authorization_id, put_at)
     SELECT value ->> 'objectId', value ->> 'actor', value ->> 'domain', value ->> 'quotingId',
       value ->> 'authorizationId', value ->> 'at'
     FROM jsonb_each(?1)
     WHERE NOT ${wasRemoved('quotingId')}
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
    `INSERT INTO reports (actor, domain, objects, content, at)
     SELECT value ->> 'actor', value ->> 'domain', value ->> 'objects', value ->> 'content', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (actor, objects, content) DO NOTHING`,
    `DELETE FROM reports WHERE row IN (
       SELECT old.row FROM jsonb_each(?1) CROSS JOIN reports old ON old.actor = value ->> 'actor'
       WHERE (SELECT count(*) FROM reports newer WHERE newer.actor = old.actor AND newer.row > old.row)
         >= ${reportsPerActorMax})`,
  ],
  removeReportsOf: [`DELETE FROM reports WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
