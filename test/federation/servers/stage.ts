import { expect } from 'vitest';
import { openActorDirectory } from '../../../src/federation/actors.ts';
import { openClock } from '../../../src/clock.ts';
import { openBell } from '../../../src/federation/bell.ts';
import { openInboxLimits } from '../../../src/federation/inbox-limits.ts';
import { openModeration } from '../../../src/federation/moderation.ts';
import { openQuotas } from '../../../src/federation/quotas.ts';
import { openCounters } from '../../../src/counters.ts';
import type { Context } from '../../../src/federation/context.ts';
import { receive } from '../../../src/federation/receive.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { sanitiseReplies } from '../../../src/federation/sanitise.ts';
import { Refusal } from '../../../src/protocol/refusal.ts';
import type { ReceivedRequest } from '../../../src/protocol/signature/claim.ts';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { JsonObject, Uri } from '../../../src/protocol/vocabulary.ts';
import type { Store } from '../../../src/store/store.ts';
import {
  aliceKeys,
  blogKeys,
  fakeRemote,
  found,
  minuteMs,
  type FakeRemote,
  noCircuits,
} from '../../unit/builders.ts';
import { BEGINNING, objects, siteWhere } from './blog.ts';
import { openEmptyStore } from './empty-store.ts';
import type { Signing } from './signing.ts';
import { changesBetween, visibleIn, type Visible } from './visible.ts';

/** A piece of software, as far as the blog can tell it from others. */
export interface Server {
  /** What it serves to whoever may ask, by address: actors, keys, notes. */
  readonly documents: Documents;
  /** How it signs what it delivers. */
  readonly signing: Signing;
  /** How it names the key of an actor; by default `#main-key`. */
  readonly keyIdOf?: (actor: string) => string;
  readonly contentType?: string;
  /** Where it delivers to; by default the shared inbox. */
  readonly inbox?: Uri;
}

/** 'gone': 410. 'missing': 404. */
export type Documents = Readonly<Record<string, JsonObject | 'gone' | 'missing'>>;

/** One story, told from its beginning: nobody has done anything before. */
export interface Scene {
  /** What the server does and what comes of it, as a sentence without a subject. */
  readonly act: string;
  readonly steps: readonly Step[];
  /** Whether the writer lets followers in. */
  readonly approves?: boolean;
  /** By default BEGINNING. */
  readonly begins?: number;
}

export interface Step {
  readonly sends: JsonObject;
  /** Whose key signs; by default that of the activity's actor. */
  readonly by?: string;
  /** How often it comes, all at once; by default once. */
  readonly times?: number;
  /** What the server has at these addresses from now on. */
  readonly serves?: Documents;
  /** All that changes: whatever is not named here stays as it was. */
  readonly effect: Effect;
}

export type Effect = Partial<Visible> & {
  /** What is queued to be sent. */
  readonly answers?: readonly Answer[];
  /** Notes that were looked at where they come from. */
  readonly fetched?: readonly string[];
  /** Code of the Refusal. */
  readonly refused?: string;
};

/** An activity of ours on its way. */
export interface Answer {
  readonly inbox: string;
  readonly type: string;
  readonly object: unknown;
  /** The quoting post, where a QuoteAuthorization was given for it. */
  readonly authorizes?: string;
}

/** Plays the scene before a blog of its own, and compares the whole effect of each step. */
export async function play(scene: Scene, server: Server): Promise<void> {
  await using stage = await openStage(server, scene);
  for (const [index, step] of scene.steps.entries()) {
    const title = `step ${index + 1}, ${String(step.sends.type)}`;
    expect(await stage.effectOf(step), title).toEqual(step.effect);
  }
}

interface Stage extends AsyncDisposable {
  effectOf(step: Step): Promise<Effect>;
}

async function openStage(server: Server, { approves = false, begins = BEGINNING }: Scene): Promise<Stage> {
  const store = await openEmptyStore();
  let now = begins;
  const documents: Record<string, FetchOutcome> = outcomesOf(server.documents);
  const remote = fakeRemote(documents);
  const context: Context = {
    site: siteWhere(approves),
    store,
    remote,
    actors: openActorDirectory(store, remote, () => now),
    keys: blogKeys,
    objects,
    queued: openBell(),
    circuits: noCircuits,
    counters: openCounters(),
    moderation: openModeration(store, () => now),
    quotas: openQuotas({ store, bytesMax: 100_000_000, now: () => now }),
    limits: openInboxLimits({ perMinute: 60_000, burst: 60_000 }, () => 0),
    now: () => now,
    elapsed: () => now,
    clock: openClock({ now: () => now, elapsed: () => now, log: () => undefined }),
    log: () => undefined,
  };

  let seen = await visibleIn(store);

  async function effectOf(step: Step): Promise<Effect> {
    now += minuteMs;
    Object.assign(documents, outcomesOf(step.serves ?? {}));
    const asked = remote.fetched.length;
    const refused = await deliver(step, server, context);
    while ((await sanitiseReplies(store)) > 0);
    const answers = await answersIn(store, now);
    const fetched = notesAmong(remote.fetched.slice(asked), documents);
    const before = seen;
    seen = await visibleIn(store);
    return {
      ...changesBetween(before, seen),
      ...(answers.length > 0 && { answers }),
      ...(fetched.length > 0 && { fetched }),
      ...(refused !== undefined && { refused }),
    };
  }

  return { effectOf, [Symbol.asyncDispose]: () => store.close() };
}

function outcomesOf(documents: Documents): Record<string, FetchOutcome> {
  return Object.fromEntries(
    Object.entries(documents).map(([url, document]) => [url, outcomeOf(url, document)]),
  );
}

function outcomeOf(url: string, document: Documents[string]): FetchOutcome {
  if (document === 'gone') return { kind: 'gone' };
  if (document === 'missing') return { kind: 'failed', reason: 'answered 404', status: 404 };
  return found(url, document);
}

/** Looking at actors and their keys is what every first activity costs. */
function notesAmong(urls: FakeRemote['fetched'], documents: Record<string, FetchOutcome>): readonly string[] {
  return urls.filter((url) => {
    const outcome = documents[url];
    return outcome?.kind !== 'document' || outcome.json.publicKey === undefined;
  });
}

/** Resolves with the code of the Refusal, if it was refused. */
async function deliver(step: Step, server: Server, context: Context): Promise<string | undefined> {
  const request = requestOf(step, server, context.now());
  try {
    await Promise.all(Array.from({ length: step.times ?? 1 }, () => receive(request, context)));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

const privateKey = privateKeyFromPem(aliceKeys.privateKeyPem);

function requestOf({ sends, by = idOf(sends.actor) }: Step, server: Server, now: number): ReceivedRequest {
  const { keyIdOf = mainKeyOf, contentType = 'application/activity+json', signing } = server;
  const url = new URL(server.inbox ?? siteWhere(false).sharedInbox);
  const body = JSON.stringify(sends);
  const delivery = {
    url,
    body,
    date: new Date(now),
    contentType,
    userAgent: 'Peer/1.0 (+https://peer.test)',
  };
  const fields = signing(delivery, { keyId: keyIdOf(by), privateKey });
  return {
    method: 'POST',
    target: url.pathname,
    header: (name) => fields[name] ?? null,
    body: Buffer.from(body),
  };
}

function mainKeyOf(actor: string): string {
  return `${actor}#main-key`;
}

/** Most name their actor, some embed it. */
function idOf(actor: unknown): string {
  return typeof actor === 'string' ? actor : (actor as { readonly id: string }).id;
}

/** What waits to be sent, taken off the queue. */
async function answersIn(store: Store, now: number): Promise<readonly Answer[]> {
  const claim = { limit: 10, now, leaseMs: minuteMs, owner: 'stage', busyHosts: [] };
  const claimed = await store.claimDeliveries(claim);
  await store.transact((tx) => {
    for (const { row } of claimed) tx.putDeliveryOutcome(row, { state: 'delivered', at: now, status: 202 });
  });
  return Promise.all(
    claimed.map(({ body, inbox }) => answerOf(JSON.parse(body) as JsonObject, inbox, store)),
  );
}

async function answerOf(activity: JsonObject, inbox: string, store: Store): Promise<Answer> {
  const { object, type } = activity;
  const answer = { inbox, type: String(type), object };
  if (activity.result === undefined) return answer;
  const result = activity.result as Uri;
  const quote = await store.findQuote(result);
  return { ...answer, authorizes: quote?.quotingId ?? `nothing at ${result}` };
}
