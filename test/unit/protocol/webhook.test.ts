import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { findProof, parseWebhookEvent, verifyWebhook, type Webhook } from '../../../src/protocol/webhook.ts';

function webhookOf(headers: Readonly<Record<string, string>>, body = ''): Webhook {
  return { header: (name) => headers[name] ?? null, body: Buffer.from(body) };
}

// The example in GitHub's documentation, "Validating webhook deliveries".
const github = {
  secret: "It's a Secret to Everybody",
  body: 'Hello, World!',
  hmac: '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
};

// The example of the Standard Webhooks libraries.
const standard = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  body: '{"test": 2432232314}',
  headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' },
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

describe('a webhook is believed', () => {
  test.each([
    ['GitHub', { 'x-hub-signature-256': `sha256=${github.hmac}` }],
    ['Gitea', { 'x-gitea-signature': github.hmac, 'x-hub-signature-256': `sha256=${github.hmac}` }],
    ['Forgejo', { 'x-forgejo-signature': github.hmac, 'x-gitea-signature': github.hmac }],
    ['GitLab', { 'x-gitlab-token': github.secret }],
  ])('of %s, which knows the secret', (forge, headers) => {
    expect(verifyWebhook(webhookOf(headers, github.body), github.secret)).toBe(forge);
  });

  test('of GitLab with a signing token, whichever of several signatures is right', () => {
    for (const shown of [standard.signature, `v1,b3RoZXI= ${standard.signature}`]) {
      const webhook = webhookOf({ ...standard.headers, 'webhook-signature': shown }, standard.body);
      expect(verifyWebhook(webhook, standard.secret)).toBe('GitLab');
    }
  });
});

describe('401', () => {
  test.each([
    ['x-hub-signature-256', `sha256=${github.hmac.replace('7', '8')}`],
    ['x-hub-signature-256', github.hmac],
    ['x-hub-signature-256', `sha256=${github.hmac.toUpperCase()}`],
    ['x-hub-signature-256', ''],
    ['x-hub-signature-256', `sha256=${createHmac('sha256', 'another').update(github.body).digest('hex')}`],
    ['x-gitea-signature', `sha256=${github.hmac}`],
    ['x-forgejo-signature', github.hmac.slice(1)],
    ['x-gitlab-token', github.secret.slice(1)],
    ['x-gitlab-token', ''],
    ['webhook-signature', 'v1,'],
    ['webhook-signature', standard.signature],
  ])('%s: %s', (field, shown) => {
    const verify = (): unknown => verifyWebhook(webhookOf({ [field]: shown }, github.body), github.secret);
    expect(verify).toThrow(expect.objectContaining({ code: 'bad-signature', status: 401 }));
  });

  test('a body that was changed by one byte', () => {
    const headers = { 'x-hub-signature-256': `sha256=${github.hmac}` };
    expect(() => verifyWebhook(webhookOf(headers, 'Hello, World?'), github.secret)).toThrow(/was not made/);
  });

  test('a wrong signature is not made up for by a right one in another field', () => {
    const headers = { 'x-forgejo-signature': '00', 'x-hub-signature-256': `sha256=${github.hmac}` };
    expect(() => verifyWebhook(webhookOf(headers, github.body), github.secret)).toThrow(
      /x-forgejo-signature/,
    );
  });

  test('SHA-1, which GitHub sends for old receivers, is no signature, nor is nothing', () => {
    for (const headers of [{}, { 'x-hub-signature': 'sha1=00' }])
      expect(() => findProof((name) => webhookOf(headers).header(name))).toThrow(
        expect.objectContaining({ code: 'unsigned' }),
      );
  });
});

describe('what it tells', () => {
  const pushed = JSON.stringify({ ref: 'refs/heads/main', after: 'a'.repeat(40) });

  test.each([
    ['x-github-event', 'push'],
    ['x-gitea-event', 'push'],
    ['x-forgejo-event', 'push'],
    ['x-gitlab-event', 'Push Hook'],
  ])('%s: %s names the branch', (field, name) => {
    const event = parseWebhookEvent(webhookOf({ [field]: name }, pushed));
    expect(event).toEqual({ kind: 'push', ref: 'refs/heads/main' });
  });

  test('GitHub may send JSON within a form', () => {
    const headers = { 'x-github-event': 'push', 'content-type': 'application/x-www-form-urlencoded' };
    const form = new URLSearchParams({ payload: pushed }).toString();
    expect(parseWebhookEvent(webhookOf(headers, form))).toEqual({ kind: 'push', ref: 'refs/heads/main' });
  });

  test('a ping is one, whatever is in it; all else concerns us not', () => {
    expect(parseWebhookEvent(webhookOf({ 'x-github-event': 'ping' }, '{'))).toEqual({ kind: 'ping' });
    expect(parseWebhookEvent(webhookOf({ 'x-gitlab-event': 'Tag Push Hook' }, pushed)).kind).toBe('other');
    expect(parseWebhookEvent(webhookOf({}, pushed)).kind).toBe('other');
  });

  test('a branch that was deleted has nothing to fetch', () => {
    const body = JSON.stringify({ ref: 'refs/heads/main', after: '0'.repeat(40) });
    expect(parseWebhookEvent(webhookOf({ 'x-github-event': 'push' }, body)).kind).toBe('other');
  });

  test.each(['', '[]', '{"ref":7}', '{}'])('400: a push that is %s', (body) => {
    const parse = (): unknown => parseWebhookEvent(webhookOf({ 'x-github-event': 'push' }, body));
    expect(parse).toThrow(expect.objectContaining({ code: 'bad-json' }));
  });
});
