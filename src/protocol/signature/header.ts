import { Refusal } from '../refusal.ts';

/** The parameters of a Signature header (draft-cavage-http-signatures-12 §2.1). */
export interface SignatureParameters {
  readonly keyId: string;
  /** A hint only: the key decides. */
  readonly algorithm?: string | undefined;
  /** Names of what is signed, lower case, in order. */
  readonly headers: readonly string[];
  readonly signature: Uint8Array;
  /** Seconds since the epoch. */
  readonly created?: number | undefined;
  readonly expires?: number | undefined;
}

const headerLengthMax = 8192;
const parametersMax = 16;
const signedHeadersMax = 32;

/**
 * Reads a Signature header in linear time; the word `Signature` may lead it, as in Authorization, and unknown parameters are
 * ignored. Throws Refusal('bad-signature') when it is malformed, too long, gives a parameter or a signed name twice (which of
 * them counts is how forgeries begin), or asks for a shared secret (`hmac-…`).
 */
export function parseSignatureHeader(header: string): SignatureParameters {
  if (header.length > headerLengthMax) refuse('the header is too long');
  const parameters = parseParameters(header);
  const algorithm = parameters.get('algorithm');
  if (algorithm !== undefined && /^hmac/i.test(algorithm)) refuse(`${algorithm} needs a shared secret`);
  const created = secondsOf(parameters, 'created');
  const expires = secondsOf(parameters, 'expires');
  const headers = namesOf(parameters.get('headers') ?? (created === undefined ? 'date' : '(created)'));
  return {
    keyId: required(parameters, 'keyId'),
    algorithm,
    headers,
    signature: bytesOf(required(parameters, 'signature')),
    created,
    expires,
  };
}

/** The value of a Signature header. */
export function formatSignatureHeader(parameters: SignatureParameters): string {
  const { keyId, algorithm, headers, signature, created, expires } = parameters;
  return [
    `keyId="${keyId}"`,
    ...(algorithm === undefined ? [] : [`algorithm="${algorithm}"`]),
    ...(created === undefined ? [] : [`created=${created}`]),
    ...(expires === undefined ? [] : [`expires=${expires}`]),
    `headers="${headers.join(' ')}"`,
    `signature="${Buffer.from(signature).toString('base64')}"`,
  ].join(',');
}

function refuse(reason: string): never {
  throw new Refusal('bad-signature', `Signature: ${reason}`);
}

/** One parameter and the comma after it: `name="text"` or `name=123`. Sticky, so each character is read once. */
const parameter = /[ \t]*([A-Za-z][A-Za-z0-9_-]*)[ \t]*=[ \t]*(?:"([^"\\]*)"|([0-9]+))[ \t]*(,|$)/y;
const leadingWord = /^[ \t]*Signature[ \t]+/i;

function parseParameters(header: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  let at = leadingWord.exec(header)?.[0].length ?? 0;
  for (let ended = false; !ended;) {
    parameter.lastIndex = at;
    const [whole, name, quoted, bare, separator] =
      parameter.exec(header) ?? refuse('no list of name="value"');
    if (name === undefined) refuse('a parameter without a name');
    if (parameters.has(name)) refuse(`${name} is given twice`);
    parameters.set(name, quoted ?? bare ?? '');
    if (parameters.size > parametersMax) refuse('too many parameters');
    at += whole.length;
    ended = separator === '';
  }
  return parameters;
}

function required(parameters: ReadonlyMap<string, string>, name: string): string {
  return parameters.get(name) || refuse(`${name} is missing`);
}

/** Written without leading zeros, so that the signing string can be rebuilt from the number. */
function secondsOf(parameters: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  return /^(?:0|[1-9]\d{0,11})$/.test(text)
    ? Number(text)
    : refuse(`${name} is not a whole number of seconds`);
}

/** Pseudo-headers of the draft and field names (RFC 9110 §5.1), each with a space before it. */
const signedNames = /^(?: (?:\((?:request-target|created|expires)\)|[!#$%&'*+.^_`|~0-9a-z-]+))+$/;

function namesOf(text: string): readonly string[] {
  const lower = text.toLowerCase();
  if (!signedNames.test(` ${lower}`)) refuse('headers is no list of names that can be signed');
  const names = lower.split(' ');
  if (names.length > signedHeadersMax) refuse('too many signed headers');
  if (names.some((name, index) => names.indexOf(name) !== index)) refuse('a signed header is listed twice');
  return names;
}

/** Only base64 as it is written: padded, and with no bit that does not count. */
function bytesOf(base64: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.toString('base64') === base64 ? bytes : refuse('signature is not base64');
}
