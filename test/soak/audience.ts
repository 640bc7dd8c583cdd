import { hash } from 'node:crypto';
import type { Answer } from '../support/misbehaviour.ts';
import { randomOf, type Random } from '../support/random.ts';
import { parseReceived, type ReceivedActivity, type RecordedRequest } from '../support/recorded-request.ts';
import type { RemoteServer } from '../support/remote-server.ts';

/** What one inbox took. */
export interface Arrival {
  readonly inbox: string;
  readonly activity: ReceivedActivity & { readonly id: string };
  /** How often the program had been started by then. */
  readonly life: number;
  /** Whether its sender could hear that it was taken, if it lived so long. */
  readonly isAnswered: boolean;
}

/** Whoever is sent posts: they are slow, refuse things, or lose their answers. */
export interface Audience {
  /** Everything that was taken, copies included, in that order. */
  readonly arrivals: readonly Arrival[];
  /** To be called whenever the program is started. */
  begin(): void;
  /** From now on everybody answers at once. */
  heal(): void;
}

/** How a request is treated. What is not taken may be answered as one likes. */
interface Manner {
  readonly isTaken: boolean;
  readonly answer: Answer;
}

const prompt: Manner = { isTaken: true, answer: 202 };
const slowMsMax = 400;
/** Of what is sent for the first time; a second failure would put the third attempt off by a minute. */
const failingShare = 0.3;

const slow = (random: Random): Manner => ({
  isTaken: true,
  answer: { status: 202, delayMs: random.below(slowMsMax) },
});
const failing = (random: Random): Manner =>
  random.chance(failingShare) ? { isTaken: false, answer: random.pick([500, 503, 'reset']) } : prompt;
const forgetful = (random: Random): Manner =>
  random.chance(failingShare) ? { isTaken: true, answer: 'reset' } : prompt;

const manners: readonly ((random: Random) => Manner)[] = [() => prompt, slow, failing, forgetful];

/**
 * Puts an audience into `inboxes`, a list for each of `servers`, the n-th of which treats what comes in the n-th manner. `seed`
 * decides of each request.
 */
export function openAudience(
  servers: readonly RemoteServer[],
  inboxes: readonly (readonly string[])[],
  seed: number,
): Audience {
  const arrivals: Arrival[] = [];
  const tried = new Set<string>();
  let life = 1;
  let isHealed = false;

  function receive({ body, url: inbox }: RecordedRequest, manner: (random: Random) => Manner): Answer {
    const activity = parseReceived(body);
    const { id } = activity;
    if (id === undefined) return 400;
    const place = `${id} at ${inbox}`;
    const isFirst = !tried.has(place);
    tried.add(place);
    const { isTaken, answer } = isFirst && !isHealed ? manner(randomOf(seed ^ numberOf(place))) : prompt;
    if (isTaken)
      arrivals.push({ inbox, activity: { ...activity, id }, life, isAnswered: answer !== 'reset' });
    return answer;
  }

  for (const [place, server] of servers.entries()) {
    const manner = manners[place % manners.length]!;
    for (const inbox of inboxes[place] ?? []) server.respondAt(inbox, (request) => receive(request, manner));
  }
  return { arrivals, begin: () => (life += 1), heal: () => (isHealed = true) };
}

function numberOf(text: string): number {
  return hash('sha256', text, 'buffer').readUInt32LE();
}
