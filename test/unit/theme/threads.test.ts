import { describe, expect, test } from 'vitest';
import type { ThreadNode } from '../../../src/components/threads.ts';
import { threadOf } from '../../../src/components/threads.ts';
import type { Reply } from '../../../src/store/store.ts';
import { replyOf } from './sample.ts';

/** `a(b(c) d)`: names with their answers in brackets. */
function drawn(nodes: readonly ThreadNode[]): string {
  return nodes.map(drawnNode).join(' ');
}

function drawnNode({ reply, answers }: ThreadNode): string {
  return `${nameOf(reply)}${answers.length > 0 ? `(${drawn(answers)})` : ''}`;
}

function nameOf(reply: Reply | undefined): string {
  return reply?.id.split('/').at(-1) ?? '';
}

function chain(length: number): readonly Reply[] {
  return Array.from({ length }, (_, index) => replyOf(`r${index}`, index === 0 ? 'post' : `r${index - 1}`));
}

describe('a thread', () => {
  test('nests each reply under what it answers, in the order given', () => {
    const replies = [
      replyOf('a', 'post'),
      replyOf('b', 'post'),
      replyOf('c', 'a'),
      replyOf('d', 'a'),
      replyOf('e', 'c'),
    ];
    expect(drawn(threadOf(replies))).toBe('a(c(e) d) b');
  });

  test('is empty without replies', () => {
    expect(threadOf([])).toEqual([]);
  });

  test('takes a reply whose parent is missing for an answer to the post', () => {
    expect(drawn(threadOf([replyOf('a', 'post'), replyOf('b', 'deleted'), replyOf('c', 'b')]))).toBe(
      'a b(c)',
    );
  });

  test('finds a parent that arrived after its answer', () => {
    expect(drawn(threadOf([replyOf('b', 'a'), replyOf('a', 'post')]))).toBe('a(b)');
  });

  test('keeps a reply that claims to answer itself, once', () => {
    expect(drawn(threadOf([replyOf('a', 'a'), replyOf('b', 'a')]))).toBe('a(b)');
  });

  test('keeps every reply of a circle, once, and what hangs on it', () => {
    const replies = [
      replyOf('x', 'post'),
      replyOf('a', 'c'),
      replyOf('b', 'a'),
      replyOf('c', 'b'),
      replyOf('d', 'b'),
    ];
    const nodes = threadOf(replies);
    expect(drawn(nodes)).toBe('x a(b(c d))');
    expect(nameOf(nodes[1]?.parent)).toBe('c');
  });

  test('stops nesting at the fourth level, and knows of each reply what it answers', () => {
    const nodes = threadOf([...chain(7), replyOf('z', 'r3')]);
    expect(drawn(nodes)).toBe('r0(r1(r2(r3 r4 r5 r6 z)))');
    const lastLevel = nodes[0]?.answers[0]?.answers[0]?.answers;
    expect(nodes[0]?.parent).toBeUndefined();
    expect(lastLevel?.map(({ parent }) => nameOf(parent))).toEqual(['r2', 'r3', 'r4', 'r5', 'r3']);
  });

  test('of twenty thousand replies in a row is built without exhausting the stack', () => {
    expect(threadOf(chain(20_000))[0]?.answers[0]?.answers[0]?.answers).toHaveLength(19_997);
  });
});
