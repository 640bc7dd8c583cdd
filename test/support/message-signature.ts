import { createHash, verify } from 'node:crypto';
import type { Claimed } from './cavage.ts';

// RFC 9421 and RFC 9530, as far as a peer that takes nothing else needs them; written without a look at src/.

interface MessageSignature {
  readonly label: string;
  readonly keyId: string;
  /** Names of the covered components, in order. */
  readonly components: readonly string[];
  /** Value of `@signature-params`. */
  readonly parameters: string;
  readonly signature: Buffer;
}

/** The one signature of a request. Throws when there is none, or it is written as no peer reads it. */
export function parseMessageSignature({ headers }: Claimed): MessageSignature {
  const input = /^([a-z*][a-z0-9_.*-]*)=(\(([^()]*)\)(.*))$/.exec(String(headers['signature-input']));
  if (input === null) throw new Error(`Signature-Input is ${String(headers['signature-input'])}`);
  const [, label = '', parameters = '', list = '', rest = ''] = input;
  const keyId = /;keyid="([^"]+)"/.exec(rest)?.[1];
  const signature = new RegExp(`^${RegExp.escape(label)}=:([A-Za-z0-9+/=]+):$`).exec(
    String(headers.signature),
  );
  if (keyId === undefined || signature?.[1] === undefined)
    throw new Error(`no keyid, or no signature called ${label}`);
  const components = list === '' ? [] : list.split(' ').map((name) => name.replaceAll('"', ''));
  return { label, keyId, components, parameters, signature: Buffer.from(signature[1], 'base64') };
}

/** Whether the holder of `publicKeyPem` (RSA) signed exactly this request, sent to `origin`. */
export function isMessageSignedBy(claimed: Claimed, origin: string, publicKeyPem: string): boolean {
  const { components, parameters, signature } = parseMessageSignature(claimed);
  const lines = components.map((name) => `"${name}": ${valueOf(name, claimed, origin)}`);
  const base = [...lines, `"@signature-params": ${parameters}`].join('\n');
  return verify('sha256', Buffer.from(base), publicKeyPem, signature);
}

const aheadMs = 3_600_000;
const behindMs = 12 * 3_600_000;

/** What makes this request unacceptable to Mastodon, whoever signed it. Undefined when only the key remains to be looked at. */
export function messageFaultOf(claimed: Claimed, now: Date): string | undefined {
  const { components, parameters } = parseMessageSignature(claimed);
  const needed = ['@method', '@target-uri', ...(claimed.method === 'POST' ? ['content-digest'] : [])];
  const unsigned = needed.filter((name) => !components.includes(name));
  if (unsigned.length > 0) return `${unsigned.join(' and ')} is not signed`;
  const created = Number(/;created=(\d+)/.exec(parameters)?.[1] ?? Number.NaN) * 1000;
  const age = now.getTime() - created;
  if (!(age < behindMs && age > -aheadMs)) return `it was created at ${created}`;
  const digest = `sha-256=:${createHash('sha256').update(claimed.body).digest('base64')}:`;
  if (claimed.method === 'POST' && claimed.headers['content-digest'] !== digest)
    return `the content-digest is ${String(claimed.headers['content-digest'])}`;
  return undefined;
}

function valueOf(name: string, { method, target, headers }: Claimed, origin: string): string {
  const url = new URL(target, origin);
  const derived: Readonly<Record<string, string>> = {
    '@method': method.toUpperCase(),
    '@target-uri': url.href,
    '@authority': url.host,
    '@scheme': url.protocol.slice(0, -1),
    '@path': url.pathname,
    '@query': url.search === '' ? '?' : url.search,
    '@request-target': target,
  };
  const value = derived[name] ?? headers[name];
  if (value === undefined) throw new Error(`${name} is signed, but not there`);
  return [value].flat().join(', ').trim();
}
