import type { PublicKey, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import { jsonOf } from './sqlite-connection.ts';
import type { Nullable, Reader } from './sqlite-connection.ts';
import type { Audience, FollowerState, OutgoingActivity, StoredFollower } from './store.ts';

const selectActor = `
  SELECT id, type, inbox, shared_inbox AS sharedInbox, name, preferred_username AS preferredUsername, url,
    (SELECT json_group_array(json_object('id', listed.id, 'pem', listed.pem) ORDER BY listed.place)
     FROM actor_keys listed WHERE listed.actor = actors.id) AS keys
  FROM actors`;

export async function findActor(reader: Reader, id: Uri): Promise<RemoteActor | undefined> {
  return actorOf(await reader.get(`${selectActor} WHERE id = ?1`, id));
}

/** An actor may name any key as its own; the one on the key's own host is believed first. */
export async function findActorByKeyId(reader: Reader, keyId: string): Promise<RemoteActor | undefined> {
  const host = URL.parse(keyId)?.host ?? '';
  return actorOf(
    await reader.get(
      `${selectActor} WHERE id = (
         SELECT holder.id FROM actor_keys CROSS JOIN actors holder ON holder.id = actor_keys.actor
         WHERE actor_keys.id = ?1 ORDER BY holder.host = ?2 DESC, actor_keys.row LIMIT 1)`,
      keyId,
      host,
    ),
  );
}

type ActorRow = Nullable<Omit<RemoteActor, 'keys' | 'alsoKnownAs'>> & { readonly keys: string };

function actorOf(row: ActorRow | undefined): RemoteActor | undefined {
  return (
    row && {
      ...row,
      sharedInbox: row.sharedInbox ?? undefined,
      keys: JSON.parse(row.keys) as readonly PublicKey[],
      alsoKnownAs: [],
    }
  );
}

export async function countFollowers(reader: Reader): Promise<number> {
  const row = await reader.get<{ readonly count: number }>(
    `SELECT count(*) AS count FROM followers WHERE state = 'accepted'`,
  );
  return row?.count ?? 0;
}

const selectFollower = `
  SELECT row, actor, inbox, shared_inbox AS sharedInbox, follow_id AS followId, since FROM followers`;

export async function followers(
  reader: Reader,
  after: number,
  limit: number,
  state: FollowerState = 'accepted',
): Promise<readonly StoredFollower[]> {
  const rows = await reader.all<Nullable<StoredFollower>>(
    `${selectFollower} WHERE state = ?1 AND row > ?2 ORDER BY row LIMIT ?3`,
    state,
    after,
    limit,
  );
  return rows.map(followerOf);
}

export async function findFollower(
  reader: Reader,
  actor: Uri,
  state: FollowerState = 'accepted',
): Promise<StoredFollower | undefined> {
  const row = await reader.get<Nullable<StoredFollower>>(
    `${selectFollower} WHERE actor = ?1 AND state = ?2`,
    actor,
    state,
  );
  return row && followerOf(row);
}

function followerOf(row: Nullable<StoredFollower>): StoredFollower {
  return { ...row, sharedInbox: row.sharedInbox ?? undefined, followId: row.followId ?? undefined };
}

export async function followersAt(reader: Reader, origin: string): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly actor: Uri }>(
    `SELECT actor FROM followers WHERE origin = ?1 AND state = 'accepted' ORDER BY actor`,
    origin,
  );
  return rows.map(({ actor }) => actor);
}

export async function settledFollowers(
  reader: Reader,
  origins: readonly string[],
): Promise<ReadonlyMap<string, readonly Uri[]>> {
  const asked = [...new Set(origins)].map((origin) => ({ origin, host: new URL(origin).host }));
  const rows = await reader.all<{ readonly origin: string; readonly actor: Uri }>(
    `SELECT followers.origin, actor
     FROM jsonb_each(?1) asked
     CROSS JOIN followers ON followers.origin = asked.value ->> 'origin' AND state = 'accepted'
     WHERE NOT EXISTS (
       SELECT 1 FROM deliveries
       WHERE deliveries.host = asked.value ->> 'host' AND deliveries.state = 'pending' AND settles = 1)
     ORDER BY asked.key, actor`,
    jsonOf(asked),
  );
  const byOrigin = Map.groupBy(rows, ({ origin }) => origin);
  return new Map([...byOrigin].map(([origin, found]) => [origin, found.map(({ actor }) => actor)]));
}

export async function followerInboxes(reader: Reader): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly inbox: Uri }>(
    `SELECT DISTINCT deliver_to AS inbox FROM followers WHERE state = 'accepted'`,
  );
  return rows.map(({ inbox }) => inbox);
}

/** What is named counts only where no follower has it: so nothing but the hosts is gathered. */
export async function audience(
  reader: Reader,
  { inboxes, to }: Pick<OutgoingActivity, 'to' | 'inboxes'>,
): Promise<Audience> {
  const named = [...new Set(inboxes)].map((inbox) => ({ inbox, host: new URL(inbox).host }));
  const row = await reader.get<Audience>(
    `SELECT count(*) AS inboxes, count(DISTINCT host) AS servers FROM (
       SELECT DISTINCT deliver_to, host FROM followers WHERE state = 'accepted' AND ?1
       UNION ALL
       SELECT value ->> 'inbox', value ->> 'host' FROM jsonb_each(?2)
       WHERE NOT (?1 AND EXISTS (
         SELECT 1 FROM followers WHERE state = 'accepted' AND deliver_to = value ->> 'inbox')))`,
    to === 'followers' ? 1 : 0,
    jsonOf(named),
  );
  return row ?? { inboxes: 0, servers: 0 };
}
