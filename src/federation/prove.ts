import { addProof } from '../protocol/proof/proof.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { OutgoingActivity } from '../store/store.ts';
import type { OwnKeys } from './keys.ts';
import type { Named } from './objects.ts';

/** Receivers refuse a bigger body (Misskey: 64 KiB). */
const activityBytesMax = 60_000;

/**
 * `document` with our integrity proof (FEP-8b32), dated `at`, milliseconds: when it was published or changed, not when it was
 * made, so that what did not change is the same to the byte.
 */
export function proved(document: Named, keys: OwnKeys, at: number): Named {
  return addProof(document, keys.assertion, new Date(at));
}

/** Where an activity goes, and when at the earliest. */
export interface Dispatch {
  /** Order holds among activities of one object. */
  readonly objectId: Uri;
  readonly to: OutgoingActivity['to'];
  readonly inboxes: readonly Uri[];
  /** Milliseconds. */
  readonly at: number;
}

/** `activity` as it is queued, with a proof. Where there is no room for one it goes without: the text is worth more. */
export function outgoingOf(
  activity: Named,
  { at, ...places }: Dispatch,
  { keys }: { readonly keys: OwnKeys },
): OutgoingActivity {
  const whole = JSON.stringify(proved(activity, keys, at));
  const fits = Buffer.byteLength(whole) <= activityBytesMax;
  return {
    id: activity.id,
    type: String(activity.type),
    body: fits ? whole : JSON.stringify(activity),
    notBefore: at,
    ...places,
  };
}
