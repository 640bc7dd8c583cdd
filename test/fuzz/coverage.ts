import { Session } from 'node:inspector/promises';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** Tells whether code of ours ran that had not run before. */
export interface Coverage {
  /** How many blocks ran for the first time since it was last asked. */
  newBlocks(): Promise<number>;
}

const ours = ['src/', 'functions/'].map(
  (folder) => pathToFileURL(join(import.meta.dirname, '../..', folder)).href,
);

/** Looks at the process that it is called in. */
export async function watchCoverage(): Promise<Coverage> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    newBlocks: async () => {
      const before = seen.size;
      const { result } = await session.post('Profiler.takePreciseCoverage');
      for (const { url, functions } of result) {
        if (!ours.some((folder) => url.startsWith(folder))) continue;
        for (const { startOffset, endOffset, count } of functions.flatMap(({ ranges }) => ranges))
          if (count > 0) seen.add(`${url} ${startOffset} ${endOffset}`);
      }
      return seen.size - before;
    },
  };
}
