/** Signatures that are another's, of another time, for another place, or read in two ways. */
import { describe, expect, test } from 'vitest';
import { readSignature, type ReceivedRequest } from '../../src/protocol/signature/claim.ts';
import { privateKeyFromPem } from '../../src/protocol/signature/keys.ts';
import { signedHeaders } from '../support/cavage.ts';
import { aliceKeys, minuteMs, NOW } from '../unit/builders.ts';
import { alice, follow, type Inbox } from '../unit/federation/inbox-desk.ts';
import {
  CREATED,
  KEY_ID,
  messageFields,
  NOW as NOW_OF_PEER,
  received,
  RULES,
  signedFields,
  type Layout,
} from '../unit/protocol/signature/peer.ts';
import { site } from '../unit/theme/sample.ts';
import { answerTo, openScene } from './support/cast.ts';

const signer = { keyId: `${alice}#main-key`, privateKey: privateKeyFromPem(aliceKeys.privateKeyPem) };
const body = JSON.stringify({ actor: alice, ...follow });

interface Capture {
  /** What she signed it as. */
  readonly method?: 'GET' | 'POST';
  /** The names that she signed, by default Mastodon's. */
  readonly signed?: readonly string[];
  /** Where it is sent. */
  readonly target?: string;
  /** What was made of its fields. */
  readonly changes?: Readonly<Record<string, string>>;
}

/** The Follow that alice signed for `url`, as somebody who caught it POSTs it to us. */
function captured(url: string, capture: Capture = {}): ReceivedRequest {
  const { method = 'POST', target = '/ap/inbox', changes = {}, signed } = capture;
  const date = new Date(NOW - minuteMs);
  const fields = signedHeaders({ method, url, date, ...(method === 'POST' ? { body } : {}) }, signer, signed);
  const headers: Readonly<Record<string, string>> = { ...fields, host: site.host, ...changes };
  return { method: 'POST', target, header: (name) => headers[name] ?? null, body: Buffer.from(body) };
}

async function expectNothing({ store }: Inbox): Promise<void> {
  expect(await store.countFollowers()).toBe(0);
}

describe('401: a request is good for one place only:', () => {
  test.each<[string, ReceivedRequest, string]>([
    [
      'one for another blog',
      captured('https://other.test/ap/inbox', { changes: { host: 'other.test' } }),
      'bad-signature',
    ],
    ['one for another blog, under our name', captured('https://other.test/ap/inbox'), 'bad-signature'],
    ['one for the blog’s own inbox, at the shared one', captured(site.inbox), 'bad-signature'],
    [
      'one for the shared inbox, at the blog’s own',
      captured(site.sharedInbox, { target: new URL(site.inbox).pathname }),
      'bad-signature',
    ],
    ['one for another port', captured(`https://${site.host}:8443/ap/inbox`), 'bad-signature'],
    ['a GET, sent as a POST', captured(site.sharedInbox, { method: 'GET' }), 'bad-signature'],
    [
      'a GET that signs a digest, sent as a POST',
      captured(site.sharedInbox, { method: 'GET', changes: { digest: 'SHA-256=' } }),
      'bad-signature',
    ],
  ])('%s', async (_, request, code) => {
    await using inbox = await openScene();
    expect(await answerTo(request, inbox)).toBe(code);
    await expectNothing(inbox);
  });

  test('and not a POST, sent as a GET', () => {
    const request = { ...captured(site.sharedInbox), method: 'GET' };
    const claim = readSignature(request, { now: NOW, host: site.host, origin: site.origin });
    expect(claim.verify(signer.privateKey)).toBe(false);
  });

  test('a query that was added counts for nothing here, as Misskey signs none', async () => {
    await using inbox = await openScene();
    expect(await answerTo(captured(site.sharedInbox, { target: '/ap/inbox?page=2' }), inbox)).toBe('taken');
  });

  test('a query that was signed cannot be changed or dropped', async () => {
    for (const target of ['/ap/inbox?page=3', '/ap/inbox']) {
      await using inbox = await openScene();
      expect(await answerTo(captured(`${site.sharedInbox}?page=2`, { target }), inbox)).toBe('bad-signature');
    }
  });
});

describe('401: fields that came twice are read by nobody in two ways:', () => {
  const good = captured(site.sharedInbox);
  const value = (name: string): string => good.header(name) ?? '';
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['Signature', { signature: `${value('signature')}, ${value('signature')}` }, 'bad-signature'],
    [
      'Signature, one of another',
      { signature: `keyId="https://evil.test/eve#main-key", ${value('signature')}` },
      'bad-signature',
    ],
    ['Digest, one wrong', { digest: `${value('digest')}, SHA-256=${'A'.repeat(43)}=` }, 'bad-digest'],
    ['Digest, both right', { digest: `${value('digest')}, ${value('digest')}` }, 'bad-signature'],
    ['Date', { date: `${value('date')}, ${value('date')}` }, 'bad-signature'],
    ['Host', { host: `${site.host}, ${site.host}` }, 'bad-signature'],
  ])('%s', async (_, changes, code) => {
    await using inbox = await openScene();
    expect(await answerTo(captured(site.sharedInbox, { changes }), inbox)).toBe(code);
    await expectNothing(inbox);
  });
});

describe('401: a signature is of its time:', () => {
  const names = ['(request-target)', 'host', 'date', 'digest'];
  const layouts: readonly (readonly [string, Layout])[] = [
    ['a Date of the year 9999', { names, fields: { date: 'Fri, 31 Dec 9999 23:59:59 GMT' } }],
    ['a Date of 1970', { names, fields: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' } }],
    ['a Date without a zone', { names, fields: { date: 'Sun, 22 Nov 2026 09:30:00' } }],
    [
      'created for ever',
      { names: ['(request-target)', 'host', '(created)', 'digest'], created: 999_999_999_999 },
    ],
    ['created at the beginning', { names: ['(request-target)', 'host', '(created)', 'digest'], created: 0 }],
    ['expired at the beginning', { names, expires: 0 }],
    ['expired a second ago', { names, expires: Math.floor(NOW_OF_PEER / 1000) - 1 }],
  ];
  test.each(layouts)('%s', async (_, layout) => {
    const request = received(layout, await signedFields(layout));
    expect(() => readSignature(request, RULES)).toThrow(
      expect.objectContaining({ name: 'Refusal' }) as Error,
    );
  });

  test.each([
    ['created for ever', `;created=999999999999;keyid="${KEY_ID}"`],
    ['created with a fraction', `;created=${CREATED}.5;keyid="${KEY_ID}"`],
    ['expired at the beginning', `;created=${CREATED};expires=0;keyid="${KEY_ID}"`],
    ['not created at all', `;keyid="${KEY_ID}"`],
  ])('%s (RFC 9421)', async (_, parameters) => {
    const layout = { components: '"@method" "@target-uri" "content-digest"', parameters };
    const request = received(layout, await messageFields(layout));
    expect(() => readSignature(request, RULES)).toThrow(
      expect.objectContaining({ name: 'Refusal' }) as Error,
    );
  });
});

describe('401: what is signed is named once, and in a way that we know:', () => {
  test.each<[string, readonly string[]]>([
    ['the target twice', ['(request-target)', '(request-target)', 'host', 'date', 'digest']],
    ['no target', ['host', 'date', 'digest']],
    ['no digest', ['(request-target)', 'host', 'date']],
    ['no date', ['(request-target)', 'host', 'digest']],
    ['no host', ['(request-target)', 'date', 'digest']],
  ])('%s', async (_, signed) => {
    await using inbox = await openScene();
    expect(await answerTo(captured(site.sharedInbox, { signed }), inbox)).toBe('bad-signature');
    await expectNothing(inbox);
  });

  test.each([
    '"@method";req',
    '"content-digest";sf',
    '"date";bs',
    '"date";tr',
    '"date";key="a"',
    '"@status"',
    '"@vile"',
  ])('%s (RFC 9421)', async (component) => {
    const layout = { components: '"@method" "@target-uri" "content-digest"' };
    const fields = await messageFields(layout);
    const input = fields['signature-input']?.replace('"@method"', `"@method" ${component}`) ?? '';
    const request = received(layout, { ...fields, 'signature-input': input });
    expect(() => readSignature(request, RULES)).toThrow(
      expect.objectContaining({ code: 'bad-signature' }) as Error,
    );
  });
});

describe('401: a change of what is signed is seen:', () => {
  const good = captured(site.sharedInbox);
  const changed = (name: string): ReceivedRequest => {
    const value = good.header(name) ?? '';
    const other = value.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (letter) => (letter === 'a' ? 'b' : 'a'));
    return { ...good, header: (each) => (each === name ? other : good.header(each)) };
  };
  test.each<[string, ReceivedRequest]>([
    ['one letter of the digest', changed('digest')],
    ['one letter of the signature', changed('signature')],
    ['one letter of the date', changed('date')],
    ['one letter of the type', changed('content-type')],
    ['a space in the body', { ...good, body: Buffer.from(`${body} `) }],
  ])('%s', async (_, request) => {
    await using inbox = await openScene();
    expect(await answerTo(request, inbox)).toMatch(/^bad-(?:digest|signature)$/);
    await expectNothing(inbox);
  });
});
