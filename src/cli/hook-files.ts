import { access, chmod, constants, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSettings } from '../config.ts';
import { CommandError } from './blog.ts';
import { projectDir } from './environment.ts';

/** Git's own names: one decides about a push, the other publishes what was accepted (githooks(5)). */
export const hookNames = ['pre-receive', 'post-receive'] as const;

const environmentName = 'outward.env';
const signature = '# Written by "outward hook install".';

/** Which hook it is, it knows by its own name. Without its settings beside it, it fails, and nothing is accepted. */
const script = `#!/bin/sh
${signature} "outward hook uninstall" removes it.
set -a
. "\${0%/*}/${environmentName}" || exit 1
set +a
exec "$OUTWARD_NODE" "$OUTWARD_PROGRAM" hook "\${0##*/}"
`;

/** Where git looks for them; said in the repository's own settings, so that those of a user lead nowhere else. */
export function hooksFolder(repository: string): string {
  return join(repository, 'hooks');
}

/**
 * Writes both hooks into `repository`, and beside them, for the eyes of the user alone, the settings in `environment` that
 * they run with. May be repeated. Throws a CommandError where somebody else's hook is in the way.
 */
export async function writeHooks(
  repository: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const folder = hooksFolder(repository);
  for (const name of hookNames) await refuseForeignHook(join(folder, name));
  await mkdir(folder, { recursive: true });
  const place = join(folder, environmentName);
  await writeFile(place, environmentText(environment), { mode: 0o600 });
  await chmod(place, 0o600); // It may have been there before.
  for (const name of hookNames) {
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
  }
}

async function refuseForeignHook(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => signature);
  if (text.includes(signature)) return;
  throw new CommandError(
    `${path} is a hook of somebody else. Move it away, or take another repository: outward hook install --bare <dir>`,
  );
}

/** May be repeated. Hooks of others are left alone. */
export async function removeHooks(repository: string): Promise<void> {
  const folder = hooksFolder(repository);
  for (const name of hookNames) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (text.includes(signature)) await rm(join(folder, name));
  }
  await rm(join(folder, environmentName), { force: true });
}

/** What stands in the way of a push, sentences with what to do; none when all is well. */
export async function faultsOfHooks(repository: string): Promise<readonly string[]> {
  const places = hookNames.map((name) => join(hooksFolder(repository), name));
  const isOurs = async (place: string): Promise<boolean> =>
    (await readFile(place, 'utf8').catch(() => '')) === script && (await isAllowed(place, constants.X_OK));
  const missing = (await Promise.all(places.map(isOurs))).includes(false);
  const settings = join(hooksFolder(repository), environmentName);
  const text = await readFile(settings, 'utf8').catch(() => '');
  const node = /^OUTWARD_NODE='(.*)'$/m.exec(text)?.[1];
  const isNodeThere = node !== undefined && (await isAllowed(node, constants.X_OK));
  return [
    ...(missing ? ['A hook is missing or was changed. Run: outward hook install'] : []),
    ...(isNodeThere ? [] : [`${settings} names no Node that is there. Run: outward hook install`]),
  ];
}

async function isAllowed(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** Whoever pushes may have other variables set, or none: the settings that this command runs with, for a shell to read. */
function environmentText(environment: Readonly<Record<string, string | undefined>>): string {
  const read = new Set(['PATH']);
  const noting = new Proxy(environment, {
    get: (target, name) => {
      read.add(String(name));
      return target[String(name)];
    },
  });
  loadSettings(noting, projectDir);
  const kept = [...read].map((name) => [name, environment[name]] as const);
  const all = [
    ['OUTWARD_NODE', process.execPath],
    ['OUTWARD_PROGRAM', join(projectDir, 'src/cli/outward.ts')],
    ...kept,
  ] as const;
  const lines = all
    .filter(([, value]) => value !== undefined)
    .map(([name, value = '']) => `${name}=${quoted(value)}`);
  return `${lines.join('\n')}\n`;
}

/** For a POSIX shell, whatever is in it. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
