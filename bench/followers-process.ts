// People on hosts of their own, who follow and wait for the Accept: both ends of the wait are seen by one clock.
import type { Followers, FollowLoad, SentFollow } from './followers.ts';
import { openPersonServer } from './person-server.ts';
import { openWire, type Wire } from './wire.ts';
import { serve } from './worker.ts';

const deadlineMs = 30_000;

/** Who waits for an Accept, by inbox; called with the time at which it was there. */
const waiting = new Map<string, (at: number) => void>();

const { ready } = await openPersonServer((inbox, body) => {
  const at = performance.now();
  const { type } = JSON.parse(body.toString()) as { type: string };
  if (type === 'Accept') waiting.get(inbox)?.(at);
});

async function run({ target, follows, atOnce }: FollowLoad): ReturnType<Followers['ask']> {
  const wires = await Promise.all(Array.from({ length: atOnce }, () => openWire(target)));
  const latenciesMs: number[] = [];
  const unsent = follows.values();
  const begun = performance.now();
  await Promise.all(
    wires.map(async (wire) => {
      for (const follow of unsent) latenciesMs.push(await followBy(wire, follow));
      wire.close();
    }),
  );
  return { ms: performance.now() - begun, latenciesMs };
}

/** Milliseconds from the first byte of the Follow to the last of the Accept. */
async function followBy(wire: Wire, { inbox, request }: SentFollow): Promise<number> {
  const accepted = acceptAt(inbox);
  const begun = performance.now();
  const [status, at] = await Promise.all([wire.send(request), accepted]);
  if (status !== 202) throw new Error(`a Follow was answered ${status}`);
  return at - begun;
}

function acceptAt(inbox: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(new Error(`no Accept has come to ${inbox}`)), deadlineMs);
  waiting.set(inbox, resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    waiting.delete(inbox);
  });
}

serve<Followers>(ready, run);
