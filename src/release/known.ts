import { join } from 'node:path';
import { writtenId } from '../federation/versions.ts';
import type { LoadOptions } from '../posts/load.ts';
import type { Store } from '../store/store.ts';
import { filesBelow } from './files.ts';

/**
 * What links and dates in the content are held against beside the content: files of `public/`, and what was ever published.
 * Before the first publication nothing is new: it is an archive that is registered.
 */
export async function knownBeyondContent(
  projectDir: string,
  store: Pick<Store, 'announcements' | 'formerSlugs' | 'setting'>,
): Promise<Pick<LoadOptions, 'knownPaths' | 'told'>> {
  const files = await filesBelow(join(projectDir, 'public'));
  const knownPaths = new Set(files.map((file) => `/${file.replaceAll('\\', '/')}`));
  if ((await store.setting('registeredAt')) === undefined) return { knownPaths };
  const [announcements, formerSlugs] = await Promise.all([store.announcements(), store.formerSlugs()]);
  const slugs = [
    ...announcements.map(({ id, slug }) => ({ id, slug })),
    ...[...formerSlugs].map(([slug, id]) => ({ id, slug })),
  ];
  return { knownPaths, told: slugs.map(({ id, slug }) => ({ id: writtenId(id), slug })) };
}
