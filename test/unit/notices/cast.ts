import { onTestFinished } from 'vitest';
import type { NoticeScope } from '../../../src/notices/notice.ts';
import type { Store } from '../../../src/store/store.ts';
import { alice, replyOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { NOW } from '../builders.ts';
import { site } from '../theme/sample.ts';

/** A store, and a blog of one post with the title "Kettles & co". */
export async function openScope(): Promise<NoticeScope & { readonly store: Store }> {
  const fresh = await freshSqlite();
  onTestFinished(() => fresh[Symbol.asyncDispose]());
  return {
    store: fresh.store,
    site,
    now: () => NOW,
    release: {
      objects: (id) => (id === post ? { slug: 'kettle' } : undefined),
      objectBySlug: () => ({ title: 'Kettles & co' }),
    },
  };
}

export const post = site.objectId('id-kettle');

/** A comment of alice on that post, which waits. */
export const comment = (
  id: string,
  more: Partial<Parameters<typeof replyOf>[1]> = {},
): ReturnType<typeof replyOf> => replyOf(id, { inReplyTo: post, objectId: post, policy: 'approve', ...more });

export async function putComment(
  store: Store,
  id: string,
  more: Parameters<typeof comment>[1] = {},
): Promise<void> {
  await store.transact((tx) => tx.putReply(comment(id, more), NOW));
}

export { alice, NOW, site };
