import { join } from 'node:path';
import { startChild, type Child } from '../support/child.ts';
import type { Outward } from '../support/outward.ts';

const projectDir = join(import.meta.dirname, '../..');

/** A command beside the server, as its writer types it, for the caller to kill. Nothing waits, unless `env` has a GRACE. */
export function startCommand(
  { contentDir, dataDir, origin }: Outward,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Child {
  return startChild([join(projectDir, 'src/cli/outward.ts'), ...args], {
    cwd: projectDir,
    env: {
      ORIGIN: origin,
      DATA_DIR: dataDir,
      CONTENT_DIR: contentDir,
      PRIVATE_PEERS: '127.0.0.0/8,::1/128',
      GRACE: '0',
      ...env,
    },
  });
}
