import type { Uri } from '../protocol/vocabulary.ts';
import type { Group } from './batch.ts';
import type { OperationKind } from './operation.ts';
import type { Connection } from './sqlite-connection.ts';
import { jsonOf } from './sqlite-connection.ts';

/**
 * Applies `groups` in turn, inside the transaction that is open (none is needed where `isOneStatement`), and gives the ids of
 * our objects whose conversations changed.
 */
export async function applyGroups(
  connection: Connection,
  groups: readonly Group[],
): Promise<ReadonlySet<Uri>> {
  const changed = new Set<Uri>();
  for (const group of groups) {
    const rows = jsonOf(group.rows);
    for (const sql of effects[group.kind]) {
      for (const { object } of await connection.all<{ readonly object: Uri }>(sql, rows)) changed.add(object);
    }
  }
  return changed;
}

/** Whether `applyGroups` would run a single statement. */
export function isOneStatement(groups: readonly Group[]): boolean {
  return groups.length === 1 && groups.every(({ kind }) => effects[kind].length === 1);
}

/** A new activity, marked fresh: those known already get no further deliveries. */
const putActivity = `
  INSERT INTO activities (id, type, object, body, not_before, fresh)
  SELECT value ->> 'id', value ->> 'type', value ->> 'objectId', value ->> 'body', value ->> 'notBefore', 1
  FROM jsonb_each(?1) WHERE true
  ON CONFLICT (id) DO NOTHING`;

const blockedByEarlier = (inbox: string): string => `EXISTS (
  SELECT 1 FROM deliveries earlier
  WHERE earlier.object = activities.object AND earlier.inbox = ${inbox} AND earlier.state = 'pending')`;

const deliverToFollowers = `
  INSERT INTO deliveries (activity, object, inbox, host, blocked, due_at, claimable_at)
  SELECT activities.row, activities.object, deliver_to, host, ${blockedByEarlier('deliver_to')}, not_before, not_before
  FROM jsonb_each(?1)
  CROSS JOIN activities ON activities.id = value ->> 'id' AND fresh = 1
  CROSS JOIN (SELECT DISTINCT deliver_to, host FROM followers)
  WHERE true
  ON CONFLICT (activity, inbox) DO NOTHING`;

const deliverToNamed = `
  INSERT INTO deliveries (activity, object, inbox, host, blocked, due_at, claimable_at)
  SELECT activities.row, activities.object, named.value ->> 'inbox', named.value ->> 'host',
    ${blockedByEarlier(`named.value ->> 'inbox'`)}, not_before, not_before
  FROM jsonb_each(?1) queued
  CROSS JOIN activities ON activities.id = queued.value ->> 'id' AND fresh = 1
  CROSS JOIN jsonb_each(queued.value, '$.inboxes') named
  WHERE true
  ON CONFLICT (activity, inbox) DO NOTHING`;

const endFresh = `
  UPDATE activities SET fresh = 0 WHERE fresh = 1 AND id IN (SELECT value ->> 'id' FROM jsonb_each(?1))`;

/**
 * The statements that carry out one group, in order. Each takes the rows as JSON (`?1`), and returns the `object` of every
 * conversation that it changes. An operation takes part at most once in a group, and in no group with one that it
 * conflicts with, so a statement need not see its own effects.
 */
const effects: Readonly<Record<OperationKind, readonly string[]>> = {
  putActor: [
    `INSERT INTO actors
       (id, host, type, inbox, shared_inbox, name, preferred_username, url, key_id, public_key_pem, fetched_at)
     SELECT value ->> 'id', value ->> 'host', value ->> 'type', value ->> 'inbox', value ->> 'sharedInbox',
       value ->> 'name', value ->> 'preferredUsername', value ->> 'url', value ->> 'keyId',
       value ->> 'publicKeyPem', value ->> 'fetchedAt'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET
       type = excluded.type, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, name = excluded.name,
       preferred_username = excluded.preferred_username, url = excluded.url, key_id = excluded.key_id,
       public_key_pem = excluded.public_key_pem, fetched_at = excluded.fetched_at
     WHERE excluded.fetched_at >= actors.fetched_at`,
    `UPDATE followers SET inbox = actors.inbox, shared_inbox = actors.shared_inbox,
       deliver_to = coalesce(actors.shared_inbox, actors.inbox), host = value ->> 'deliveryHost'
     FROM jsonb_each(?1) fetched
     CROSS JOIN actors ON actors.id = value ->> 'id' AND actors.fetched_at = value ->> 'fetchedAt'
     WHERE followers.actor = actors.id
       AND (followers.inbox, followers.shared_inbox) IS NOT (actors.inbox, actors.shared_inbox)`,
    // The name beside a reply comes from here.
    `SELECT DISTINCT object FROM replies WHERE actor IN (SELECT value ->> 'id' FROM jsonb_each(?1))`,
  ],
  removeActor: [
    `INSERT INTO removed_replies (id, actor, removed_at)
     SELECT replies.id, replies.actor, value ->> 'at'
     FROM jsonb_each(?1) CROSS JOIN replies ON replies.actor = value ->> 'actor'
     WHERE true
     ON CONFLICT (id, actor) DO NOTHING`,
    `DELETE FROM replies WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1)) RETURNING object`,
    `DELETE FROM reactions WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1)) RETURNING object`,
    `DELETE FROM followers WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
    `DELETE FROM actors WHERE id IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
  ],

  putFollower: [
    `INSERT INTO followers (actor, inbox, shared_inbox, deliver_to, host, follow_id, since)
     SELECT value ->> 'actor', value ->> 'inbox', value ->> 'sharedInbox',
       coalesce(value ->> 'sharedInbox', value ->> 'inbox'), value ->> 'host', value ->> 'followId', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (actor) DO UPDATE SET
       inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, deliver_to = excluded.deliver_to,
       host = excluded.host, follow_id = excluded.follow_id`,
  ],
  removeFollower: [`DELETE FROM followers WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`],
  removeFollowerById: [
    `DELETE FROM followers
     WHERE (actor, follow_id) IN (SELECT value ->> 'actor', value ->> 'followId' FROM jsonb_each(?1))`,
  ],
  removeFollowersAt: [
    `DELETE FROM followers WHERE deliver_to IN (SELECT value ->> 'inbox' FROM jsonb_each(?1))`,
  ],

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
    `INSERT INTO reactions (object, kind, actor, activity_id, put_at)
     SELECT value ->> 'objectId', value ->> 'kind', value ->> 'actor', value ->> 'activityId', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (object, kind, actor) DO UPDATE SET activity_id = excluded.activity_id
     WHERE excluded.activity_id IS NOT NULL AND excluded.activity_id IS NOT reactions.activity_id
     RETURNING object`,
  ],
  removeReaction: [
    `DELETE FROM reactions
     WHERE (object, kind, actor) IN (
       SELECT value ->> 'objectId', value ->> 'kind', value ->> 'actor' FROM jsonb_each(?1))
     RETURNING object`,
  ],
  removeReactionById: [
    `DELETE FROM reactions
     WHERE (actor, activity_id) IN (SELECT value ->> 'actor', value ->> 'activityId' FROM jsonb_each(?1))
     RETURNING object`,
  ],

  putAnnouncement: [
    `INSERT INTO announcements (id, slug, state, digest, type, published, updated, deleted)
     SELECT value ->> 'id', value ->> 'slug', value ->> 'state', value ->> 'digest', value ->> 'type',
       value ->> 'published', value ->> 'updated', value ->> 'deleted'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET
       slug = excluded.slug, state = excluded.state, digest = excluded.digest, type = excluded.type,
       published = excluded.published, updated = excluded.updated, deleted = excluded.deleted`,
  ],
  putFormerSlug: [
    `INSERT INTO former_slugs (slug, object_id)
     SELECT value ->> 'slug', value ->> 'objectId' FROM jsonb_each(?1) WHERE true
     ON CONFLICT (slug) DO UPDATE SET object_id = excluded.object_id`,
  ],

  enqueueToFollowers: [putActivity, deliverToFollowers, deliverToNamed, endFresh],
  enqueueToInboxes: [putActivity, deliverToNamed, endFresh],
  supersede: [
    `DELETE FROM deliveries
     WHERE state = 'pending' AND begun = 0
       AND object IN (SELECT value ->> 'objectId' FROM jsonb_each(?1))
       AND (object, (SELECT type FROM activities WHERE activities.row = activity)) IN (
         SELECT dropped.value ->> 'objectId', named.value
         FROM jsonb_each(?1) dropped CROSS JOIN jsonb_each(dropped.value, '$.types') named)`,
    `UPDATE deliveries SET blocked = 0
     WHERE state = 'pending' AND blocked = 1
       AND object IN (SELECT value ->> 'objectId' FROM jsonb_each(?1))
       AND NOT EXISTS (
         SELECT 1 FROM deliveries earlier
         WHERE earlier.object = deliveries.object AND earlier.inbox = deliveries.inbox
           AND earlier.state = 'pending' AND earlier.row < deliveries.row)`,
  ],
  putDeliveryOutcome: [
    `UPDATE deliveries SET
       state = CASE value ->> 'state' WHEN 'retry' THEN 'pending' ELSE value ->> 'state' END,
       attempts = attempts + 1, lease_owner = NULL, status = value ->> 'status', reason = value ->> 'reason',
       due_at = CASE value ->> 'state' WHEN 'retry' THEN value ->> 'at' ELSE due_at END,
       claimable_at = CASE value ->> 'state' WHEN 'retry' THEN value ->> 'at' ELSE claimable_at END,
       finished_at = CASE value ->> 'state' WHEN 'retry' THEN NULL ELSE value ->> 'at' END
     FROM jsonb_each(?1)
     WHERE deliveries.row = value ->> 'row' AND state = 'pending'`,
    // Whoever waited behind one that ended is next.
    `UPDATE deliveries SET blocked = 0
     WHERE blocked = 1 AND row IN (
       SELECT min(successor.row)
       FROM jsonb_each(?1)
       CROSS JOIN deliveries ended ON ended.row = value ->> 'row' AND ended.state <> 'pending'
       CROSS JOIN deliveries successor ON successor.object = ended.object AND successor.inbox = ended.inbox
         AND successor.state = 'pending'
       GROUP BY ended.row)`,
  ],

  putSetting: [
    `INSERT INTO settings (name, value)
     SELECT value ->> 'name', value ->> 'value' FROM jsonb_each(?1) WHERE true
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  ],
  putKeyPair: [
    `INSERT INTO key_pairs (actor, private_key_pem, public_key_pem)
     SELECT value ->> 'actor', value ->> 'privateKeyPem', value ->> 'publicKeyPem' FROM jsonb_each(?1) WHERE true
     ON CONFLICT (actor) DO UPDATE SET
       private_key_pem = excluded.private_key_pem, public_key_pem = excluded.public_key_pem`,
  ],
};
