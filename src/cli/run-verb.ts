import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectDir } from './environment.ts';

/**
 * Runs a verb in a process of its own, as a person would: rendering Markdown is no work for a server's memory. Rejects where
 * its exit status is not 0, with what it said; and when `signal` asks it to stop, at once.
 */
export async function runVerb(args: readonly string[], signal?: AbortSignal): Promise<void> {
  const program = join(projectDir, 'src', 'cli', 'outward.ts');
  const options = { env: process.env, ...(signal && { signal }) };
  await promisify(execFile)(process.execPath, [...process.execArgv, program, ...args], options);
}
