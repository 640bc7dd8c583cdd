import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sanitise } from '../../src/federation/sanitise.ts';
import { initialsOf } from '../../src/components/stranger.ts';
import { contentHtml } from '../../src/protocol/content.ts';
import { emojiOf } from '../../src/protocol/emoji.ts';
import { parseIntent } from '../../src/protocol/intent.ts';
import { parseJson } from '../../src/protocol/json.ts';
import {
  acceptsActivityBody,
  isActivityDocument,
  prefersActivityJson,
} from '../../src/protocol/media-type.ts';
import { dateOf } from '../../src/protocol/property.ts';
import { Refusal } from '../../src/protocol/refusal.ts';
import { parseSignatureHeader } from '../../src/protocol/signature/header.ts';
import { spkiPemOf } from '../../src/protocol/signature/keys.ts';
import { cleanLine, htmlOf, plainTextOf } from '../../src/protocol/text.ts';
import { parseUri } from '../../src/protocol/uri.ts';
import { visibilityOf } from '../../src/protocol/visibility.ts';
import { parseResource } from '../../src/protocol/webfinger.ts';

/**
 * A reader whose steps grow with the square of a text needs most of a minute for one as long as these, and the test's time runs
 * out; one whose steps grow with the text needs milliseconds.
 */
const length = 200_000;
const timeout = 10_000;

const refusable = (read: () => unknown): unknown => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
};

/** Whatever reads strangers' text, without the limits that others set before it. */
const readers: readonly (readonly [name: string, read: (text: string) => unknown])[] = [
  ['a line', (text) => cleanLine(text, text.length)],
  ['HTML as plain text', (text) => plainTextOf(text, text.length)],
  ['plain text as HTML', htmlOf],
  [
    'content',
    (text) => contentHtml({ content: text, name: text, attachment: [{ url: text, name: text }] }, 'Article'),
  ],
  ['an emoji', (text) => emojiOf({ content: text })],
  ['an Accept header', (text) => prefersActivityJson(`+json${text}`)],
  [
    'a Content-Type',
    (text) => [acceptsActivityBody(text), isActivityDocument(`application/ld+json;${text}`)],
  ],
  ['an address', (text) => parseUri(`https://${text}`)],
  ['addressees', (text) => visibilityOf(text, [text])],
  ['a time', dateOf],
  ['an account', parseResource],
  [
    'an intent',
    (text) => refusable(() => parseIntent('create', new URLSearchParams({ content: text, name: text }))),
  ],
  [
    'a Signature header',
    (text) => refusable(() => parseSignatureHeader(`keyId="${text}",signature="${text}"`)),
  ],
  [
    'a key',
    (text) => refusable(() => spkiPemOf(`-----BEGIN PUBLIC KEY-----${text}-----END PUBLIC KEY-----`)),
  ],
  ['JSON', (text) => refusable(() => parseJson(Buffer.from(text)))],
  ['initials', (text) => initialsOf(text, text)],
];

/** What the readers look for, and what nearly is that. */
const pieces = [
  ...[
    '\u200d',
    '\u200c',
    '\u200b',
    '\u2800',
    '\u0301',
    '\ufe0f',
    '\u202e',
    '\ud800',
    '\0',
    '👩\u200d',
    '🇫',
    'ش',
    'x',
    '1',
  ],
  ...[
    ' ',
    '\n',
    '\t',
    '<',
    '<a',
    '<br',
    '</p',
    '<br ',
    '>',
    '&',
    '&#',
    '&#1',
    '&#x',
    '&amp',
    ';',
    '"',
    '\\',
    '\\"',
    ',',
  ],
  ...[
    '=',
    '/',
    '/followers',
    '/followers.json',
    '.',
    '.0',
    ':',
    '@',
    '-',
    '+',
    '--',
    'q=0',
    '%',
    '%2',
    '{"a":',
    '[',
    '(',
  ],
];

describe.each(readers)('%s is read in linear time', (_, read) => {
  test.each([
    ['after a letter that joins', (piece: string) => `ش${piece}ش`],
    ['between what it is not', (piece: string) => `!${piece}!`],
  ])('when one piece of text is repeated %s', { timeout }, (_title, wrap) => {
    for (const piece of pieces) read(wrap(piece.repeat(length / piece.length)));
  });

  test('when pieces of text alternate', { timeout }, () => {
    const pair = fc.array(fc.constantFrom(...pieces), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(pair, (parts) => {
        const unit = parts.join('');
        read(unit.repeat(length / unit.length));
      }),
      { seed: 20_261_123, numRuns: 30 },
    );
  });
});

describe('HTML is cleaned in time', () => {
  const elements = [
    '<b>',
    '<p>',
    '<a>',
    '<x>',
    '<li>',
    '<svg>',
    '<div>',
    '<script>',
    '<textarea>',
    '<blockquote>',
  ];
  const others = [
    '</b>',
    '</x>',
    '<p></p>',
    '<a href="https://a.test/">',
    '<!--',
    '<a ',
    'a="',
    '&',
    '<',
    '&#x202e;',
    '\u202e',
  ];

  test('whatever as much as a reply may hold is made of', () => {
    for (const first of [...elements, ...others])
      for (const second of ['', ...elements.slice(0, 4), ...others]) {
        const half = 10_000;
        const clean = sanitise(
          first.repeat(half / first.length) + second.repeat(half / (second.length || half)),
        );
        expect(clean.length).toBeLessThanOrEqual(60_000);
      }
  });
});
