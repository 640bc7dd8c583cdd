import type { Post } from './post.ts';

/** Whether the post is an act upon a post elsewhere, a like or a boost, and no object of its own. */
export function isReaction(post: Pick<Post, 'likeOf' | 'repostOf'>): boolean {
  return post.likeOf !== undefined || post.repostOf !== undefined;
}

/** The address of what the post answers, likes or boosts: it must be found before the post can be sent. */
export function targetOf(post: Pick<Post, 'inReplyTo' | 'likeOf' | 'repostOf'>): string | undefined {
  return post.inReplyTo ?? post.likeOf ?? post.repostOf;
}

/** Whether strangers can answer the post: it is an object of the fediverse. */
export function hasConversation(post: Pick<Post, 'federate' | 'likeOf' | 'repostOf'>): boolean {
  return post.federate && !isReaction(post);
}
