import type { Poll } from '../posts/post.ts';
import type { JsonObject } from '../protocol/vocabulary.ts';
import type { PollCounts } from '../store/store.ts';
import { timestamp } from './wire-text.ts';

/**
 * What makes an object a Question (Activity Streams §2.2): its options with their votes, when it ends, and who voted. `drawn`,
 * in milliseconds, is when it is looked at: a poll that is over by then says so.
 */
export function questionOf(poll: Poll, drawn: number, counts: PollCounts | undefined): JsonObject {
  const closes = poll.closes.getTime();
  const options = poll.options.map((name) => ({
    type: 'Note',
    name,
    replies: { type: 'Collection', totalItems: counts?.votes.get(name) ?? 0 },
  }));
  return {
    ...(poll.multiple ? { anyOf: options } : { oneOf: options }),
    endTime: timestamp(closes),
    ...(drawn < closes ? {} : { closed: timestamp(closes) }),
    votersCount: counts?.voters ?? 0,
  };
}
