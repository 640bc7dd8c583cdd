import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../support/random.ts';

/** Posts that somebody writes, edits, removes, and writes anew. */
export interface Content {
  /** What each post holds that there is, by slug: a mark that no other text has ever held. */
  readonly marks: ReadonlyMap<string, string>;
  /** Makes a few changes. */
  change(): Promise<void>;
  /** Rewrites or removes whatever holds one of `unwanted`. */
  renounce(unwanted: ReadonlySet<string>): Promise<void>;
}

/** Few, so that of one there is news while older news of it is still on its way. */
const postsMax = 4;
const changesMax = 3;

export function openContent(contentDir: string, random: Random): Content {
  const marks = new Map<string, string>();
  let count = 0;

  async function write(slug: string): Promise<void> {
    const mark = `mark-${(count += 1)}`;
    marks.set(slug, mark);
    const text = `---\ntitle: ${slug}\ndate: 2026-03-02\n---\n\nThis is ${mark}.\n`;
    await writeFile(fileOf(slug), text);
  }

  async function remove(slug: string): Promise<void> {
    marks.delete(slug);
    await rm(fileOf(slug));
  }

  function fileOf(slug: string): string {
    return join(contentDir, 'posts', `${slug}.md`);
  }

  async function changeOne(): Promise<void> {
    const slug = `soak-${random.below(postsMax)}`;
    if (marks.has(slug) && random.chance(0.3)) await remove(slug);
    else await write(slug);
  }

  return {
    marks,
    change: async () => {
      for (let n = random.below(changesMax); n >= 0; n -= 1) await changeOne();
    },
    renounce: async (unwanted) => {
      for (const [slug, mark] of [...marks]) {
        if (!unwanted.has(mark)) continue;
        if (random.chance(0.5)) await remove(slug);
        else await write(slug);
      }
    },
  };
}

/** The marks that stand anywhere in `text`, each once. */
export function marksIn(text: string): readonly string[] {
  return [...new Set(text.match(/mark-\d+/g))];
}
