import { createHash } from 'node:crypto';
import type { ReceivedRequest, SignatureRules } from '../../../../src/protocol/signature/claim.ts';
import { signingString } from '../../../../src/protocol/signature/base.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';
import { formatSignatureHeader } from '../../../../src/protocol/signature/header.ts';
import {
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
  signBase,
} from '../../../../src/protocol/signature/keys.ts';

const pairs = { rsa: await generateKeyPair('request'), ed25519: await generateKeyPair('assertion') };
const privateKey = privateKeyFromPem(pairs.rsa.privateKeyPem);
const edPrivateKey = privateKeyFromPem(pairs.ed25519.privateKeyPem);

export const publicKey = publicKeyFromPem(pairs.rsa.publicKeyPem);
export const edPublicKey = publicKeyFromPem(pairs.ed25519.publicKeyPem);
export const KEY_ID = 'https://peer.test/users/ann#main-key';
export const NOW = Date.parse('2026-11-22T09:30:00Z');
export const RULES: SignatureRules = { now: NOW, host: 'blog.test', origin: 'https://blog.test' };

/** How a peer lays out its signatures; everything else has a default. */
export interface Layout {
  readonly names: readonly string[];
  readonly method?: string;
  readonly target?: string;
  /** What the peer signs as its target, when that is not what it asks for. */
  readonly signedTarget?: string;
  readonly algorithm?: string;
  readonly created?: number;
  readonly expires?: number;
  readonly body?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The header fields of a peer's request, signed with `publicKey`'s other half. */
export async function signedFields(layout: Layout): Promise<Record<string, string>> {
  const { names, method = 'POST', target = '/ap/inbox', signedTarget = target, body = '{}' } = layout;
  const { algorithm, created, expires } = layout;
  const fields: Record<string, string> = { ...plainFields(body), digest: digestOf(body), ...layout.fields };
  const header = (name: string): string | null => fields[name] ?? null;
  const base = signingString(names, { method, target: signedTarget, created, expires, header });
  const signature = await signBase(base, privateKey);
  const parameters = { keyId: KEY_ID, algorithm, headers: names, signature, created, expires };
  return { ...fields, signature: formatSignatureHeader(parameters) };
}

export function received(
  layout: Partial<Layout> | MessageLayout,
  fields: Readonly<Record<string, string | undefined>>,
): ReceivedRequest {
  return {
    method: layout.method ?? 'POST',
    target: layout.target ?? '/ap/inbox',
    header: (name) => fields[name] ?? null,
    body: new TextEncoder().encode(layout.body ?? '{}'),
  };
}

/** How a peer lays out a signature of RFC 9421; everything else has a default. */
export interface MessageLayout {
  /** As in Signature-Input, without the parentheses. */
  readonly components: string;
  /** As in Signature-Input, what follows the parentheses. */
  readonly parameters?: string;
  readonly label?: string;
  readonly method?: string;
  readonly target?: string;
  readonly body?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly key?: 'rsa' | 'ed25519';
}

export const CREATED = Math.floor(NOW / 1000);
export const PARAMETERS = `;created=${CREATED};keyid="${KEY_ID}"`;

/** The header fields of a peer's request, signed (RFC 9421) without a look at src/. */
export async function messageFields(layout: MessageLayout): Promise<Record<string, string>> {
  const { components, parameters = PARAMETERS, label = 'sig1', method = 'POST' } = layout;
  const { target = '/ap/inbox', body = '{}', key = 'rsa' } = layout;
  const digest = createHash('sha256').update(body).digest('base64');
  const sent = { ...plainFields(body), 'content-digest': `sha-256=:${digest}:`, ...layout.fields };
  const query = target.indexOf('?');
  const values: Readonly<Record<string, string>> = {
    ...sent,
    '@method': method,
    '@target-uri': `https://blog.test${target}`,
    '@authority': 'blog.test',
    '@scheme': 'https',
    '@request-target': target,
    '@path': query === -1 ? target : target.slice(0, query),
    '@query': query === -1 ? '?' : target.slice(query),
  };
  const names = components === '' ? [] : components.split(' ');
  const lines = names.map((name) => `${name}: ${values[name.replaceAll('"', '')] ?? ''}`);
  const text = `(${components})${parameters}`;
  const base = [...lines, `"@signature-params": ${text}`].join('\n');
  const signature = await signBase(base, key === 'rsa' ? privateKey : edPrivateKey);
  return {
    ...sent,
    'signature-input': `${label}=${text}`,
    signature: `${label}=:${signature.toString('base64')}:`,
  };
}

function plainFields(body: string): Record<string, string> {
  return {
    host: 'blog.test',
    date: new Date(NOW).toUTCString(),
    'content-type': 'application/activity+json',
    'content-length': String(body.length),
    'user-agent': 'Peer/1.0 (+https://peer.test)',
    accept: 'application/activity+json',
  };
}
