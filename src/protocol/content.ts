/** What readers of an Object see, as one piece of HTML. It is a stranger's: the sanitiser has not seen it yet. */
import { firstOf, isObject, pageOf, textOf, valuesOf } from './property.ts';
import { cleanLine, cut, htmlOf } from './text.ts';
import type { JsonObject, Uri } from './vocabulary.ts';

/** Of the text as HTML: a comment is no book. */
const textCharactersMax = 20_000;
/** Of all that stands below the text, together. */
const belowCharactersMax = 20_000;
const lineCharactersMax = 500;
const attachmentsMax = 16;
const optionsMax = 20;

/** What has a title: readers know it by that, and a Video may have no other text. */
export const titledTypes: ReadonlySet<string> = new Set(['Article', 'Page', 'Video', 'Audio', 'Event']);

/**
 * The content as HTML, after the title, before the options of a poll, and links to what is attached: we keep nobody's files,
 * but their alternative texts are part of what was said. Text that is too long is cut; of what stands below it as much is
 * taken as fits, each thing whole.
 */
export function contentHtml(json: JsonObject, type: string): string {
  const text = htmlFrom(textOfContent(json), json.mediaType);
  const title = titledTypes.has(type) ? lineHtml(json.name) : '';
  const attachments = valuesOf(json.attachment)
    .slice(0, attachmentsMax)
    .map((attachment) => attachmentHtml(attachment, text));
  const below = [type === 'Question' ? optionsHtml(json) : '', ...attachments];
  return [title === '' ? '' : `<p><strong>${title}</strong></p>`, text, ...fitting(below)].join('');
}

function fitting(parts: readonly string[]): readonly string[] {
  let left = belowCharactersMax;
  return parts.filter(({ length }) => {
    const fits = length <= left;
    if (fits) left -= length;
    return fits;
  });
}

/** `content` as it came, else the first of `contentMap`; empty when there is neither. */
export function textOfContent(json: JsonObject): string {
  return firstOf(json.content, textOf) ?? contentsOf(json)[0]?.[1] ?? '';
}

/** The texts of `contentMap`, by language. */
export function contentsOf(json: JsonObject): readonly (readonly [string, string])[] {
  if (!isObject(json.contentMap)) return [];
  return Object.entries(json.contentMap).flatMap(([language, value]) => {
    const text = firstOf(value, textOf);
    return text === undefined ? [] : [[language, text] as const];
  });
}

/** HTML from whatever text it was written in (PeerTube: Markdown); a picture's media type says nothing of its text. */
function htmlFrom(text: string, mediaType: unknown): string {
  const storable = cut(text, textCharactersMax).toWellFormed().replaceAll('\0', ''); // Databases take neither.
  const isPlain = typeof mediaType === 'string' && /^text\/(?!html\b)/i.test(mediaType);
  return isPlain ? cut(htmlOf(storable), textCharactersMax) : storable;
}

function optionsHtml(json: JsonObject): string {
  const options = [...valuesOf(json.oneOf), ...valuesOf(json.anyOf)]
    .slice(0, optionsMax)
    .map((option) => (isObject(option) ? lineHtml(option.name) : ''))
    .filter((option) => option !== '');
  return options.length === 0 ? '' : `<ul>${options.map((option) => `<li>${option}</li>`).join('')}</ul>`;
}

/** Nothing for what the text links to already. */
function attachmentHtml(attachment: unknown, text: string): string {
  if (!isObject(attachment)) return '';
  const url = pageOf(attachment.url ?? attachment.href);
  if (url === undefined) return '';
  const href = `href="${htmlOf(url)}"`;
  if (text.includes(href)) return '';
  return `<p><a ${href}>${lineHtml(attachment.name) || htmlOf(fileNameOf(url))}</a></p>`;
}

function fileNameOf(url: Uri): string {
  const { host, pathname } = new URL(url);
  return pathname.split('/').findLast((part) => part !== '') ?? host;
}

function lineHtml(text: unknown): string {
  return htmlOf(cleanLine(textOf(text) ?? '', lineCharactersMax));
}
