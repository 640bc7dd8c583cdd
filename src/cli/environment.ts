import { writeSync } from 'node:fs';
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
  surviveOutput();
  const logger = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, logDestination());
  return openFoundation(
    loaded,
    projectDir,
    realWorld((event) => logger.info(event)),
  );
}

/** A line that cannot be written, on a full disk or to somebody who has gone, is lost; the next that can says how many were. */
function logDestination(): { write(line: string): void } {
  let lost = 0;
  return {
    write: (line) => {
      const gap = lost === 0 ? '' : `${JSON.stringify({ event: 'log.lost', lines: lost })}\n`;
      try {
        writeSync(2, gap + line);
        lost = 0;
      } catch {
        lost += 1;
      }
    },
  };
}

/** Nobody listening is no reason to stop serving. */
function surviveOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);
  }
}
