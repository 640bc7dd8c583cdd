import type { Uri } from '../protocol/vocabulary.ts';
import type { Nullable, Reader } from './sqlite-connection.ts';
import type { Announcement, KeyPair, KeyPurpose } from './store.ts';

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

export function keyPair(reader: Reader, actor: Uri, purpose: KeyPurpose): Promise<KeyPair | undefined> {
  return reader.get(
    `SELECT id, private_key_pem AS privateKeyPem, public_key_pem AS publicKeyPem FROM key_pairs
     WHERE actor = ?1 AND purpose = ?2`,
    actor,
    purpose,
  );
}

export async function signatureForm(reader: Reader, host: string): Promise<string | undefined> {
  const row = await reader.get<{ readonly form: string }>(
    'SELECT form FROM signature_forms WHERE host = ?1',
    host,
  );
  return row?.form;
}
