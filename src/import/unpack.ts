import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { ImportError } from './found.ts';

/** Unpacks the files of a `.tar.gz` below `folder`; links, and names that lead out of it, are left out. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const unpacking = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), unpacking);
  const failed = reading.then(
    () => undefined,
    (error: unknown) => error as Error,
  );
  try {
    for await (const entry of unpacking) {
      const below = normalize(entry.header.name);
      const isFile = entry.header.type === 'file' && !/^(?:\/|\.\.(?:\/|$))/.test(below);
      if (!isFile) {
        entry.resume();
        continue;
      }
      const path = join(folder, below);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(entry, createWriteStream(path));
    }
  } catch (error) {
    throw unreadable(archive, error as Error);
  }
  const error = await failed;
  if (error !== undefined) throw unreadable(archive, error);
}

function unreadable(archive: string, { message }: Error): ImportError {
  return new ImportError(
    `${archive} cannot be unpacked: ${message}. Load it down again, or unpack it yourself.`,
  );
}
