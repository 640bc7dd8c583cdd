import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContentWarning } from './post.ts';
import { nothingIfAbsent } from './source.ts';

/** Endings of names that other programs give to Markdown. */
const otherEnding = /\.(?:markdown|mdown|mkdn?|mdx|txt|md)$/i;

/** Files beside those that are read that were probably meant to be: each is named, with the name to give it. */
export async function overlookedIn(contentDir: string): Promise<readonly ContentWarning[]> {
  const found = await Promise.all(
    ['authors', 'pages', 'posts'].map((folder) => overlookedBelow(contentDir, folder)),
  );
  return found.flat();
}

async function overlookedBelow(contentDir: string, folder: string): Promise<readonly ContentWarning[]> {
  const entries = await readdir(join(contentDir, folder), { withFileTypes: true }).catch(nothingIfAbsent);
  const names = (entries ?? []).filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  return names
    .filter((name) => !/^[_.]/.test(name) && !name.endsWith('.md') && otherEnding.test(name))
    .map((name) => ({
      rule: 'not-read',
      file: `content/${folder}/${name}`,
      line: undefined,
      field: undefined,
      message: 'It is not read: only names that end in .md are.',
      remedy: `Call it ${name.replace(otherEnding, '.md')}, or put _ before its name.`,
    }));
}
