import type { DecisionView } from '../theme.ts';
import type { IntentWords, Words } from './words/words.ts';

/** Title of the page of a link that decides, and what there is to know about it. */
export function decisionWords(view: DecisionView, { notices }: Words): IntentWords {
  if (view.state === 'decided') return { title: notices.decided[view.verb], hint: notices.decidedHint };
  return view.state === 'open' ? notices.decide : notices[view.state];
}

/** What came, in one sentence; what is about no post that is there is about the blog. */
export function noticeSentence(
  { kind, post, who, why }: Pick<Extract<DecisionView, { state: 'open' }>, 'kind' | 'post' | 'who' | 'why'>,
  { notices }: Words,
  blog: string,
): string {
  const title = post?.title ?? blog;
  if (kind !== 'comment') return notices[kind](who);
  return why === undefined ? notices.comment(who, title) : notices.held(who, title);
}

/** Why a comment waits; undefined for what does not. */
export function noticeReason(
  { why }: Pick<Extract<DecisionView, { state: 'open' }>, 'why'>,
  { notices }: Words,
): string | undefined {
  if (why === undefined) return undefined;
  return why.cause === 'rule' ? notices.byRule(why.pattern) : notices.why[why.cause];
}
