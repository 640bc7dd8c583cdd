import type { ReceivedRequest, SignatureRules } from '../../../../src/protocol/signature/claim.ts';
import { signingString } from '../../../../src/protocol/signature/base.ts';
import { digestOf } from '../../../../src/protocol/signature/digest.ts';
import { formatSignatureHeader } from '../../../../src/protocol/signature/header.ts';
import {
  generateKeyPair,
  privateKeyFromPem,
  publicKeyFromPem,
  signBase,
} from '../../../../src/protocol/signature/rsa.ts';

const pair = await generateKeyPair();
const privateKey = privateKeyFromPem(pair.privateKeyPem);

export const publicKey = publicKeyFromPem(pair.publicKeyPem);
export const KEY_ID = 'https://peer.test/users/ann#main-key';
export const NOW = Date.parse('2026-11-22T09:30:00Z');
export const RULES: SignatureRules = { now: NOW, host: 'blog.test' };

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
  const fields: Record<string, string> = {
    host: 'blog.test',
    date: new Date(NOW).toUTCString(),
    'content-type': 'application/activity+json',
    'content-length': String(body.length),
    'user-agent': 'Peer/1.0 (+https://peer.test)',
    accept: 'application/activity+json',
    digest: digestOf(body),
    ...layout.fields,
  };
  const header = (name: string): string | null => fields[name] ?? null;
  const base = signingString(names, { method, target: signedTarget, created, expires, header });
  const signature = await signBase(base, privateKey);
  const parameters = { keyId: KEY_ID, algorithm, headers: names, signature, created, expires };
  return { ...fields, signature: formatSignatureHeader(parameters) };
}

export function received(
  layout: Layout,
  fields: Readonly<Record<string, string | undefined>>,
): ReceivedRequest {
  return {
    method: layout.method ?? 'POST',
    target: layout.target ?? '/ap/inbox',
    header: (name) => fields[name] ?? null,
    body: new TextEncoder().encode(layout.body ?? '{}'),
  };
}
