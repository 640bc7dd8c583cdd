import type { OperationKind } from './operation.ts';
import { isAClocksFault } from './sqlite-clock.ts';

/** Actors whose profile is, after this putActor, the one that it brought: nothing later was fetched. */
const fetchedActors = `jsonb_each(?1) fetched
     CROSS JOIN actors ON actors.id = fetched.value ->> 'id' AND actors.fetched_at = fetched.value ->> 'fetchedAt'`;

const followerColumns = `actor, domain, origin, inbox, shared_inbox, deliver_to, host, follow_id, granted, since`;
const followerValues = `value ->> 'actor', value ->> 'domain', value ->> 'origin', value ->> 'inbox', value ->> 'sharedInbox',
       coalesce(value ->> 'sharedInbox', value ->> 'inbox'), value ->> 'host', value ->> 'followId'`;
const orUpdateFollower = `ON CONFLICT (actor) DO UPDATE SET
       inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, deliver_to = excluded.deliver_to,
       host = excluded.host, follow_id = excluded.follow_id,
       doubted_at = NULL, ask_at = NULL, missing_days = 0,
       granted = CASE followers.granted WHEN 'pending' THEN excluded.granted ELSE followers.granted END`;

/** What `sqlite-effects.ts` runs for actors and followers. */
export const effectsOnPeople = {
  putActor: [
    `INSERT INTO actors
       (id, domain, host, type, inbox, shared_inbox, name, preferred_username, url, fetched_at)
     SELECT value ->> 'id', value ->> 'domain', value ->> 'host', value ->> 'type', value ->> 'inbox', value ->> 'sharedInbox',
       value ->> 'name', value ->> 'preferredUsername', value ->> 'url', value ->> 'fetchedAt'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET
       type = excluded.type, inbox = excluded.inbox, shared_inbox = excluded.shared_inbox, name = excluded.name,
       preferred_username = excluded.preferred_username, url = excluded.url, fetched_at = excluded.fetched_at
     WHERE excluded.fetched_at >= actors.fetched_at OR ${isAClocksFault('actors.fetched_at', 'excluded.fetched_at')}`,
    `DELETE FROM actor_keys WHERE row IN (
       SELECT actor_keys.row FROM ${fetchedActors} CROSS JOIN actor_keys ON actor_keys.actor = actors.id
       WHERE actor_keys.id NOT IN (SELECT key.value ->> 'id' FROM jsonb_each(fetched.value, '$.keys') key))`,
    `INSERT INTO actor_keys (id, actor, domain, place, pem)
     SELECT key.value ->> 'id', actors.id, domain, key.key, key.value ->> 'pem'
     FROM ${fetchedActors} CROSS JOIN jsonb_each(fetched.value, '$.keys') key
     WHERE true
     ON CONFLICT (id, actor) DO UPDATE SET place = excluded.place, pem = excluded.pem
     WHERE (actor_keys.place, actor_keys.pem) IS NOT (excluded.place, excluded.pem)`,
    `UPDATE followers SET inbox = actors.inbox, shared_inbox = actors.shared_inbox,
       deliver_to = coalesce(actors.shared_inbox, actors.inbox), host = value ->> 'deliveryHost'
     FROM ${fetchedActors}
     WHERE followers.actor = actors.id
       AND (followers.inbox, followers.shared_inbox) IS NOT (actors.inbox, actors.shared_inbox)`,
    // The name beside a reply comes from here.
    `SELECT DISTINCT object FROM replies WHERE actor IN (SELECT value ->> 'id' FROM jsonb_each(?1))`,
  ],
  removeActor: [
    `INSERT INTO removed_replies (id, actor, domain, stood, removed_at)
     SELECT replies.id, replies.actor, domain, 1, value ->> 'at'
     FROM jsonb_each(?1) CROSS JOIN replies ON replies.actor = value ->> 'actor'
     WHERE true
     ON CONFLICT (id, actor) DO NOTHING`,
    `DELETE FROM replies WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1)) RETURNING object`,
    `DELETE FROM reactions WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1)) RETURNING object`,
    `DELETE FROM votes WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1)) RETURNING poll AS object`,
    `DELETE FROM quotes WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1)) RETURNING object`,
    `DELETE FROM followers WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
    `DELETE FROM private_messages WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
    `DELETE FROM known_accounts WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
    `DELETE FROM silenced_accounts WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
    `DELETE FROM actors WHERE id IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
  ],

  putFollower: [
    `INSERT INTO followers (${followerColumns})
     SELECT ${followerValues}, value ->> 'state', value ->> 'at' FROM jsonb_each(?1) WHERE true
     ${orUpdateFollower}`,
  ],
  acceptFollower: [
    `UPDATE followers SET granted = 'accepted'
     WHERE state = 'pending' AND actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
  ],
  moveFollower: [
    `INSERT INTO followers (${followerColumns})
     SELECT ${followerValues}, former.granted, value ->> 'at'
     FROM jsonb_each(?1) CROSS JOIN followers former ON former.actor = value ->> 'from'
     WHERE former.barred = 0 -- Who is blocked does not come back by another name.
     ${orUpdateFollower}`,
    `DELETE FROM followers
     WHERE barred = 0
       AND actor IN (SELECT value ->> 'from' FROM jsonb_each(?1) WHERE value ->> 'from' <> value ->> 'actor')`,
  ],
  removeFollower: [`DELETE FROM followers WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`],
  removeFollowerById: [
    `DELETE FROM followers
     WHERE (actor, follow_id) IN (SELECT value ->> 'actor', value ->> 'followId' FROM jsonb_each(?1))`,
  ],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
