import { unreachable } from '../assert.ts';
import type { JudgedReply, ModerationRule, ReplyFacts, Standing } from '../store/store.ts';
import { printable } from './blog.ts';
import type { RulePlaces } from './rule-places.ts';
import { stamp } from './words.ts';

/** Rules by pattern, and where each is written down. */
export interface KnownRules {
  readonly rules: readonly ModerationRule[];
  readonly placeOf: RulePlaces;
}

/** What readers see of a comment that stands so, as a sentence about it begins. */
export const standingWords: Readonly<Record<Standing, string>> = {
  open: 'Readers see it',
  held: 'It waits for your word',
  hidden: 'It is hidden',
  limited: 'It was taken and is not shown: its author is limited',
  blocked: 'It is not shown: its author is blocked',
};

/** Why a comment stands where it does, in a few words. */
export function whyOf({ cause, pattern }: JudgedReply, known: KnownRules): string {
  switch (cause) {
    case 'rule':
      return ruleWords(pattern ?? '', known);
    case 'writer':
      return 'your word';
    case 'first-time':
      return 'the first of this account';
    case 'approve':
      return 'each comment waits there';
    case 'edited':
      return 'edited since readers saw it';
    case undefined:
      return 'nothing speaks against it';
    default:
      return unreachable(cause);
  }
}

/** `the rule "block spam.example" (content/moderation/spam.yml:3)`; all that there are for the pattern. */
export function ruleWords(pattern: string, { placeOf, rules }: KnownRules): string {
  const found = rules.filter((rule) => rule.pattern === pattern);
  if (found.length === 0) return `a rule for ${printable(pattern)} that is gone`;
  return found.map((rule) => `the rule "${rule.act} ${printable(pattern)}" (${placeOf(rule)})`).join(' and ');
}

/** Each fact that the standing follows from, a line each, the one that decides first. */
export function factLines(reply: ReplyFacts, known: KnownRules): readonly string[] {
  const { policy, rule, standing, storedAt, verdict, waits } = reply;
  return [
    `${standingWords[standing]}: ${whyOf(reply, known)}.`,
    verdict === undefined ? 'You have said nothing of it.' : verdictWords[verdict],
    rule === undefined
      ? 'No rule is about it.'
      : `Of the rules, what applies is ${ruleWords(rule.pattern, known)}.${reasonOf(rule.pattern, known)}`,
    `It came ${stamp(storedAt)} under the policy "${policy}"${waits === undefined ? ', which lets it pass' : ''}.`,
    ...(waits === undefined ? [] : [`By it, it waits: ${whyOf({ ...reply, cause: waits }, known)}.`]),
  ];
}

const verdictWords = { approved: 'You have approved it.', hidden: 'You have hidden it.' } as const;

function reasonOf(pattern: string, { rules }: KnownRules): string {
  const reasons = rules.flatMap((rule) => (rule.pattern === pattern ? (rule.reason ?? []) : []));
  return reasons.length === 0 ? '' : ` Its reason: ${printable(reasons.join('; '))}.`;
}
