import type { Member, Parameters } from './structured.ts';
import { formatStringList, parseMembers, stringListOf } from './structured.ts';

/** How a request is signed: what peers accept differs, and is remembered for each. */
export type SignatureForm = DraftCavage | Rfc9421;

export interface DraftCavage {
  readonly kind: 'draft-cavage';
}

export interface Rfc9421 {
  readonly kind: 'rfc9421';
  readonly label: string;
  /** Names of components without parameters, in order. Those that a request does not have are left out. */
  readonly components: readonly string[];
  /** Those that are filled in, in order. */
  readonly parameters: readonly FilledParameter[];
  /** Those that go as they were asked for, `nonce` and `tag`. */
  readonly given: ReadonlyMap<string, string>;
}

export type FilledParameter = 'created' | 'expires' | 'keyid' | 'alg';

/** draft-cavage-http-signatures-12, which every peer reads. */
export const draftCavage: SignatureForm = { kind: 'draft-cavage' };

/** What Mastodon asks of a signature in RFC 9421. */
const neededComponents = ['@method', '@target-uri', 'content-digest'];

/** RFC 9421 as Mastodon and Fedify send and read it (interop 6.2). */
export const rfc9421: SignatureForm = {
  kind: 'rfc9421',
  label: 'sig1',
  components: neededComponents,
  parameters: ['created', 'keyid', 'alg'],
  given: new Map(),
};

/** What our own answer 401 asks for (RFC 9421 §5.1). */
export const ACCEPT_SIGNATURE = 'sig1=("@method" "@target-uri" "content-digest");created;keyid';

/** The only one that our keys for requests sign with. */
const algorithm = 'rsa-v1_5-sha256';
const headerLengthMax = 2048;
const labelLengthMax = 64;

/** Components that each of our requests has, or each with a body. */
const fillable: ReadonlySet<string> = new Set([
  ...neededComponents,
  ...['@authority', '@scheme', '@request-target', '@path', '@query', 'host', 'date', 'content-type'],
]);

/**
 * The form that an Accept-Signature asks for (RFC 9421 §5.1): of its members the first that can be had with our key, its
 * label, parameters and components in their order, without those that cannot be filled in. What makes a signature worth
 * anything (method, target, digest, time and key) is added where it was not asked for. Undefined when there is no such member.
 */
export function parseAcceptSignature(value: string): SignatureForm | undefined {
  if (value.length > headerLengthMax) return undefined;
  for (const member of parseMembers(value) ?? []) {
    const form = formOf(member);
    if (form !== undefined) return form;
  }
  return undefined;
}

/** A form as text, to be remembered. A nonce is not: it counts once. */
export function formatForm(form: SignatureForm): string {
  if (form.kind === 'draft-cavage') return form.kind;
  const filled = form.parameters.map((name) => [name, name === 'alg' ? algorithm : true] as const);
  const parameters: Parameters = new Map<string, string | true>([...filled, ...form.given]);
  parameters.delete('nonce');
  return `${form.label}=${formatStringList(form.components, parameters)}`;
}

/** The form that `formatForm` wrote; undefined for any other text. */
export function parseForm(text: string): SignatureForm | undefined {
  return text === draftCavage.kind ? draftCavage : parseAcceptSignature(text);
}

function formOf(member: Member): SignatureForm | undefined {
  const list = stringListOf(member);
  if (list === undefined || member.name.length > labelLengthMax) return undefined;
  const alg = list.parameters.get('alg');
  if (alg !== undefined && alg !== algorithm) return undefined;
  const asked = list.strings.flatMap(([name, { size }]) => (size === 0 && fillable.has(name) ? [name] : []));
  return {
    kind: 'rfc9421',
    label: member.name,
    components: [...new Set([...asked, ...neededComponents])],
    parameters: filledOf(list.parameters),
    given: givenOf(list.parameters),
  };
}

const fillableParameters: readonly FilledParameter[] = ['created', 'expires', 'keyid', 'alg'];
const neededParameters: readonly FilledParameter[] = ['created', 'keyid'];

function filledOf(asked: Parameters): readonly FilledParameter[] {
  const filled = [...asked.keys()].flatMap((name) => fillableParameters.filter((known) => known === name));
  return [...new Set([...filled, ...neededParameters])];
}

function givenOf(asked: Parameters): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of asked) {
    if ((name === 'nonce' || name === 'tag') && typeof value === 'string') given.set(name, value);
  }
  return given;
}
