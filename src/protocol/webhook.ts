import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { parseJson } from './json.ts';
import { Refusal } from './refusal.ts';

/** A webhook of a forge, as it came. */
export interface Webhook {
  /** A field by its name in lower case. */
  header(name: string): string | null;
  /** The exact bytes. */
  readonly body: Uint8Array;
}

export type ForgeName = 'Forgejo' | 'Gitea' | 'GitHub' | 'GitLab';

/** How a forge shows that it knows the secret. */
export interface WebhookProof {
  readonly forge: ForgeName;
  readonly field: string;
  /** Whether `shown`, which stands in the field, could only be written by who knows `secret`; however wrong, in the same time. */
  isRight(shown: string, webhook: Webhook, secret: string): boolean;
}

/** In the order in which they are looked for: Forgejo sends the three first, and the first that is there decides. */
const proofs: readonly WebhookProof[] = [
  {
    forge: 'Forgejo',
    field: 'x-forgejo-signature',
    isRight: (shown, { body }, secret) => isSame(shown, hmacOf(secret, body)),
  },
  {
    forge: 'Gitea',
    field: 'x-gitea-signature',
    isRight: (shown, { body }, secret) => isSame(shown, hmacOf(secret, body)),
  },
  {
    forge: 'GitHub',
    field: 'x-hub-signature-256',
    isRight: (shown, { body }, secret) => isSame(shown, `sha256=${hmacOf(secret, body)}`),
  },
  { forge: 'GitLab', field: 'webhook-signature', isRight: isStandardSignature },
  { forge: 'GitLab', field: 'x-gitlab-token', isRight: (shown, _, secret) => isSame(shown, secret) },
];

/** What a webhook will be judged by, before its body is read. Throws Refusal('unsigned') where there is nothing. */
export function findProof(header: Webhook['header']): WebhookProof {
  const proof = proofs.find(({ field }) => header(field) !== null);
  if (proof === undefined)
    throw new Refusal('unsigned', 'the webhook has no signature; give the forge the secret');
  return proof;
}

/**
 * The forge that sent a webhook, which has shown that it knows `secret`; else throws Refusal('unsigned') or
 * Refusal('bad-signature'). When it was sent, most of them do not say: it may have been sent before.
 */
export function verifyWebhook(webhook: Webhook, secret: string): ForgeName {
  const { field, forge, isRight } = findProof((name) => webhook.header(name));
  if (isRight(webhook.header(field) ?? '', webhook, secret)) return forge;
  throw new Refusal('bad-signature', `${field} was not made with the secret of this blog`);
}

/** Standard Webhooks 1.0, "Signature scheme": there may be several, of which one must be right. */
function isStandardSignature(shown: string, { body, header }: Webhook, secret: string): boolean {
  const signed = [header('webhook-id') ?? '', header('webhook-timestamp') ?? '', ''].join('.');
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret;
  const right = `v1,${createHmac('sha256', key).update(signed).update(body).digest('base64')}`;
  return shown.split(' ').some((one) => isSame(one, right));
}

function hmacOf(secret: string, body: Uint8Array): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Digests are as long as one another, whatever was shown. */
function isSame(shown: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', shown, 'buffer'), hash('sha256', right, 'buffer'));
}

/** What a webhook tells: commits that came to a branch (`refs/heads/main`), that it works, or what concerns us not. */
export type WebhookEvent =
  | { readonly kind: 'push'; readonly ref: string }
  | { readonly kind: 'ping' }
  | { readonly kind: 'other'; readonly name: string };

const eventFields = ['x-forgejo-event', 'x-gitea-event', 'x-github-event', 'x-gitlab-event'] as const;

/** To be asked of a verified webhook only. Throws Refusal('bad-json') for a push that cannot be read. */
export function parseWebhookEvent(webhook: Webhook): WebhookEvent {
  const name = eventFields.map((field) => webhook.header(field)).find((value) => value !== null) ?? '';
  if (name === 'ping') return { kind: 'ping' };
  if (name !== 'push' && name !== 'Push Hook') return { kind: 'other', name };
  const { after, ref } = parseJson(payloadOf(webhook));
  if (typeof ref !== 'string') throw new Refusal('bad-json', 'the push does not say to which branch');
  const isDeletion = typeof after === 'string' && /^0+$/.test(after);
  return isDeletion ? { kind: 'other', name: `deletion of ${ref}` } : { kind: 'push', ref };
}

/** GitHub sends a form with JSON in it, unless it is asked for JSON. */
function payloadOf({ body, header }: Webhook): Uint8Array {
  if (header('content-type')?.startsWith('application/x-www-form-urlencoded') !== true) return body;
  return Buffer.from(new URLSearchParams(Buffer.from(body).toString('utf8')).get('payload') ?? '');
}
