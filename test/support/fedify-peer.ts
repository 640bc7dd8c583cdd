import { join } from 'node:path';
import type { Visibility } from '../../src/protocol/vocabulary.ts';
import { testAuthority, type Credentials } from './certificates.ts';
import { startChild, type Child } from './child.ts';
import { exchange } from './exchange.ts';
import type { ReceivedActivity } from './recorded-request.ts';

/** What the process is told on its standard input. */
export interface FedifyPeerConfig {
  /** A `.test` name. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Delivers from an in-process queue, as a server under load must; else a call returns when all is delivered. */
  readonly queue: boolean;
}

/** What the process says when it listens. */
export interface FedifyPeerReady {
  readonly origin: string;
  readonly controlPort: number;
}

/** An object or actor as JSON-LD, compacted by Fedify. */
export type FedifyDocument = Readonly<Record<string, unknown>>;

/** What the peer does when told so. The process answers `POST /<call>`, with the parameters as a JSON array, for each. */
export interface FedifyPeerCalls {
  /** Finds an actor by `@user@host`, or what is behind a URL; null when Fedify finds nothing. */
  lookup(target: string): Promise<FedifyDocument | null>;
  follow(actor: string): Promise<void>;
  unfollow(actor: string): Promise<void>;
  /** Answers the object `to`, at its author's inbox; resolves with the note's id. */
  reply(words: { to: string; content: string; visibility?: Visibility }): Promise<string>;
  edit(note: string, content: string): Promise<void>;
  deleteReply(note: string): Promise<void>;
  like(object: string): Promise<void>;
  unlike(object: string): Promise<void>;
  boost(object: string): Promise<void>;
  unboost(object: string): Promise<void>;
  /** Every activity that Fedify verified and gave to its listener, oldest first. */
  received(): Promise<readonly ReceivedActivity[]>;
  /** Actors that follow it. */
  followers(): Promise<readonly string[]>;
  /** Actors that have accepted its Follow. */
  following(): Promise<readonly string[]>;
  /** A new public note to each of these inboxes; with a queue it resolves when all is queued. */
  broadcast(inboxes: readonly string[], content: string): Promise<void>;
}

/** A server built on Fedify, with one account, `fay`: an implementation of the protocols that shares no line with ours. */
export interface FedifyPeer extends FedifyPeerCalls, AsyncDisposable {
  readonly origin: string;
  readonly actor: string;
  readonly inbox: string;
  readonly sharedInbox: string;
  /** `@fay@fedify.test:40123`. */
  readonly handle: string;
  /** What the process said, for a failing test's message. */
  output(): string;
}

/** The name of the peer's only account. */
export const fedifyAccount = 'fay';

/** Starts a Fedify server in a process of its own, on real HTTPS. */
export async function startFedifyPeer(name: string, { queue = false } = {}): Promise<FedifyPeer> {
  const config: FedifyPeerConfig = { name, credentials: testAuthority().issue([name]), queue };
  const child = startChild([join(import.meta.dirname, 'fedify-process.ts')], {
    input: JSON.stringify(config),
  });
  const [ready] = await child.line(/^\{.*\}$/);
  return peerOf(JSON.parse(ready) as FedifyPeerReady, child);
}

const callNames: readonly (keyof FedifyPeerCalls)[] = [
  'lookup',
  'follow',
  'unfollow',
  'reply',
  'edit',
  'deleteReply',
  'like',
  'unlike',
  'boost',
  'unboost',
  'received',
  'followers',
  'following',
  'broadcast',
];

function peerOf({ origin, controlPort }: FedifyPeerReady, child: Child): FedifyPeer {
  const call = async (name: string, parameters: readonly unknown[]): Promise<unknown> => {
    const control = `http://127.0.0.1:${controlPort}/${name}`;
    const answer = await exchange(control, { method: 'POST', body: JSON.stringify(parameters) });
    if (answer.status !== 200) throw new Error(`Fedify could not ${name}: ${answer.body}\n${child.output()}`);
    return JSON.parse(answer.body);
  };
  const calls = callNames.map(
    (name) => [name, (...parameters: readonly unknown[]) => call(name, parameters)] as const,
  );
  const actor = `${origin}/users/${fedifyAccount}`;
  return {
    ...(Object.fromEntries(calls) as unknown as FedifyPeerCalls),
    origin,
    actor,
    inbox: `${actor}/inbox`,
    sharedInbox: `${origin}/inbox`,
    handle: `@${fedifyAccount}@${new URL(origin).host}`,
    output: () => child.output(),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
