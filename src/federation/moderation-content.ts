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
  const kept = (await store.rules()).filter(({ source }) => source === 'content');
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
