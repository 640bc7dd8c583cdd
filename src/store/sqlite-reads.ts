import type { RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Reader } from './sqlite-connection.ts';
import type { Announcement, KeyPair, StoredFollower } from './store.ts';

/** A row as the driver gives it: null where a value of ours is undefined. */
type Nullable<T> = {
  readonly [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K];
};

const selectActor = `
  SELECT id, type, inbox, shared_inbox AS sharedInbox, name, preferred_username AS preferredUsername, url,
    key_id AS keyId, public_key_pem AS publicKeyPem
  FROM actors`;

export async function findActor(reader: Reader, id: Uri): Promise<RemoteActor | undefined> {
  return actorOf(await reader.get(`${selectActor} WHERE id = ?1`, id));
}

/** An actor may name any key as its own; the one on the key's own host is believed first. */
export async function findActorByKeyId(reader: Reader, keyId: string): Promise<RemoteActor | undefined> {
  const host = URL.parse(keyId)?.host ?? '';
  return actorOf(
    await reader.get(`${selectActor} WHERE key_id = ?1 ORDER BY host = ?2 DESC, row LIMIT 1`, keyId, host),
  );
}

function actorOf(row: Nullable<RemoteActor> | undefined): RemoteActor | undefined {
  return row && { ...row, sharedInbox: row.sharedInbox ?? undefined };
}

export async function countFollowers(reader: Reader): Promise<number> {
  const row = await reader.get<{ readonly count: number }>('SELECT count(*) AS count FROM followers');
  return row?.count ?? 0;
}

export async function followers(
  reader: Reader,
  after: number,
  limit: number,
): Promise<readonly StoredFollower[]> {
  const rows = await reader.all<Nullable<StoredFollower>>(
    `SELECT row, actor, inbox, shared_inbox AS sharedInbox, follow_id AS followId, since
     FROM followers WHERE row > ?1 ORDER BY row LIMIT ?2`,
    after,
    limit,
  );
  return rows.map((row) => ({
    ...row,
    sharedInbox: row.sharedInbox ?? undefined,
    followId: row.followId ?? undefined,
  }));
}

export async function followerInboxes(reader: Reader): Promise<readonly Uri[]> {
  const rows = await reader.all<{ readonly inbox: Uri }>(
    'SELECT DISTINCT deliver_to AS inbox FROM followers',
  );
  return rows.map(({ inbox }) => inbox);
}

export async function announcements(reader: Reader): Promise<readonly Announcement[]> {
  const rows = await reader.all<Nullable<Announcement>>(
    'SELECT id, slug, state, digest, type, published, updated, deleted FROM announcements ORDER BY row',
  );
  return rows.map((row) => ({
    ...row,
    updated: row.updated ?? undefined,
    deleted: row.deleted ?? undefined,
  }));
}

export async function formerSlugs(reader: Reader): Promise<ReadonlyMap<string, string>> {
  const rows = await reader.all<{ readonly slug: string; readonly id: string }>(
    'SELECT slug, object_id AS id FROM former_slugs ORDER BY row',
  );
  return new Map(rows.map(({ slug, id }) => [slug, id]));
}

export async function setting(reader: Reader, name: string): Promise<string | undefined> {
  const row = await reader.get<{ readonly value: string }>(
    'SELECT value FROM settings WHERE name = ?1',
    name,
  );
  return row?.value;
}

export function keyPair(reader: Reader, actor: Uri): Promise<KeyPair | undefined> {
  return reader.get(
    `SELECT private_key_pem AS privateKeyPem, public_key_pem AS publicKeyPem FROM key_pairs WHERE actor = ?1`,
    actor,
  );
}

/** SQLite counts for each connection what the others commit; on the writer's, those are the other processes. */
export async function dataVersion(writer: Reader): Promise<number> {
  const row = await writer.get<{ readonly data_version: number }>('PRAGMA data_version');
  return row?.data_version ?? 0;
}
