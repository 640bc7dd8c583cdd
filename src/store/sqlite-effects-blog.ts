import type { OperationKind } from './operation.ts';
import { isAClocksFault } from './sqlite-clock.ts';
import { mayGuard } from './sqlite-domains.ts';

const putSetting = `
  INSERT INTO settings (name, value)
  SELECT value ->> 'name', value ->> 'value' FROM jsonb_each(?1) WHERE true
  ON CONFLICT (name)`;

const putKeyPair = `
  INSERT INTO key_pairs (actor, purpose, id, private_key_pem, public_key_pem)
  SELECT value ->> 'actor', value ->> 'purpose', value ->> 'id', value ->> 'privateKeyPem', value ->> 'publicKeyPem'
  FROM jsonb_each(?1) WHERE true
  ON CONFLICT (actor, purpose)`;

/** What `sqlite-effects.ts` runs for what the blog remembers of its own doings. */
export const effectsOnBlog = {
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
  putSetting: [`${putSetting} DO UPDATE SET value = excluded.value`],
  makeSetting: [`${putSetting} DO NOTHING`],
  putKeyPair: [
    `${putKeyPair} DO UPDATE SET
       id = excluded.id, private_key_pem = excluded.private_key_pem, public_key_pem = excluded.public_key_pem`,
  ],
  makeKeyPair: [`${putKeyPair} DO NOTHING`],
  putSeen: [
    `INSERT INTO seen (digest, domain, at)
     SELECT value ->> 'digest', value ->> 'domain', value ->> 'at' FROM jsonb_each(?1)
     WHERE ${mayGuard}
     ON CONFLICT (digest) DO NOTHING`,
  ],
  putSignatureForm: [
    `INSERT INTO signature_forms (host, form, put_at)
     SELECT value ->> 'host', value ->> 'form', value ->> 'at' FROM jsonb_each(?1) WHERE true
     ON CONFLICT (host) DO UPDATE SET form = excluded.form, put_at = excluded.put_at
     WHERE excluded.put_at >= signature_forms.put_at OR ${isAClocksFault('signature_forms.put_at', 'excluded.put_at')}`,
  ],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
