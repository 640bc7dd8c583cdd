import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { openFoundation, realWorld, type Foundation } from '../app.ts';
import { loadSettings, type Settings } from '../config.ts';

/** The folder with package.json. */
export const projectDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export function settings(): Settings {
  return loadSettings(process.env, projectDir);
}

/** Opens store and network for one run of a command; the data folder is made when there is none. */
export async function openCommand(loaded: Settings): Promise<Foundation> {
  await mkdir(loaded.dataDir, { recursive: true, mode: 0o700 });
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
  return openFoundation(
    loaded,
    projectDir,
    realWorld((event) => logger.info(event)),
  );
}
