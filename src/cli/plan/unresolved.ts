import { join } from 'node:path';
import type { Step } from '../../federation/step.ts';
import type { Post } from '../../posts/post.ts';
import { readText } from '../../posts/source.ts';

/** A mention of somebody who cannot be found: the post goes out without it. */
export interface UnresolvedMention {
  /** `@ada@social.example` */
  readonly name: string;
  readonly reason: string;
  readonly file: string;
  /** 1 is the first line of the file. */
  readonly line: number | undefined;
}

/** Every mention in `steps` that names nobody, with the line where it stands first. */
export async function unresolvedIn(
  steps: readonly Step[],
  contentDir: string,
): Promise<readonly UnresolvedMention[]> {
  const found = steps.map(async ({ change, mentions }) => {
    const unknown = mentions.filter((outcome) => outcome.kind === 'unknown');
    if (unknown.length === 0 || change.kind === 'delete') return [];
    const { post } = change;
    const text = await readText(join(contentDir, post.file.replace(/^content\//, '')));
    return unknown.map(({ name, reason }) => ({
      name,
      reason,
      file: post.file,
      line: lineOf(name, text, post.body),
    }));
  });
  return (await Promise.all(found)).flat();
}

/** The front matter mentions nobody, so it is not looked through. */
export function lineOf(
  name: string,
  text: string,
  { source }: Pick<Post['body'], 'source'>,
): number | undefined {
  const lines = source.split('\n');
  const before = text.split('\n').length - lines.length;
  const mention = new RegExp(`${RegExp.escape(name)}(?!\\.?[\\p{L}\\p{N}_-])`, 'iu');
  const index = lines.findIndex((line) => mention.test(line));
  return index === -1 ? undefined : before + index + 1;
}
