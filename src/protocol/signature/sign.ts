import type { KeyObject } from 'node:crypto';
import { assert } from '../../assert.ts';
import { signingString } from './base.ts';
import { contentDigestFrom } from './content-digest.ts';
import { digestOf } from './digest.ts';
import type { FilledParameter, Rfc9421, SignatureForm } from './form.ts';
import { draftCavage } from './form.ts';
import { formatSignatureHeader } from './header.ts';
import { algorithmOf, signBase } from './keys.ts';
import { messageBase } from './message-base.ts';
import type { Parameters } from './structured.ts';
import { formatStringList } from './structured.ts';

/** A request that we are about to send. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly date: Date;
  /** What a POST carries, the exact bytes. */
  readonly body?: string | Uint8Array | undefined;
  /** `digestOf(body)` where it is known: one body goes to many inboxes. */
  readonly digest?: string | undefined;
  /** Further fields to send and sign, by names in lower case. */
  readonly headers?: Fields | undefined;
}

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: KeyObject;
  /** Makes the signature of a base; by default `signBase`. */
  readonly sign?: ((base: string, privateKey: KeyObject) => Promise<Uint8Array>) | undefined;
}

type Fields = Readonly<Record<string, string>>;

/** The bare type: some inboxes compare it as a string. */
const deliveryType = 'application/activity+json';
/** As long as strict peers take a signature for fresh. */
const lifetimeSeconds = 3600;

/**
 * The headers that sign `request` in the given form: host, date and those of the signature; for a POST its digest and
 * content-type; and `request.headers`. They must be sent as they are, and the URL not be redirected.
 */
export function signedHeaders(
  request: OutgoingRequest,
  key: SigningKey,
  form: SignatureForm = draftCavage,
): Promise<Record<string, string>> {
  return form.kind === 'rfc9421' ? signedMessage(request, key, form) : signedByDraft(request, key);
}

async function signedByDraft(request: OutgoingRequest, key: SigningKey): Promise<Record<string, string>> {
  const { method, url } = request;
  const fields = fieldsOf(request, (digest) => ({ digest }));
  const names = ['(request-target)', ...Object.keys(fields)];
  const header = (name: string): string | null => fields[name] ?? null;
  const base = signingString(names, { method, target: url.pathname + url.search, header });
  const signature = await signatureOf(base, key);
  const algorithm = algorithmOf(key.privateKey) === 'ed25519' ? 'hs2019' : 'rsa-sha256';
  const parameters = { keyId: key.keyId, algorithm, headers: names, signature };
  return { ...fields, signature: formatSignatureHeader(parameters) };
}

async function signedMessage(
  request: OutgoingRequest,
  key: SigningKey,
  form: Rfc9421,
): Promise<Record<string, string>> {
  const { method, url, date } = request;
  const fields = fieldsOf(request, (digest) => ({ 'content-digest': contentDigestFrom(digest) }));
  const further = Object.keys(request.headers ?? {});
  const names = [...new Set([...form.components, ...further])].filter(
    (name) => name.startsWith('@') || Object.hasOwn(fields, name),
  );
  const text = formatStringList(names, parametersOf(form, key, date));
  const header = (name: string): string | null => fields[name] ?? null;
  const parts = { method, origin: url.origin, target: url.pathname + url.search, header };
  const base = messageBase(
    names.map((name) => [name, new Map()]),
    text,
    parts,
  );
  const signature = await signatureOf(base, key);
  return {
    ...fields,
    'signature-input': `${form.label}=${text}`,
    signature: `${form.label}=:${signature.toString('base64')}:`,
  };
}

async function signatureOf(base: string, { privateKey, sign = signBase }: SigningKey): Promise<Buffer> {
  return Buffer.from(await sign(base, privateKey));
}

function parametersOf(form: Rfc9421, key: SigningKey, date: Date): Parameters {
  const created = Math.floor(date.getTime() / 1000);
  const values: Readonly<Record<FilledParameter, string | number>> = {
    created,
    expires: created + lifetimeSeconds,
    keyid: key.keyId,
    alg: algorithmOf(key.privateKey),
  };
  const filled = form.parameters.map((name) => [name, values[name]] as const);
  return new Map<string, string | number>([...filled, ...form.given]);
}

function fieldsOf(request: OutgoingRequest, digestField: (digest: string) => Fields): Fields {
  const fields = { host: request.url.host, date: request.date.toUTCString() };
  if (request.method === 'GET') return { ...fields, ...request.headers };
  const digest = request.digest ?? (request.body === undefined ? undefined : digestOf(request.body));
  assert(digest !== undefined, 'a POST is signed with its body or the digest of it');
  return { ...fields, ...digestField(digest), 'content-type': deliveryType, ...request.headers };
}
