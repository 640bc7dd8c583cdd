import { readFile } from 'node:fs/promises';

/** Only Linux says what a process used and held. */
export const isObservable = process.platform === 'linux';

/** Megabytes of memory that a process has held at once. */
export async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`the kernel does not say what process ${pid} held`);
  return (Number(kibibytes) * 1024) / 1_000_000;
}

/** Milliseconds of processor time that a process has used, in all its threads. */
export async function cpuMsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [userTicks, systemTicks] = fields.slice(11, 13);
  return (Number(userTicks) + Number(systemTicks)) * tickMs;
}

/** Linux counts for programs in hundredths of a second, whatever it counts in itself. */
const tickMs = 10;
