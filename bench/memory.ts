import { startBareServer } from './bare-server.ts';
import { portOf, replyLoadOf, restart, startBlog, storing } from './blog.ts';
import { atMost, once, whole, type Figures } from './figures.ts';
import { runLoad, startLoadGenerator } from './load.ts';
import { newcomersAt, repliesBy, startPeople } from './people.ts';
import { isObservable, peakOf } from './process.ts';

const connections = 200;
const peopleCount = 200;
const replyCount = 10_000;

const title = `Memory at the peak, ${whole(replyCount)} replies over ${connections} connections`;

/** What the program holds at most while replies by known people come on many connections. */
export async function measureMemory(): Promise<Figures> {
  if (!isObservable) {
    return { title, rows: [], notes: ['Not measured: only Linux says what a process held at its peak.'] };
  }
  const { before, ours, bare } = await peaks();
  return {
    title,
    rows: [
      {
        name: 'Outward',
        unit: 'MB',
        value: ours,
        beside: [once('node:http server that reads bodies and answers 202', [ours], bare, atMost(3))],
      },
    ],
    notes: [
      'Resident memory as the kernel counts it (VmHWM), the database’s cache included; the bare server takes the same load.',
      `The program was started anew on a finished release, so no build is in it; before the load it had held ${whole(before)} MB.`,
    ],
  };
}

/** Megabytes. */
interface Peaks {
  readonly before: number;
  readonly ours: number;
  readonly bare: number;
}

async function peaks(): Promise<Peaks> {
  await using people = await startPeople();
  await using generator = await startLoadGenerator();
  await using blog = await startBlog();
  await using bare = await startBareServer();
  const replies = repliesBy(newcomersAt(people.ready)(peopleCount), replyLoadOf(blog));
  const send = (port: number, requests: readonly string[]) =>
    runLoad(generator, { target: { port }, requests, connections });
  await storing(blog, peopleCount, () => send(portOf(blog), replies(peopleCount)));
  await restart(blog);
  const pid = blog.outward.pid();
  const before = await peakOf(pid);
  const requests = replies(replyCount);
  await storing(blog, replyCount, () => send(portOf(blog), requests));
  await send(bare.port, requests);
  return { before, ours: await peakOf(pid), bare: await peakOf(bare.pid) };
}
