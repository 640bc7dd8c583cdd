import type { Foundation } from '../app.ts';
import type { OwnKeys } from '../federation/keys.ts';
import { currentManifest } from '../release/current.ts';
import { siteOf, type Site } from '../site.ts';
import { openCommand, settings } from './environment.ts';

/** What was asked cannot be done, said so that the person at the keyboard knows what to do instead. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** The blog as it was last published, for a command that speaks in its name. */
export interface PublishedBlog {
  readonly foundation: Foundation;
  readonly site: Site;
  readonly keys: OwnKeys;
}

/** Runs a command on the blog, beside a running server or without one. Throws a CommandError when nothing was published yet. */
export async function withBlog(run: (blog: PublishedBlog) => Promise<number>): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    const manifest = await currentManifest(foundation.settings.dataDir);
    if (manifest === undefined)
      throw new CommandError('Nothing was published yet. Start the blog, or run: npm run publish');
    const site = siteOf(manifest.blog, manifest.origin);
    return await run({ foundation, site, keys: await foundation.useKeysOf(site) });
  } finally {
    await foundation.close();
  }
}

/** Text from strangers in one line, without what would steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ');
}
