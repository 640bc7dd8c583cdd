import { AS_CONTEXT } from './vocabulary.ts';

/** What we send: ActivityPub documents and deliveries. */
export const ACTIVITY_JSON = 'application/activity+json; charset=utf-8';

/** What we ask for when we fetch an Actor or Object (ActivityPub §3.2). */
export const ACTIVITY_ACCEPT = `application/activity+json, application/ld+json; profile="${AS_CONTEXT}"`;

/** One entry of an Accept header, or a Content-Type. */
interface MediaType {
  /** `type/subtype`, lower case. */
  readonly essence: string;
  /** Names in lower case, values unquoted. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Whether `accept` names ActivityStreams JSON and prefers it to text/html. Wildcards name nothing, and a tie is HTML, so
 * that no browser or crawler is ever handed JSON.
 */
export function prefersActivityJson(accept: string | null): boolean {
  if (accept === null || !/\+json/i.test(accept)) return false;
  const ranges = splitUnquoted(accept, ',').map(parseMediaType);
  const weight = (matches: (range: MediaType) => boolean): number =>
    Math.max(0, ...ranges.filter(matches).map(weightOf));
  return weight(isActivityRange) > weight((range) => range.essence === 'text/html');
}

/** Whether a POST of this Content-Type may be an activity: parameters do not matter (interop: peers leave them out). */
export function acceptsActivityBody(contentType: string | null): boolean {
  if (contentType === null) return false;
  const { essence } = parseMediaType(contentType);
  return essence === 'application/activity+json' || essence === 'application/ld+json';
}

/**
 * Whether a fetched document of this Content-Type is an ActivityPub one (ActivityPub §3.2). Plain JSON is not: an uploaded
 * file could pass for an Actor.
 */
export function isActivityDocument(contentType: string | null): boolean {
  if (contentType === null) return false;
  const type = parseMediaType(contentType);
  if (type.essence === 'application/activity+json') return true;
  return type.essence === 'application/ld+json' && hasActivityProfile(type);
}

function isActivityRange(range: MediaType): boolean {
  if (range.essence === 'application/activity+json') return true;
  return (
    range.essence === 'application/ld+json' && (!range.parameters.has('profile') || hasActivityProfile(range))
  );
}

/** `profile` holds URIs separated by spaces (RFC 6906). */
function hasActivityProfile(type: MediaType): boolean {
  return type.parameters.get('profile')?.split(' ').includes(AS_CONTEXT) ?? false;
}

/** RFC 9110 §12.4.2: 0 to 1, three decimals; a weight that is none of these counts as not given. */
function weightOf(range: MediaType): number {
  const q = range.parameters.get('q') ?? '';
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(q) ? Number(q) : 1;
}

function parseMediaType(text: string): MediaType {
  const [essence = '', ...parameters] = splitUnquoted(text, ';');
  return { essence: essence.trim().toLowerCase(), parameters: new Map(parameters.map(parseParameter)) };
}

function parseParameter(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals === -1) return [text.trim().toLowerCase(), ''];
  return [text.slice(0, equals).trim().toLowerCase(), unquote(text.slice(equals + 1).trim())];
}

function unquote(value: string): string {
  return value.startsWith('"')
    ? value.slice(1, value.endsWith('"') ? -1 : undefined).replaceAll('\\', '')
    : value;
}

/** Splits at `separator` where it stands outside quoted strings. */
function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (character === '\\' && quoted) at += 1;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
