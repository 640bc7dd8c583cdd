import { dateOf, idOf, isObject, pageOf, textOf, typeOf } from './property.ts';
import { cut, htmlOf, plainTextOf } from './text.ts';
import { parseUri } from './uri.ts';
import { visibilityOf } from './visibility.ts';
import type { JsonObject, RemoteNote } from './vocabulary.ts';

const contentCharactersMax = 65_536;
const summaryCharactersMax = 500;

/** The Objects that may become a Reply. */
const noteTypes: ReadonlySet<string> = new Set([
  'Note',
  'Article',
  'Page',
  'Question',
  'Video',
  'Image',
  'Audio',
  'Event',
]);

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
  const addressed = json.to !== undefined || json.cc !== undefined ? json : envelope;
  const content = contentOf(json);
  const inReplyTo = idOf(json.inReplyTo);
  return {
    id,
    type,
    attributedTo,
    inReplyTo,
    content,
    summary: summaryOf(json.summary),
    sensitive: json.sensitive === true,
    language: languageOf(json, content),
    url: pageOf(json.url),
    published: dateOf(json.published),
    updated: dateOf(json.updated),
    visibility: visibilityOf(addressed.to, addressed.cc),
    isVote: type === 'Note' && content === '' && inReplyTo !== undefined && textOf(json.name) !== undefined,
  };
}

/** HTML, whatever `mediaType` it was written in; databases take neither NUL nor half a surrogate pair. */
function contentOf(json: JsonObject): string {
  const written = textOf(json.content) ?? textOf(contentsOf(json)[0]?.[1]) ?? '';
  const text = cut(written, contentCharactersMax).toWellFormed().replaceAll('\0', '');
  return json.mediaType === 'text/plain' || json.mediaType === 'text/markdown' ? htmlOf(text) : text;
}

function contentsOf(json: JsonObject): readonly (readonly [string, unknown])[] {
  return isObject(json.contentMap) ? Object.entries(json.contentMap) : [];
}

/** The key of `contentMap` under which `content` stands, else its first; 'und' is no language. */
function languageOf(json: JsonObject, content: string): string | undefined {
  const contents = contentsOf(json);
  const tag = (contents.find(([, text]) => text === content) ?? contents[0])?.[0];
  return tag !== undefined && tag !== 'und' && isLanguageTag(tag) ? tag : undefined;
}

function isLanguageTag(tag: string): boolean {
  return tag.length <= 35 && /^[a-z]{2,8}(?:-[a-z\d]{1,8})*$/i.test(tag);
}

function summaryOf(value: unknown): string | undefined {
  const html = textOf(value);
  return html === undefined ? undefined : textOf(plainTextOf(html, summaryCharactersMax));
}
