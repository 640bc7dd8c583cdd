import type { ThreadReply } from '../theme.ts';

/** Answers nested deeper than this stand in the list of the last level, so a long exchange stays readable on a phone. */
const levelsMax = 4;

export interface ThreadNode {
  readonly reply: ThreadReply;
  /** The shown reply that this one answers; undefined when it answers the post, or something that is not here. */
  readonly parent: ThreadReply | undefined;
  readonly answers: readonly ThreadNode[];
}

interface Place {
  readonly reply: ThreadReply;
  readonly parent: ThreadReply | undefined;
  readonly level: number;
  readonly list: ThreadNode[];
}

/**
 * The tree of a conversation, each list in the order of `replies`. Whatever strangers claim to answer, every reply comes out
 * exactly once: without its parent at the root, and where claims run in a circle, from the first of them on.
 */
export function threadOf(replies: readonly ThreadReply[]): readonly ThreadNode[] {
  const byId = new Map<string, ThreadReply>(replies.map((reply) => [reply.id, reply]));
  const answersTo = Map.groupBy(replies, (reply) => reply.inReplyTo as string);
  const isRoot = (reply: ThreadReply): boolean => !byId.has(reply.inReplyTo);

  const roots: ThreadNode[] = [];
  const placed = new Set<string>();
  // Whatever hangs on no root is left over for the second round: it is part of a circle.
  for (const reply of [...replies.filter(isRoot), ...replies]) {
    const parent = byId.get(reply.inReplyTo);
    placeBranch({ reply, parent, level: 1, list: roots }, answersTo, placed);
  }
  return roots;
}

/** Places a reply and all below it, parents first. A loop and not a recursion: a chain may be as long as strangers like. */
function placeBranch(
  root: Place,
  answersTo: ReadonlyMap<string, readonly ThreadReply[]>,
  placed: Set<string>,
): void {
  const waiting = [root];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { reply, parent, level, list } = place;
    if (placed.has(reply.id)) continue;
    placed.add(reply.id);
    const answers: ThreadNode[] = [];
    list.push({ reply, parent, answers });
    const below = level < levelsMax ? answers : list;
    const children = answersTo.get(reply.id) ?? [];
    for (const child of children.toReversed()) {
      waiting.push({ reply: child, parent: reply, level: level + 1, list: below });
    }
  }
}
