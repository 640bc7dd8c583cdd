import type { Random } from '../support/random.ts';

/** What has made readers stumble before: in headers, addresses, HTML, languages, numbers, and names of objects. */
const troubles: readonly string[] = [
  ...[
    '"',
    "'",
    '\\',
    ';',
    ',',
    '=',
    '(',
    ')',
    '<',
    '>',
    '&',
    '#',
    '%',
    '%00',
    '%zz',
    '%2f',
    '..',
    '/',
    '?',
    '@',
    ':',
  ],
  ...[
    '\0',
    '\r\n',
    '\t',
    '\u00a0',
    '\u200d',
    '\u202e',
    '\u2066',
    '\u2028',
    '\ufeff',
    '\ufffd',
    '\ud800',
    '\udfff',
  ],
  ...['İ', 'ß', 'ﬃ', '𝒳', 'é', '👩‍👩‍👧', '&#x202e;', '&#0;', '&lt;', ':blobcat:'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'true',
    '[object Object]',
  ],
  ...[
    '-1',
    '0',
    '1e999',
    '-0.0',
    '99999999999999999999',
    '0x10',
    '1970-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
  ],
  ...[
    '<script>',
    '</script>',
    '<!--',
    '-->',
    ']]>',
    '<a href="javascript:alert(1)">',
    '<img src=x onerror=alert(1)>',
  ],
  ...[
    'javascript:',
    'data:text/html,',
    'https://',
    'https://[::1]',
    'https://user:pass@',
    'xn--',
    '../../etc/passwd',
  ],
];

const charactersMax = 100_000;

/** `text` with one to four changes, each of which a careless or a malicious sender could have made. */
export function changeText(text: string, random: Random, others: readonly string[] = []): string {
  let changed = text;
  for (let times = 1 + random.below(4); times > 0; times -= 1) {
    changed = random.pick(changes)(changed, random, others).slice(0, charactersMax);
  }
  return changed;
}

type Change = (text: string, random: Random, others: readonly string[]) => string;

const changes: readonly Change[] = [
  (text, random) => replaceSpan(text, random, () => ''),
  (text, random) => replaceSpan(text, random, (span) => span + span),
  (text, random) => replaceSpan(text, random, (span) => span.repeat(1 + random.below(2_000))),
  (text, random) => replaceSpan(text, random, () => random.pick(troubles)),
  (text, random) => insert(text, random, random.pick(troubles)),
  (text, random) =>
    insert(text, random, String.fromCharCode(random.below(random.chance(0.5) ? 0x80 : 0x1_0000))),
  (text, random) => replaceSpan(text, random, (span) => Array.from(span).reverse().join('')),
  (text, random) =>
    replaceSpan(text, random, (span) => (random.chance(0.5) ? span.toUpperCase() : span.toLowerCase())),
  (text, random) => replaceSpan(text, random, () => run(random)),
  (_, random) => run(random),
  (text, random, others) => (others.length === 0 ? text : splice(text, random.pick(others), random)),
];

/** One thing over and over: what a reader goes back over shows in the time that it takes. */
function run(random: Random): string {
  const unit = random.chance(0.5) ? random.pick(troubles) : String.fromCharCode(0x20 + random.below(0x60));
  return unit.repeat(1 + random.below(random.chance(0.2) ? 60_000 : 2_000));
}

const spanMax = 30;

function replaceSpan(text: string, random: Random, replace: (span: string) => string): string {
  const start = random.below(text.length + 1);
  const end = Math.min(text.length, start + 1 + random.below(random.chance(0.1) ? text.length + 1 : spanMax));
  return text.slice(0, start) + replace(text.slice(start, end)) + text.slice(end);
}

function insert(text: string, random: Random, what: string): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
}

/** The beginning of the one, and the end of the other. */
function splice(text: string, other: string, random: Random): string {
  return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
}
