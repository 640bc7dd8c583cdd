import { contentHtml, contentsOf, textOfContent, titledTypes } from './content.ts';
import { dateOf, firstOf, idOf, isObject, pageOf, textOf, typeOf, valuesOf } from './property.ts';
import { quoteOf } from './quote.ts';
import { cut, plainTextOf } from './text.ts';
import { parseUri } from './uri.ts';
import { visibilityOf } from './visibility.ts';
import type { JsonObject, RemoteNote } from './vocabulary.ts';

const warningCharactersMax = 500;
const voteCharactersMax = 500;

/** The Objects that may become a Reply. */
export const noteTypes: ReadonlySet<string> = new Set([...titledTypes, 'Note', 'Question', 'Image']);

/**
 * A Note, or what may stand for one. Undefined when it is of another type, or has no id or owner. `envelope` is the activity
 * it came in: its audience counts when the object names none. Whether the owner may have this id is not asked here.
 */
export function parseNote(json: JsonObject, envelope: JsonObject = {}): RemoteNote | undefined {
  const type = typeOf(json, noteTypes);
  const id = parseUri(json.id);
  const attributedTo = idOf(json.attributedTo) ?? idOf(json.actor);
  if (type === undefined || !noteTypes.has(type) || id === undefined || attributedTo === undefined)
    return undefined;
  const addressed = (json.to ?? json.cc ?? undefined) === undefined ? envelope : json;
  const inReplyTo = idOf(json.inReplyTo);
  const vote = type === 'Note' && inReplyTo !== undefined ? voteOf(json) : undefined;
  return {
    id,
    type,
    attributedTo,
    inReplyTo,
    content: vote === undefined ? contentHtml(json, type) : '',
    summary: warningOf(json, type),
    sensitive: json.sensitive === true,
    language: languageOf(json),
    url: pageOf(json.url, id),
    published: dateOf(json.published),
    updated: dateOf(json.updated),
    visibility: visibilityOf(addressed.to, addressed.cc),
    vote,
    quote: quoteOf(json),
    quoteAuthorization: idOf(json.quoteAuthorization),
  };
}

/** The option, to the letter, because it is compared with those of the poll. A vote says nothing else. */
function voteOf(json: JsonObject): string | undefined {
  const option = textOfContent(json) === '' ? textOf(json.name) : undefined;
  return option === undefined ? undefined : cut(option, voteCharactersMax).toWellFormed();
}

/** An Article's `summary` is an abstract; what its warning says is in `dcterms:subject`, if anywhere (FEP-b2b8). */
function warningOf(json: JsonObject, type: string): string | undefined {
  if (titledTypes.has(type) && json.sensitive !== true) return undefined;
  const subjects = valuesOf(json['dcterms:subject']).filter(textOf).join(', ');
  const html = textOf(subjects) ?? firstOf(json.summary, textOf);
  return html === undefined ? undefined : textOf(plainTextOf(html, warningCharactersMax));
}

/**
 * The key of `contentMap` under which `content` stands, else the first of it or of the other maps, else what Mobilizon
 * (`inLanguage`), Lemmy and PeerTube (`language`) say.
 */
function languageOf(json: JsonObject): string | undefined {
  const text = textOfContent(json);
  const written = contentsOf(json).find((content) => content[1] === text)?.[0];
  const maps = [json.contentMap, json.nameMap, json.summaryMap].filter(isObject);
  const named = isObject(json.language) ? json.language.identifier : json.inLanguage;
  return languageTag(written ?? maps.flatMap((map) => Object.keys(map))[0] ?? named);
}

/** A language tag (BCP 47); 'und' is no language. */
function languageTag(value: unknown): string | undefined {
  if (typeof value !== 'string' || value === 'und' || value.length > 35) return undefined;
  return /^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i.test(value) ? value : undefined;
}
