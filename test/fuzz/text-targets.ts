import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { clientOf } from '../../src/client.ts';
import * as language from '../../src/components/language.ts';
import { formatDate } from '../../src/components/dates.ts';
import { excerptOf } from '../../src/components/excerpt.ts';
import { anchorOf, hueClassOf, initialsOf, webUrl } from '../../src/components/stranger.ts';
import { xmlText } from '../../src/components/xml.ts';
import { retryAfterMs } from '../../src/federation/retry.ts';
import { sanitise } from '../../src/federation/sanitise.ts';
import { paragraphOf } from '../../src/federation/wire-text.ts';
import { domainOf } from '../../src/protocol/domain.ts';
import { parseIntent } from '../../src/protocol/intent.ts';
import { parseJson } from '../../src/protocol/json.ts';
import {
  acceptsActivityBody,
  isActivityDocument,
  prefersActivityJson,
} from '../../src/protocol/media-type.ts';
import { parseNote } from '../../src/protocol/note.ts';
import { parseMultibase } from '../../src/protocol/proof/multibase.ts';
import { pemOfMultikey } from '../../src/protocol/proof/multikey.ts';
import { dateOf } from '../../src/protocol/property.ts';
import { checkContentDigest } from '../../src/protocol/signature/content-digest.ts';
import { checkDigest } from '../../src/protocol/signature/digest.ts';
import { formatForm, parseAcceptSignature, parseForm } from '../../src/protocol/signature/form.ts';
import { formatSignatureHeader, parseSignatureHeader } from '../../src/protocol/signature/header.ts';
import { algorithmOf, publicKeyFromPem, spkiPemOf } from '../../src/protocol/signature/keys.ts';
import { parseSignatures } from '../../src/protocol/signature/signature-input.ts';
import { bytesOf, parseMembers, stringListOf } from '../../src/protocol/signature/structured.ts';
import { cleanLine, plainTextOf } from '../../src/protocol/text.ts';
import { hostOf, parseUri, sameOrigin } from '../../src/protocol/uri.ts';
import { parseResource } from '../../src/protocol/webfinger.ts';
import { faultIn } from './markup.ts';
import { ensure, textTarget, type Target } from './target.ts';

const body = new TextEncoder().encode('{}');
const lineMax = 200;

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8'));
}

const { keys } = fixture('signatures/fediverse-requests.json') as { keys: Readonly<Record<string, string>> };
const multikeys = fixture('signatures/multikey.json') as {
  cases: readonly { multikey?: { publicKeyMultibase: string } }[];
};

const html = [
  '<p>Well said, <a href="https://social.test/@bo" class="u-url mention">@<span>bo</span></a>!<br>Quite.</p>',
  '<blockquote><ul><li value="3">a</li></ul><pre><code>x &lt; y</code></pre></blockquote><h1>Oh</h1>',
  '<img src="x" onerror="alert(1)"><script>alert(1)</script><a href="javascript:alert(1)" style="color:red" id="x" name="y">z</a>',
  '<svg><style><!--</style><a title="--><img src=x onerror=alert(1)>">b</a></svg><math><mtext>c</mtext></math>',
];

/** Every reader of text that a stranger may have written, each with what holds of whatever it makes of it. */
export const textTargets: readonly Target[] = [
  textTarget(
    'Signature header',
    [
      'keyId="https://a.test/users/ann#main-key",algorithm="rsa-sha256",headers="(request-target) host date",signature="QUJD"',
      'keyId="x",created=1795000000,expires=1795000300,headers="(created)",signature="QUJD"',
    ],
    (text) => {
      const parsed = parseSignatureHeader(text);
      const again = parseSignatureHeader(formatSignatureHeader(parsed));
      ensure(again.keyId === parsed.keyId, 'what is read is not what is written');
    },
  ),
  textTarget(
    'Signature-Input',
    [
      'sig1=("@method" "@target-uri" "content-digest");created=1795000000;keyid="https://a.test/k" sig1=:QUJD:',
      'a=("@query-param";name="x" "date";sf);created=1, b=():alg="ed25519" b=:QUJD:, a=:QUJD:',
    ],
    (text) => {
      const half = text.lastIndexOf(' ');
      return parseSignatures(text.slice(0, half), text.slice(half + 1));
    },
  ),
  textTarget(
    'structured field',
    ['sha-256=:QUJD:, a=1;b="c", d=("e" "f";g)', 'a=?1, b=1.5, c=@1'],
    (text) => {
      for (const member of parseMembers(text) ?? []) {
        bytesOf(member);
        stringListOf(member);
      }
    },
  ),
  textTarget(
    'Accept-Signature',
    ['sig1=("@method" "@target-uri" "content-digest");created;keyid;alg="rsa-v1_5-sha256"'],
    (text) => {
      const form = parseAcceptSignature(text);
      if (form === undefined) return;
      const written = formatForm(form);
      const again = parseForm(written);
      ensure(
        again !== undefined && formatForm(again) === written,
        `what is remembered is forgotten: ${written}`,
      );
    },
  ),
  textTarget(
    'Digest',
    ['SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=', 'sha-512=x,SHA-256=y'],
    (text) => checkDigest(text, body),
  ),
  textTarget(
    'Content-Digest',
    ['sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:, sha-512=:QUJD:'],
    (text) => checkContentDigest(text, body),
  ),
  textTarget('PEM', Object.values(keys), (text) => algorithmOf(publicKeyFromPem(spkiPemOf(text)))),
  textTarget(
    'Multikey',
    multikeys.cases.flatMap(({ multikey }) => multikey?.publicKeyMultibase ?? []),
    (text) => {
      parseMultibase(text, 1_000);
      return algorithmOf(publicKeyFromPem(pemOfMultikey(text)));
    },
  ),
  textTarget(
    'address',
    ['https://a.test/users/ann?x=1#main-key', 'http://[::1]:80/', 'https://bücher.test/ü'],
    (text) => {
      const uri = parseUri(text);
      if (uri === undefined) return;
      const { host, username, password } = new URL(uri);
      ensure(uri === text && username === '' && password === '', 'an address is not what it was');
      ensure(hostOf(uri) === host && sameOrigin(uri, uri), `two hosts in ${uri}`);
      ensure(host.includes(domainOf(uri)), `${domainOf(uri)} is not within ${host}`);
    },
  ),
  textTarget(
    'resource',
    ['acct:blog@blog.test', '@a@b.test', 'https://blog.test/', 'acct%3Ablog%40blog.test'],
    parseResource,
  ),
  textTarget(
    'media type',
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"; q=0.5, text/html'],
    (text) => {
      prefersActivityJson(text);
      acceptsActivityBody(text);
      isActivityDocument(text);
    },
  ),
  textTarget(
    'X-Forwarded-For',
    ['203.0.113.7, 2001:db8::1', '::ffff:10.0.0.1', '[2001:db8::1]:443'],
    (text) =>
      clientOf({ headers: { 'x-forwarded-for': text }, socket: {} } as unknown as IncomingMessage, true),
  ),
  textTarget('Retry-After', ['120', 'Sat, 07 Nov 2026 18:20:00 GMT'], (text) => {
    const ms = retryAfterMs(text, 0) ?? 0;
    ensure(ms >= 0 && Number.isFinite(ms), `wait for ${ms}`);
  }),
  textTarget('date', ['2026-03-10T12:00:00.123Z', '2026-03-10T12:00:00+0000'], (text) => {
    const date = dateOf(text);
    if (date === undefined) return;
    ensure(!Number.isNaN(date.getTime()), 'a date is none');
    formatDate(date, 'en');
  }),
  textTarget('language', ['en', 'zh-Hant-TW', 'de-CH-1996', 'x-y', 'en-u-ca-buddhist'], (text) => {
    const note = parseNote({
      ...{ id: 'https://a.test/1', type: 'Note', attributedTo: 'https://a.test/ann', content: 'x' },
      contentMap: { [text]: 'x' },
    });
    const tag = note?.language === undefined ? undefined : language.languageTag(note.language);
    if (tag === undefined) return;
    language.directionOf(tag);
    language.isSameLanguage(tag, 'en');
    language.languageName(tag, 'en');
  }),
  textTarget('line', ['Ann of the Mill 👩‍👩‍👧 &amp; co', '<p>Hello&nbsp;<br>you</p>', 'مرحبا'], (text) => {
    for (const line of [cleanLine(text, lineMax), plainTextOf(text, lineMax)]) {
      ensure(line.length <= lineMax && line.isWellFormed(), 'a line is too long, or half a character');
      ensure(!/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(line), 'a line breaks, or turns');
    }
    excerptOf(text, lineMax, 'en');
    initialsOf(text, text);
    webUrl(text);
    hueClassOf(text);
    anchorOf(text);
    xmlText(text);
    paragraphOf(text, lineMax);
  }),
  textTarget('HTML', html, (text) => {
    const clean = sanitise(text.replaceAll('\0', '')); // That character does not get as far.
    const fault = faultIn(clean);
    ensure(fault === undefined, `${fault} is left in ${clean}`);
  }),
  textTarget(
    'intent',
    ['create?content=a%0Ab&name=c&inReplyTo=https://a.test/1', 'like?object=https://a.test/1'],
    (text) => {
      const [activity = '', query = ''] = text.split('?', 2);
      return parseIntent(activity, new URLSearchParams(query));
    },
  ),
  textTarget(
    'body',
    ['{"type":"Follow","actor":"https://a.test/ann","object":"https://blog.test/"}'],
    (text) => {
      parseJson(new TextEncoder().encode(text));
      parseJson(Buffer.from(text, 'latin1'));
    },
  ),
];
