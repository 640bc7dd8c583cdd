import { isActivityDocument } from './media-type.ts';
import { firstOf, idOf, isObject, textOf, valuesOf } from './property.ts';
import { parseUri } from './uri.ts';
import type { JsonObject, Uri } from './vocabulary.ts';

/** The spellings, best first: FEP-044f, then Pleroma's and Misskey's, Fedibird's, and Misskey's own. */
const spellings = ['quote', 'quoteUrl', 'quoteUri', '_misskey_quote'] as const;

/** What a Link of FEP-e232 may say that it is. */
const quoteRelations: ReadonlySet<unknown> = new Set([
  'https://w3id.org/fep/044f#quote',
  'https://misskey-hub.net/ns#_misskey_quote',
  'http://fedibird.com/ns#quoteUri',
  'https://www.w3.org/ns/activitystreams#quoteUrl',
]);

/** The object that `json` quotes, in whichever of the spellings; undefined when it quotes none. */
export function quoteOf(json: JsonObject): Uri | undefined {
  const named = spellings.map((name) => idOf(json[name])).find((id) => id !== undefined);
  return named ?? firstOf(json.tag, readQuoteLink);
}

/** A Link to an ActivityPub object (FEP-e232). One without `rel` is a quote when it is named as quotes are: `RE: …`. */
function readQuoteLink(tag: unknown): Uri | undefined {
  if (!isObject(tag) || !isActivityDocument(textOf(tag.mediaType) ?? null)) return undefined;
  const relations = valuesOf(tag.rel);
  const isQuote =
    relations.length === 0
      ? textOf(tag.name)?.startsWith('RE:')
      : relations.some((relation) => quoteRelations.has(relation));
  return isQuote === true ? parseUri(tag.href) : undefined;
}
