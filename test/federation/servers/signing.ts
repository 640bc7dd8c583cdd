import { createHash, sign, type KeyObject } from 'node:crypto';

// How servers sign what they deliver (interop 6.1, 6.2), written without a look at src/.

/** A delivery that is to be signed. */
export interface Unsigned {
  readonly url: URL;
  readonly body: string;
  readonly date: Date;
  readonly contentType: string;
  readonly userAgent: string;
}

export interface Signer {
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

type Fields = Readonly<Record<string, string>>;

/** The header fields of the signed delivery, by names in lower case. */
export type Signing = (delivery: Unsigned, signer: Signer) => Fields;

/** draft-cavage-http-signatures-12, over these names in this order; `scheme` before it, where an Authorization is copied. */
export function cavage(algorithm: string, signed: string, scheme = ''): Signing {
  return (delivery, { keyId, privateKey }) => {
    const { body, url } = delivery;
    const names = signed.split(' ');
    const fields = { ...plainFields(delivery), digest: `SHA-256=${sha256Of(body)}` };
    const created = secondsOf(delivery.date);
    const times: Fields = { '(created)': String(created), '(expires)': String(created + lifetimeSeconds) };
    const values: Fields = { ...fields, ...times, '(request-target)': `post ${url.pathname}${url.search}` };
    const signature = signed256(
      names.map((name) => `${name}: ${valueOf(name, values)}`),
      privateKey,
    );
    const moments = Object.entries(times).filter(([name]) => names.includes(name));
    const parameters = [
      `keyId="${keyId}"`,
      `algorithm="${algorithm}"`,
      ...moments.map(([name, value]) => `${name.slice(1, -1)}=${value}`),
      `headers="${signed}"`,
      `signature="${signature}"`,
    ];
    return { ...fields, signature: scheme + parameters.join(',') };
  };
}

/** RFC 9421 with a Content-Digest (RFC 9530): these components, and these parameters, both in this order. */
export function messageSignature(
  label: string,
  components: string,
  parameters: readonly ('alg' | 'created' | 'keyid')[],
): Signing {
  return (delivery, { keyId, privateKey }) => {
    const { body, date, url } = delivery;
    const fields = { ...plainFields(delivery), 'content-digest': `sha-256=:${sha256Of(body)}:` };
    const derived: Fields = { '@method': 'POST', '@target-uri': url.href, '@authority': url.host };
    const names = components.split(' ');
    const written: Readonly<Record<(typeof parameters)[number], string>> = {
      alg: '"rsa-v1_5-sha256"',
      created: String(secondsOf(date)),
      keyid: `"${keyId}"`,
    };
    const list = `(${names.map((name) => `"${name}"`).join(' ')})`;
    const input = list + parameters.map((name) => `;${name}=${written[name]}`).join('');
    const lines = names.map((name) => `"${name}": ${valueOf(name, { ...fields, ...derived })}`);
    const signature = signed256([...lines, `"@signature-params": ${input}`], privateKey);
    return { ...fields, 'signature-input': `${label}=${input}`, signature: `${label}=:${signature}:` };
  };
}

const lifetimeSeconds = 10;

function plainFields({ body, contentType, date, url, userAgent }: Unsigned): Fields {
  return {
    host: url.host,
    date: date.toUTCString(),
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': userAgent,
    'accept-encoding': 'gzip',
  };
}

function valueOf(name: string, values: Fields): string {
  const value = values[name];
  if (value === undefined) throw new Error(`${name} is to be signed, but not sent`);
  return value;
}

function signed256(lines: readonly string[], privateKey: KeyObject): string {
  return sign('sha256', Buffer.from(lines.join('\n')), privateKey).toString('base64');
}

function sha256Of(body: string): string {
  return createHash('sha256').update(body).digest('base64');
}

function secondsOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
