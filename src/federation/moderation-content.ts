import type { ContentRule, Library } from '../posts/post.ts';
import { hasConversation } from '../posts/reaction.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { ModerationRule, Store, Transaction } from '../store/store.ts';

/**
 * Brings the store to what content says of moderation: its rules, and that what waits under no policy any more is open. Accounts
 * that the writer has `answered` are known. Done twice, it changes nothing.
 */
export async function reconcileModeration(
  { moderation = [], posts }: Pick<Library, 'moderation' | 'posts'>,
  answered: readonly Uri[],
  { now, site, store }: { readonly now: number; readonly site: Site; readonly store: Store },
): Promise<void> {
  const kept = (await store.rules()).filter(isOfContent);
  await store.transact((tx) => {
    putRules(moderation, kept, tx, now);
    for (const id of answered) tx.knowAuthorOf(id);
    for (const post of posts.filter(hasConversation)) {
      const { comments } = post;
      if (comments === 'open' || comments === 'first-time')
        tx.releaseReplies(site.objectId(post.id), comments);
    }
  });
}

/** What publishing does to one rule of the content: it is new, gone, or says something else. */
export interface RuleChange {
  readonly pattern: string;
  /** What it said, and where; undefined when it is new. */
  readonly before: Pick<ModerationRule, 'act' | 'file'> | undefined;
  /** Undefined when it is gone. */
  readonly after: Pick<ContentRule, 'act' | 'file'> | undefined;
}

/** Of the rules that the store has, `kept`, only those that content wrote count. In the order in which they are written. */
export function ruleChanges(
  written: readonly ContentRule[],
  kept: readonly ModerationRule[],
): readonly RuleChange[] {
  const gone = new Map(kept.filter(isOfContent).map((rule) => [rule.pattern, rule]));
  const changes: RuleChange[] = [];
  for (const { act, file, pattern } of written) {
    const before = gone.get(pattern);
    gone.delete(pattern);
    if (before?.act !== act) changes.push({ pattern, before, after: { act, file } });
  }
  return [
    ...changes,
    ...[...gone.values()].map((before) => ({ pattern: before.pattern, before, after: undefined })),
  ];
}

function isOfContent({ source }: ModerationRule): boolean {
  return source === 'content';
}

/** Only those that differ: whoever has rules in memory reads all of them again. */
function putRules(
  written: readonly ContentRule[],
  kept: readonly ModerationRule[],
  tx: Transaction,
  now: number,
): void {
  const byPattern = new Map(kept.map((rule) => [rule.pattern, rule]));
  for (const { act, file, pattern, reason, since } of written) {
    const before = byPattern.get(pattern);
    byPattern.delete(pattern);
    const at = since?.getTime() ?? before?.since ?? now;
    const isKept =
      before?.act === act && before.reason === reason && before.file === file && before.since === at;
    if (!isKept) tx.putRule({ pattern, act, reason, file, since: at, source: 'content' });
  }
  for (const pattern of byPattern.keys()) tx.removeRule(pattern, 'content');
}
