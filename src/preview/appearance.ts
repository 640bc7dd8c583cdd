import type { JsonObject } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import { onGoToSocial } from './gotosocial.ts';
import { onMastodon } from './mastodon.ts';
import { onMisskey } from './misskey.ts';
import { readSent } from './sent.ts';
import type { Appearance } from './shown.ts';

export type { Appearance } from './shown.ts';

/**
 * How one of our objects (as `objectOf` makes it) looks on Mastodon, GoToSocial and Misskey, in this order; pure. What each
 * does was read in its source or seen in its own API, for the versions that docs/adr/0005 names.
 */
export function appearancesOf(object: JsonObject, site: Site): readonly Appearance[] {
  const sent = readSent(object);
  return [onMastodon(sent, site), onGoToSocial(sent), onMisskey(sent)];
}
