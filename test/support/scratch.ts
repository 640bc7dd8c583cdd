import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from './at-end.ts';

/** A folder of a test's own, gone when the test is over. */
export interface Scratch extends AsyncDisposable {
  /** Absolute. */
  readonly path: string;
}

/** Makes a new, empty folder. It is removed on disposal, and at the latest when the process ends. */
export function openScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'outward-test-'));
  const forget = atEnd(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      forget();
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
