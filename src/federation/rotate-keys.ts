import { addProof } from '../protocol/proof/proof.ts';
import type { Site } from '../site.ts';
import type { Store } from '../store/store.ts';
import { actorOf } from './actor-object.ts';
import { forEachKey, makeKeyPair, ownKeyOf, type OwnKeys } from './keys.ts';
import { actorUpdateOf } from './objects.ts';

/** So that a running server has taken up the new keys before it signs what tells of them. */
const takeUpMs = 1_000;

/**
 * Puts new keys in the place of all in use, and queues the Update of the actor that tells all followers. The old ones are in
 * no document from then on, and nothing that is signed with them is believed; the new ones have ids that nobody has seen, so
 * that peers look them up.
 */
export async function rotateKeys(store: Store, site: Site, now: number): Promise<OwnKeys> {
  const stamp = stampOf(now);
  const made = await forEachKey(site, async (place) => {
    const name = place.purpose === 'assertion' ? `ed25519-key-${stamp}` : `key-${stamp}`;
    return { ...place, pair: await makeKeyPair(place, name) };
  });
  const { request, assertion, instance } = made;
  const keys = {
    request: ownKeyOf(request.pair),
    assertion: ownKeyOf(assertion.pair),
    instance: ownKeyOf(instance.pair),
  };
  const since = Number((await store.setting('registeredAt')) ?? now);
  const update = actorUpdateOf(actorOf(site, keys, since), site, now);
  await store.transact((tx) => {
    for (const { actor, purpose, pair } of Object.values(made)) tx.putKeyPair(actor, purpose, pair);
    tx.supersede(site.actor, ['Update']);
    tx.enqueue({
      id: update.id,
      type: 'Update',
      objectId: site.actor,
      body: JSON.stringify(addProof(update, keys.assertion, new Date(now))),
      to: 'followers',
      inboxes: [],
      notBefore: now + takeUpMs,
    });
  });
  return keys;
}

/** `20260310T120000123Z` */
function stampOf(now: number): string {
  return new Date(now).toISOString().replaceAll(/[-:.]/g, '');
}

/** When a key was made, as its name tells; undefined of the first ones, which were never rotated. */
export function madeAt(keyId: string): Date | undefined {
  const parts = /key-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z$/.exec(keyId);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, ms] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
}
