import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../support/random.ts';
import { startCommand } from './command.ts';
import type { Stage } from './stage.ts';

/** Somebody who writes while the machine keeps dying. */
export interface PostWriter {
  /** Edits of each post, by slug. */
  readonly posts: ReadonlyMap<string, number>;
  /** Writes a post, or edits one, and publishes: to its end, or to a kill -9 at any moment of it. */
  publish(isKilled: boolean): Promise<void>;
}

const publishMs = 600;

export function openWriter({ blog, followers }: Stage, random: Random): PostWriter {
  const posts = new Map<string, number>();

  async function write(): Promise<void> {
    const isNew = posts.size === 0 || random.chance(0.5);
    const slug = isNew ? `soak-${posts.size}` : random.pick([...posts.keys()]);
    const edits = (posts.get(slug) ?? -1) + 1;
    posts.set(slug, edits);
    const named = followers[0]?.handle ?? ''; // A follower who is named besides has two reasons to get it, and gets it once.
    const text = `---\ntitle: ${slug}\ndate: 2026-03-02\n---\n\nEdit ${edits}. Thanks to ${named}.\n`;
    await writeFile(join(blog.contentDir, 'posts', `${slug}.md`), text);
  }

  return {
    posts,
    publish: async (isKilled) => {
      await write();
      await using command = startCommand(blog, ['publish']);
      if (isKilled) setTimeout(() => void command.stop('SIGKILL'), random.below(publishMs));
      await command.ended;
    },
  };
}
