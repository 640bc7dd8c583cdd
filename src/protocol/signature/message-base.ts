import { Refusal } from '../refusal.ts';
import type { Parameters } from './structured.ts';
import { formatString } from './structured.ts';

/** What a signature of RFC 9421 may cover. */
export interface MessageParts {
  readonly method: string;
  /** `https://blog.example`, in lower case, with a port that is not the scheme's own. */
  readonly origin: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** The values of a field, joined by ', ' when it came more than once; null when it did not come. */
  header(name: string): string | null;
}

/** A component's name and parameters (RFC 9421 §2). */
export type Component = readonly [name: string, parameters: Parameters];

/**
 * The text that is signed (RFC 9421 §2.5). `signatureParams` is the value of the label in Signature-Input, character for
 * character. Throws Refusal('bad-signature') when a component is not there, not known, given twice, or would be more than a
 * line of ASCII.
 */
export function messageBase(
  components: readonly Component[],
  signatureParams: string,
  parts: MessageParts,
): string {
  const identifiers = components.map(([name, parameters]) => formatString(name, parameters));
  if (new Set(identifiers).size !== identifiers.length) refuse('a component is covered twice');
  const lines = components.map(
    (component, index) => `${identifiers[index] ?? ''}: ${valueOf(component, parts)}\n`,
  );
  return `${lines.join('')}"@signature-params": ${signatureParams}`;
}

/** Of a request (RFC 9421 §2.2). `@status` is a response's. */
const derived: ReadonlyMap<string, (parts: MessageParts) => string> = new Map([
  ['@method', ({ method }) => method],
  ['@target-uri', ({ origin, target }) => origin + target],
  ['@authority', ({ origin }) => origin.slice(origin.indexOf('//') + 2)],
  ['@scheme', ({ origin }) => origin.slice(0, origin.indexOf(':'))],
  ['@request-target', ({ target }) => target],
  ['@path', ({ target }) => target.slice(0, pathLength(target)) || '/'],
  ['@query', ({ target }) => target.slice(pathLength(target)) || '?'],
]);

function valueOf([name, parameters]: Component, parts: MessageParts): string {
  if (name === '@query-param') return queryParameter(parameters, parts.target);
  if (parameters.size > 0) refuse(`${name} is covered in a way that is not known`);
  const derive = derived.get(name);
  return oneLine(name, derive === undefined ? fieldValue(name, parts) : derive(parts));
}

/** RFC 9110 §5.1, in lower case. */
const fieldName = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

function fieldValue(name: string, parts: MessageParts): string {
  if (!fieldName.test(name)) refuse(`"${name}" cannot be covered`);
  return (parts.header(name) ?? refuse(`${name} is covered, but not there`)).trim();
}

function oneLine(name: string, value: string): string {
  return /^[\t\x20-\x7e]*$/.test(value) ? value : refuse(`the value of ${name} is not one line of ASCII`);
}

function pathLength(target: string): number {
  const query = target.indexOf('?');
  return query === -1 ? target.length : query;
}

/** RFC 9421 §2.2.8: of a name that occurs once, read as a form's field and percent-encoded again. */
function queryParameter(parameters: Parameters, target: string): string {
  const name = parameters.get('name');
  if (typeof name !== 'string' || parameters.size !== 1) refuse('@query-param is covered without its name');
  const query = new URLSearchParams(target.slice(pathLength(target)));
  const values = [...query].flatMap(([key, value]) => (percentEncoded(key) === name ? [value] : []));
  const [value, ...others] = values;
  if (value === undefined || others.length > 0) refuse(`the query does not have ${name} once`);
  return percentEncoded(value);
}

/** All but what a form leaves as it is; a space as %20 (URL standard, application/x-www-form-urlencoded percent-encode set). */
function percentEncoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function refuse(reason: string): never {
  throw new Refusal('bad-signature', `Signature-Input: ${reason}`);
}
