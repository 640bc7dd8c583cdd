import type { Post } from '../posts/post.ts';
import type { Words } from './words.ts';

/** What a post refers to elsewhere, as its page says it. */
export interface Target {
  /** Microformats property of the link. */
  readonly property: 'u-in-reply-to' | 'u-like-of' | 'u-repost-of';
  /** Stands before `host`: "Liked a post on". */
  readonly phrase: string;
  readonly url: string;
  readonly host: string;
}

/** What the post answers, likes or boosts; undefined for one that stands alone. */
export function targetShown({ inReplyTo, likeOf, repostOf }: Post, words: Words): Target | undefined {
  const kinds = [
    { property: 'u-in-reply-to', phrase: words.inAnswerTo, url: inReplyTo },
    { property: 'u-like-of', phrase: words.liked, url: likeOf },
    { property: 'u-repost-of', phrase: words.boosted, url: repostOf },
  ] as const;
  const kind = kinds.find(({ url }) => url !== undefined);
  if (kind?.url === undefined) return undefined;
  return { ...kind, url: kind.url, host: new URL(kind.url).host };
}
