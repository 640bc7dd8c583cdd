/** Documents that readers of JSON and readers of JSON-LD, which take names for what `@context` makes of them, read alike. */
import { DATA_INTEGRITY_CONTEXT } from './proof/proof.ts';
import { isObject, valuesOf } from './property.ts';
import { AS_CONTEXT, SECURITY_CONTEXT, type JsonObject } from './vocabulary.ts';

const activityStreams = `${AS_CONTEXT}#`;

/** Contexts that are what their names say: whoever writes a document cannot change them, nor what stands at their address. */
const knownContexts: ReadonlySet<unknown> = new Set([
  AS_CONTEXT,
  SECURITY_CONTEXT,
  'https://w3id.org/security/data-integrity/v1',
  DATA_INTEGRITY_CONTEXT,
  'https://w3id.org/security/multikey/v1',
  'https://www.w3.org/ns/did/v1',
  'https://gotosocial.org/ns',
  'https://join-lemmy.org/context.json',
  'https://purl.archive.org/socialweb/webfinger',
]);

/** By these it is decided who did what: nobody gives them another meaning, or writes them in another way. */
const decisive: ReadonlySet<string> = new Set([
  ...['id', 'type', 'actor', 'object', 'target', 'origin', 'result', 'instrument', 'attributedTo'],
  ...['proof', 'signature', 'as'],
]);
const decisiveInLowerCase: ReadonlySet<string> = new Set([...decisive].map((name) => name.toLowerCase()));

/** A definition of a term: its IRI, and how its values are read. */
const definitionKeys: ReadonlySet<string> = new Set(['@id', '@type', '@container']);

/** Of terms, and of prefixes, which are terms too: what each stands for, as it is written. */
type Definitions = ReadonlyMap<string, string>;

/**
 * Whether nobody can take `document` for more, or for something else, than its plain names say: its contexts are well known
 * ones, and definitions that call nothing of Activity Streams by another name; and no key says in another way what another
 * key says (JSON-LD 1.1 §4.1.5, §9.15). Keys that occur twice are the parser's to drop.
 */
export function hasOneMeaning(document: JsonObject): boolean {
  const definitions = definitionsIn(document['@context']);
  return definitions !== undefined && isPlain({ ...document, '@context': undefined }, definitions);
}

/** Undefined when one of the contexts is not known, or defines what it should not. */
function definitionsIn(context: unknown): Definitions | undefined {
  const written = valuesOf(context).filter((each) => !knownContexts.has(each));
  if (!written.every(isObject)) return undefined;
  const entries = written.flatMap(Object.entries).filter(([term]) => term !== '@language');
  const definitions = new Map([['as', activityStreams]]);
  for (const [term, definition] of entries) {
    const iri = iriIn(definition);
    // Twice is once too often to know what it means where.
    if (iri === undefined || definitions.has(term)) return undefined;
    definitions.set(term, iri);
  }
  return entries.every(([term]) => isHarmless(term, definitions)) ? definitions : undefined;
}

function iriIn(definition: unknown): string | undefined {
  const isExpanded = isObject(definition) && Object.keys(definition).every((key) => definitionKeys.has(key));
  const iri = isExpanded ? definition['@id'] : definition;
  // What has no colon is a keyword, or another term.
  return typeof iri === 'string' && iri.includes(':') ? iri : undefined;
}

/** The names of Activity Streams stand for themselves, as a prefix stands for all of them. */
function isHarmless(term: string, definitions: Definitions): boolean {
  if (term.includes(':') || term.startsWith('@') || isDecisive(term)) return false;
  const iri = expanded(definitions.get(term) ?? '', definitions);
  if (iri === undefined) return false;
  return !iri.startsWith(activityStreams) || iri === activityStreams || iri === activityStreams + term;
}

function isDecisive(name: string): boolean {
  return decisiveInLowerCase.has(name.toLowerCase());
}

/** A compact IRI, whole (JSON-LD 1.1 §9.15.1); undefined when prefixes go round in a circle. */
function expanded(name: string, definitions: Definitions, steps = 0): string | undefined {
  const end = name.indexOf(':');
  const prefix = definitions.get(name.slice(0, end));
  if (prefix === undefined || name.startsWith('//', end + 1)) return name;
  const start = steps < definitions.size ? expanded(prefix, definitions, steps + 1) : undefined;
  return start === undefined ? undefined : start + name.slice(end + 1);
}

function isPlain(value: unknown, definitions: Definitions): boolean {
  if (Array.isArray(value)) return value.every((each) => isPlain(each, definitions));
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, member]) =>
    key === '@context'
      ? valuesOf(member).every((context) => knownContexts.has(context))
      : isPlainKey(key, definitions) && isPlain(member, definitions),
  );
}

/** Readers written in Go take a name in any case. */
function isPlainKey(key: string, definitions: Definitions): boolean {
  if (key.startsWith('@') || (isDecisive(key) && !decisive.has(key))) return false;
  return !key.includes(':') || expanded(key, definitions)?.startsWith(activityStreams) === false;
}
