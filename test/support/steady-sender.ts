import type { RemotePerson } from './remote-person.ts';
import { waitFor } from './wait-for.ts';

/** Somebody who sends reply after reply whatever becomes of them, and remembers what was said to each. */
export interface SteadySender {
  /** Ids of the replies that were answered 202. */
  acknowledged(): readonly string[];
  /** Resolves when so many more have been answered with `status` than when this was called. */
  more(status: number, count: number): Promise<unknown>;
  /** How many were answered so, by status. */
  counts(): Readonly<Record<number, number>>;
  /** What no sender can make sense of: no answer, one that is neither 202 nor 503, a 503 that does not say when to come again. */
  oddities(): readonly string[];
  readonly longestMs: number;
  /** Sends nothing more, and resolves when all that was sent is answered. */
  pause(): Promise<void>;
  resume(): void;
}

const sentAtOnce = 4;

/** `person` replies to `objectId`, of the actor `to`; call `resume` to begin. */
export function openSender(
  person: RemotePerson,
  { inbox, objectId, to }: { readonly inbox: string; readonly objectId: string; readonly to: string },
): SteadySender {
  const answers: { readonly id: string; readonly status: number }[] = [];
  const oddities = new Set<string>();
  let longestMs = 0;
  let isPaused = true;
  let running: Promise<unknown> = Promise.resolve();

  async function send(): Promise<void> {
    const reply = person.reply({ to, inReplyTo: objectId, content: `<p>${'Indeed. '.repeat(50)}</p>` });
    const begun = performance.now();
    try {
      const { headers, status } = await person.post(inbox, JSON.stringify(reply));
      answers.push({ id: reply.object.id, status });
      const isRetried = status === 503 && Number(headers['retry-after']) > 0;
      if (status !== 202 && !isRetried) oddities.add(`${status} Retry-After: ${headers['retry-after']}`);
    } catch (error) {
      oddities.add(String(error));
    }
    longestMs = Math.max(longestMs, performance.now() - begun);
  }

  async function sendOn(): Promise<void> {
    while (!isPaused) {
      await send();
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
  return {
    acknowledged: () => answers.flatMap(({ id, status }) => (status === 202 ? [id] : [])),
    more: (status, wanted) => {
      const before = count(status);
      return waitFor(
        () => count(status) >= before + wanted,
        `${wanted} more answers ${status} (${[...oddities].join()})`,
      );
    },
    counts: () => Object.fromEntries(answers.map(({ status }) => [status, count(status)])),
    oddities: () => [...oddities],
    get longestMs() {
      return longestMs;
    },
    pause: async () => {
      isPaused = true;
      await running;
    },
    resume: () => {
      isPaused = false;
      running = Promise.all(Array.from({ length: sentAtOnce }, sendOn));
    },
  };
}
