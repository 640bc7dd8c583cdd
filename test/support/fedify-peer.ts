import { join } from 'node:path';
import type { Visibility } from '../../src/protocol/vocabulary.ts';
import { testAuthority, type Credentials } from './certificates.ts';
import { startChild, type Child } from './child.ts';
import { exchange } from './exchange.ts';
import type { ReceivedActivity } from './recorded-request.ts';
import type { SignatureReader } from './verifier.ts';

/** What the process is told on its standard input. */
export interface FedifyPeerConfig {
  /** A `.test` name. */
  readonly name: string;
  readonly credentials: Credentials;
  /** Delivers from an in-process queue, as a server under load must; else a call returns when all is delivered. */
  readonly queue: boolean;
  /** The account has an Ed25519 key besides, with which Fedify proves all that it sends (FEP-8b32). */
  readonly makesProofs: boolean;
  /** Deliveries are turned away that Fedify cannot verify in this form; null leaves it to Fedify. */
  readonly reads: SignatureReader | null;
}

/** What the process says when it listens. */
export interface FedifyPeerReady {
  readonly origin: string;
  readonly controlPort: number;
}

/** An object or actor as JSON-LD, compacted by Fedify. */
export type FedifyDocument = Readonly<Record<string, unknown>>;

/** A request that came to the peer. */
export interface FedifyRequest {
  readonly method: string;
  readonly path: string;
  /** How it was signed; null when it was not. */
  readonly form: SignatureReader | null;
  /** What the signature covers and who made it: the value of Signature-Input, or the old Signature. */
  readonly signature: string | null;
  /** What was answered. */
  readonly status: number;
}

/** A key for integrity proofs as Fedify read it from an actor. */
export interface FedifyAssertionKey {
  readonly id: string;
  readonly controller: string;
  /** `Ed25519`, or a name of RSA. */
  readonly algorithm: string;
}

/** What a QuoteAuthorization says (FEP-044f), as Fedify read it. */
export interface FedifyAuthorization {
  readonly attributedTo: string;
  readonly interactingObject: string;
  readonly interactionTarget: string;
}

export interface ReplyWords {
  /** The object that is answered. */
  readonly to: string;
  readonly content: string;
  readonly visibility?: Visibility;
  /** Goes there instead of to the author. */
  readonly inbox?: string;
}

/** What the account does when told so, and what came of it. */
export interface FedifyActs {
  /** Finds an actor by `@user@host`, or what is behind a URL; null when Fedify finds nothing. */
  lookup(target: string): Promise<FedifyDocument | null>;
  follow(actor: string): Promise<void>;
  unfollow(actor: string): Promise<void>;
  /** Answers an object, at its author's inbox; resolves with the note's id. */
  reply(words: ReplyWords): Promise<string>;
  edit(note: string, content: string): Promise<void>;
  deleteReply(note: string): Promise<void>;
  like(object: string): Promise<void>;
  unlike(object: string): Promise<void>;
  boost(object: string): Promise<void>;
  unboost(object: string): Promise<void>;
  /** Asks the author of `object` whether a note may quote it (FEP-044f); resolves with the note's id. */
  quote(object: string, content: string): Promise<string>;
  /** Every activity that Fedify verified and gave to its listener, oldest first. */
  received(): Promise<readonly ReceivedActivity[]>;
  /** Actors that follow it. */
  followers(): Promise<readonly string[]>;
  /** Actors that have accepted its Follow. */
  following(): Promise<readonly string[]>;
  /** A new public note to each of these inboxes; with a queue it resolves when all is queued. */
  broadcast(inboxes: readonly string[], content: string): Promise<void>;
}

/** What Fedify makes of what others publish, each time asked anew: nothing is remembered. */
export interface FedifyChecks {
  /** Whether Fedify verifies an integrity proof of `document` (or of what is at that address) by each of its authors. */
  proves(document: string | ReceivedActivity): Promise<boolean>;
  /** The keys in an actor's `assertionMethod`. */
  assertionKeys(actor: string): Promise<readonly FedifyAssertionKey[]>;
  /** What is at that address, if Fedify takes it for a QuoteAuthorization. */
  authorization(id: string): Promise<FedifyAuthorization | null>;
}

/** The process answers `POST /<call>`, with the parameters as a JSON array, for each of these. */
export interface FedifyPeerCalls extends FedifyActs, FedifyChecks {
  /** All that came over HTTPS, oldest answer first. */
  requests(): Promise<readonly FedifyRequest[]>;
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
export async function startFedifyPeer(
  name: string,
  {
    queue = false,
    makesProofs = false,
    reads = null,
  }: Partial<Omit<FedifyPeerConfig, 'name' | 'credentials'>> = {},
): Promise<FedifyPeer> {
  const credentials = testAuthority().issue([name]);
  const config: FedifyPeerConfig = { name, credentials, queue, makesProofs, reads };
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
  'quote',
  'received',
  'followers',
  'following',
  'broadcast',
  'requests',
  'proves',
  'assertionKeys',
  'authorization',
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
