import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A browser program, and what its environment must hold. */
export interface ChromiumProgram {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The Chromium to test with: `CHROME_PATH` if set, else the packaged one, which exists for Linux x64 only. It is unpacked once
 * a machine, wholly or not at all, since several test processes may ask at the same time.
 */
export async function findChromium(environment: NodeJS.ProcessEnv = process.env): Promise<ChromiumProgram> {
  const installed = environment.CHROME_PATH ?? '';
  if (installed !== '') return { path: installed, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'Set CHROME_PATH to an installed Chrome or Chromium: the packaged one runs on Linux x64 only.',
    );
  }
  const home = join(tmpdir(), `outward-chromium-${process.getuid?.() ?? 0}`);
  const ready = join(home, 'ready');
  if (!(await exists(ready))) await unpack(home, ready);
  return { path: join(ready, 'chromium'), env: { FONTCONFIG_FILE: join(ready, 'fonts.conf') } };
}

/** The package unpacks into the system's temporary folder: a process of its own is given another one. */
async function unpack(home: string, ready: string): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(join(home, 'unpacking-'));
  const script = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  const env = { ...process.env, TMPDIR: scratch };
  await promisify(execFile)(process.execPath, ['--eval', script], { cwd: import.meta.dirname, env });
  await writeFile(join(scratch, 'fonts.conf'), fontsConfig(join(ready, 'fonts')));
  try {
    await rename(scratch, ready);
  } catch (error) {
    await rm(scratch, { recursive: true });
    if (!(await exists(ready))) throw error; // Otherwise another process was quicker.
  }
}

const fontsConfig = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><dir>/usr/share/fonts</dir><cachedir>${folder}/cache</cachedir></fontconfig>
`;

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
