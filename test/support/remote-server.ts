import { generateKeyPairSync } from 'node:crypto';
import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { testAuthority } from './certificates.ts';
import { readAll } from './exchange.ts';
import { makeAssertionKey } from './integrity-proof.ts';
import { listen, type Listening } from './listen.ts';
import { webfingerDocument } from './mastodon-shapes.ts';
import { perform, type Behaviour } from './misbehaviour.ts';
import { parseReceived, type ReceivedActivity, type RecordedRequest } from './recorded-request.ts';
import { RemotePerson, type KeyPair } from './remote-person.ts';
import { openVerifier, type SignatureReader, type Verifier } from './verifier.ts';

export interface RemoteServerOptions {
  /** By default the real time. */
  readonly now?: () => Date;
  /** false: takes whatever comes, for measuring senders. */
  readonly verify?: boolean;
  /** The one form of signatures that its inboxes take; by default draft-cavage. */
  readonly reads?: SignatureReader;
  /** What its 401 asks for. */
  readonly acceptSignature?: string;
}

export interface PersonOptions {
  /** A name below the server's, for many hosts on one port: `h1` gives `https://h1.social.test:PORT`. */
  readonly host?: string;
  /** By default a new one. */
  readonly keys?: KeyPair;
  /** Whether the actor names a shared inbox; by default it does. */
  readonly hasSharedInbox?: boolean;
  /** Whether it has a key for integrity proofs (FEP-8b32) besides; by default it has none. */
  readonly makesProofs?: boolean;
}

/** Opens a server of the cast, `social.test` for example, on a free port. */
export async function startRemoteServer(
  name: string,
  options: RemoteServerOptions = {},
): Promise<RemoteServer> {
  const server = new RemoteServer(name, options);
  await server.up();
  return server;
}

/** RSA-2048, as every fediverse server signs with. */
export function makeKeys(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { privateKey, publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString() };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A fediverse server on real HTTPS: it serves its people, verifies and records what it gets, and misbehaves on demand. */
export class RemoteServer implements AsyncDisposable {
  readonly name: string;
  /** Every request, oldest first, whatever became of it. */
  readonly requests: RecordedRequest[] = [];
  /** What was accepted, and at which inbox. */
  readonly deliveries: { readonly inbox: string; readonly activity: ReceivedActivity }[] = [];
  /** What its people failed to do by themselves, such as delivering an Accept. */
  readonly troubles: unknown[] = [];
  readonly now: () => Date;
  readonly #verifier: Verifier | undefined;
  readonly #refusalHeaders: Readonly<Record<string, string>>;
  readonly #server: https.Server;
  readonly #people = new Map<string, RemotePerson>();
  readonly #documents = new Map<string, object | 'gone'>();
  readonly #behaviours = new Map<string, Behaviour>();
  #listening: Listening | undefined;
  #port = 0;

  constructor(name: string, options: RemoteServerOptions) {
    const { now = () => new Date(), verify = true, reads, acceptSignature } = options;
    this.name = name;
    this.now = now;
    this.#verifier = verify ? openVerifier(now, reads) : undefined;
    this.#refusalHeaders = acceptSignature === undefined ? {} : { 'accept-signature': acceptSignature };
    const credentials = testAuthority().issue([name, `*.${name}`]);
    this.#server = https.createServer(
      credentials,
      (request, response) => void this.#answer(request, response),
    );
  }

  get origin(): string {
    return `https://${this.name}:${this.#port}`;
  }

  /** All accepted activities, oldest first. */
  get received(): readonly ReceivedActivity[] {
    return this.deliveries.map(({ activity }) => activity);
  }

  /** The account of that name, made (as the options say) when it is first asked for. */
  actor(name: string, options: PersonOptions = {}): RemotePerson {
    const { host, keys, hasSharedInbox = true, makesProofs = false } = options;
    const origin = host === undefined ? this.origin : `https://${host}.${this.name}:${this.#port}`;
    const acct = `${name}@${new URL(origin).host}`;
    const known = this.#people.get(acct);
    if (known !== undefined) return known;
    const assertionKey = makesProofs ? makeAssertionKey(`${origin}/users/${name}#ed25519-key`) : undefined;
    const parts = { keys: keys ?? makeKeys(), assertionKey, hasSharedInbox };
    const person = new RemotePerson(this, name, origin, parts);
    this.#people.set(acct, person);
    return person;
  }

  /** `count` accounts with an inbox each, sharing one key pair, on hosts of their own if `distinctHosts`. */
  crowd(count: number, { distinctHosts = false } = {}): readonly RemotePerson[] {
    const keys = makeKeys();
    return Array.from({ length: count }, (_, index) =>
      this.actor(`person${index}`, {
        keys,
        hasSharedInbox: false,
        ...(distinctHosts ? { host: `h${index}` } : {}),
      }),
    );
  }

  /** Serves `document` at `url` (one of this server's) from now on. */
  publish(url: string, document: object): void {
    this.#documents.set(url, document);
  }

  /** From now on `url` answers 410. */
  remove(url: string): void {
    this.#documents.set(url, 'gone');
  }

  /** Makes any address of the server answer so, whatever the query; undefined restores it. */
  respondAt(url: string, behaviour: Behaviour | undefined): void {
    if (behaviour === undefined) this.#behaviours.delete(url);
    else this.#behaviours.set(url, behaviour);
  }

  /** Refuses connections until `up`. */
  async down(): Promise<void> {
    await this.#listening?.close();
  }

  /** Listens, on the same port as before. */
  async up(): Promise<void> {
    this.#listening = await listen(this.#server, this.#port);
    this.#port = this.#listening.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const recorded = record(request, await readAll(request));
      this.requests.push(recorded);
      const behaviour = this.#behaviours.get(recorded.url.replace(/\?.*/, ''));
      const chosen = typeof behaviour === 'function' ? behaviour(recorded) : behaviour;
      if (chosen !== undefined) await perform(chosen, response);
      else if (recorded.method === 'POST') await this.#receive(recorded, response);
      else this.#serve(recorded.url, response);
    } catch (error) {
      this.troubles.push(error);
      response.destroy();
    }
  }

  async #receive(request: Mutable<RecordedRequest>, response: ServerResponse): Promise<void> {
    const recipients = [...this.#people.values()].filter(
      ({ account }) => account.inbox === request.url || account.sharedInbox === request.url,
    );
    if (recipients.length === 0) return void response.writeHead(404).end();
    if (this.#verifier !== undefined) {
      request.fault = await this.#verifier(request);
      request.verified = request.fault === undefined;
    }
    if (request.fault !== undefined)
      return void response.writeHead(401, this.#refusalHeaders).end(request.fault);
    const activity = parseReceived(request.body);
    this.deliveries.push({ inbox: request.url, activity });
    response.writeHead(202).end();
    await Promise.all(recipients.map((person) => person.actOn(activity)));
  }

  #serve(url: string, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url);
    const resource = searchParams.get('resource') ?? '';
    if (pathname === '/.well-known/webfinger') return this.#serveJrd(resource, response);
    const document = this.#documents.get(url);
    if (document === undefined) return void response.writeHead(404).end();
    if (document === 'gone') return void response.writeHead(410).end();
    response
      .writeHead(200, { 'content-type': 'application/activity+json; charset=utf-8' })
      .end(JSON.stringify(document));
  }

  #serveJrd(resource: string, response: ServerResponse): void {
    const person = this.#people.get(resource.replace(/^acct:/, ''));
    if (person === undefined) return void response.writeHead(404).end();
    response
      .writeHead(200, { 'content-type': 'application/jrd+json' })
      .end(JSON.stringify(webfingerDocument(person.account)));
  }
}

function record(request: IncomingMessage, body: Buffer): RecordedRequest {
  const { method = '', url: target = '', headers } = request;
  return {
    method,
    target,
    headers,
    body,
    url: `https://${headers.host}${target}`,
    verified: undefined,
    fault: undefined,
  };
}
