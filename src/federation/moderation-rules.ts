import { foldedWords, readPattern, type Pattern } from '../posts/moderation-pattern.ts';
import { plainTextOf } from '../protocol/text.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { ruleActs, type Judgement, type ModerationRule } from '../store/store.ts';

/** Rules made ready to be asked, of memory alone. The most specific that applies decides: account, domain, the domains above, words. */
export interface Rules {
  /** What is said of an account, whatever it writes. */
  ofAccount(account: Account): Judgement | undefined;
  /** What is said of a reply: of its author, or else of its words. */
  ofReply(account: Account, texts: ReplyTexts): Judgement | undefined;
}

export interface Account {
  readonly id: Uri;
  /** Its name on its server; undefined where nobody asked yet, and then no rule for a handle applies. */
  readonly user: string | undefined;
}

export interface ReplyTexts {
  /** HTML. */
  readonly content: string;
  /** Plain text. */
  readonly summary: string | undefined;
}

/** A pattern that cannot be read names nobody. */
export function compileRules(rules: readonly Pick<ModerationRule, 'act' | 'pattern'>[]): Rules {
  const byKey = new Map<string, Judgement>();
  const phrases = new Map<string, Judgement>();
  for (const { act, pattern: text } of rules.toSorted(byStrength)) {
    const pattern = readPattern(text);
    if (pattern === undefined) continue;
    if (pattern.kind === 'words')
      putFirst(phrases, pattern.text, { act: act === 'block' ? 'hide' : act, pattern: text });
    else putFirst(byKey, keyOf(pattern), { act, pattern: text });
  }
  const ofAccount = (account: Account): Judgement | undefined => {
    if (byKey.size === 0) return undefined;
    for (const key of keysOf(account)) {
      const found = byKey.get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const words = openWords(phrases);
  return {
    ofAccount,
    ofReply: (account, texts) => ofAccount(account) ?? words(texts),
  };
}

/** Of two rules on the same level, what allows goes before what forbids, and what forbids more before what forbids less. */
function byStrength(one: Pick<ModerationRule, 'act'>, other: Pick<ModerationRule, 'act'>): number {
  return ruleActs.indexOf(one.act) - ruleActs.indexOf(other.act);
}

function putFirst(map: Map<string, Judgement>, key: string, judgement: Judgement): void {
  if (!map.has(key)) map.set(key, judgement);
}

function keyOf(pattern: Exclude<Pattern, { readonly kind: 'words' }>): string {
  switch (pattern.kind) {
    case 'account':
      return pattern.id;
    case 'handle':
    case 'domain':
      return pattern.text;
    case 'domains':
      return `*.${pattern.host}`;
  }
}

/** By which an account may be found, the most specific first. */
function* keysOf({ id, user }: Account): Iterable<string> {
  yield id;
  const { hostname } = new URL(id);
  if (user !== undefined) yield `@${user.toLowerCase()}@${hostname}`;
  yield hostname;
  for (let host = hostname; ; host = host.slice(host.indexOf('.') + 1)) {
    yield `*.${host}`;
    if (!host.includes('.')) break;
  }
  yield '*.';
}

/** Scripts that put no space between words: there a phrase is looked for anywhere. */
const unspaced =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
/** More than any body that is taken. */
const charactersMax = 1_000_000;

/** Single words are looked up, of whichever number; phrases are looked for one by one. In order of strength. */
function openWords(phrases: ReadonlyMap<string, Judgement>): (texts: ReplyTexts) => Judgement | undefined {
  const ordered = [...phrases];
  const single = new Map(ordered.filter(([phrase]) => !phrase.includes(' ') && !unspaced.test(phrase)));
  const sought = ordered
    .filter(([phrase]) => !single.has(phrase))
    .map(([phrase, judgement]) => [unspaced.test(phrase) ? phrase : ` ${phrase} `, judgement] as const);
  return ({ content, summary = '' }) => {
    if (ordered.length === 0) return undefined;
    const text = foldedWords(`${summary} ${plainTextOf(content, charactersMax)}`);
    const words = text.split(' ').flatMap((word) => single.get(word) ?? []);
    const padded = ` ${text} `;
    const found = sought.flatMap(([phrase, judgement]) => (padded.includes(phrase) ? [judgement] : []));
    return strongest([...words, ...found]);
  };
}

const wordActs: readonly Judgement['act'][] = ['allow', 'hide', 'limit', 'hold'];

function strongest(judgements: readonly Judgement[]): Judgement | undefined {
  return judgements.reduce<Judgement | undefined>(
    (best, one) =>
      best === undefined || wordActs.indexOf(one.act) < wordActs.indexOf(best.act) ? one : best,
    undefined,
  );
}
