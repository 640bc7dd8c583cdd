import type { KeyObject } from 'node:crypto';
import { signedHeaders } from './cavage.ts';
import { lookUp } from './discovery.ts';
import { exchange, type Answered } from './exchange.ts';
import { multikeyDocument, withProof, type AssertionKey } from './integrity-proof.ts';
import {
  PUBLIC,
  accountOf,
  activityOf,
  noteActivity,
  noteDocument,
  noteOf,
  personDocument,
  withoutMilliseconds,
  type Account,
  type Activity,
  type Note,
  type NoteWords,
} from './mastodon-shapes.ts';
import type { Behaviour } from './misbehaviour.ts';
import { idOf, type ReceivedActivity } from './recorded-request.ts';
import type { RemoteServer } from './remote-server.ts';

/** How a delivery differs from a proper one. */
export interface SendOptions {
  /** Someone else's key, or no signature at all. */
  readonly signer?: { readonly keyId: string; readonly privateKey: KeyObject } | 'nobody';
  /** When the request claims to have been made. */
  readonly date?: Date;
  /** Headers that are signed; by default Mastodon's list. */
  readonly signed?: readonly string[];
  /** Changes the request after it was signed. */
  readonly tamper?: (request: SignedRequest) => SignedRequest;
}

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface KeyPair {
  readonly privateKey: KeyObject;
  /** SPKI. */
  readonly publicKeyPem: string;
}

/** What an account is made with. */
export interface PersonParts {
  readonly keys: KeyPair;
  /** Given when it makes integrity proofs. */
  readonly assertionKey: AssertionKey | undefined;
  readonly hasSharedInbox: boolean;
}

/**
 * An account on a server of the cast. It accepts whoever follows it, remembers whom it follows, and writes what a Mastodon
 * account writes; nothing leaves until `send`.
 */
export class RemotePerson {
  readonly account: Account;
  readonly privateKey: KeyObject;
  readonly publicKeyPem: string;
  /** Undefined for software that makes no proofs. */
  readonly assertionKey: AssertionKey | undefined;
  /** Actor ids. */
  readonly followers = new Set<string>();
  /** Actors that have accepted our Follow. */
  readonly following = new Set<string>();
  readonly #server: RemoteServer;
  #count = 0;

  constructor(server: RemoteServer, name: string, origin: string, parts: PersonParts) {
    const { keys, assertionKey, hasSharedInbox } = parts;
    this.#server = server;
    this.account = accountOf(name, origin, hasSharedInbox);
    this.privateKey = keys.privateKey;
    this.publicKeyPem = keys.publicKeyPem;
    this.assertionKey = assertionKey;
    const multikeys = assertionKey === undefined ? [] : [multikeyDocument(assertionKey, this.id)];
    server.publish(this.id, personDocument(this.account, keys.publicKeyPem, multikeys));
  }

  get id(): string {
    return this.account.id;
  }
  get inbox(): string {
    return this.account.inbox;
  }
  get keyId(): string {
    return this.account.keyId;
  }
  /** As readers write it: `@alice@social.test:40123`. */
  get handle(): string {
    return `@${this.account.name}@${new URL(this.account.origin).host}`;
  }

  /** What reached the account, verified, oldest first: at its own inbox, or at the shared one when it was meant for it. */
  get received(): readonly ReceivedActivity[] {
    return this.#server.deliveries
      .filter(
        ({ inbox, activity }) =>
          inbox === this.inbox || (inbox === this.account.sharedInbox && this.#concerns(activity)),
      )
      .map(({ activity }) => activity);
  }

  #concerns(activity: ReceivedActivity): boolean {
    const addressed = [activity.to, activity.cc].flat();
    return this.following.has(activity.actor) || addressed.includes(this.id);
  }

  /** Makes the account's own inbox answer so; undefined restores it. */
  respondWith(behaviour: Behaviour | undefined): void {
    this.#server.respondAt(this.inbox, behaviour);
  }

  follow(actor: string): Activity {
    return activityOf('Follow', `${this.id}#follows/${this.#next()}`, this.id, actor);
  }

  like(object: string): Activity {
    return activityOf('Like', `${this.id}#likes/${this.#next()}`, this.id, object);
  }

  announce(object: string): Activity {
    const audience = { to: [PUBLIC], cc: [this.account.followers] };
    const published = withoutMilliseconds(this.#server.now());
    return activityOf('Announce', `${this.id}/statuses/${this.#next()}/activity`, this.id, object, {
      published,
      ...audience,
    });
  }

  undo(activity: Activity): Activity {
    const { '@context': _context, ...object } = activity;
    return activityOf('Undo', `${activity.id}/undo`, this.id, object);
  }

  /** A Create of a note, which its server serves from that moment on. */
  reply(words: NoteWords): Activity & { readonly object: Note } {
    const note = noteOf(
      this.account,
      words.id ?? `${this.id}/statuses/${this.#next()}`,
      this.#server.now(),
      words,
    );
    this.#server.publish(note.id, noteDocument(note));
    return { ...noteActivity('Create', note, { published: note.published }), object: note };
  }

  /** An Update of one of its notes; `updated` moves by a second at least. */
  update(
    note: Note,
    changes: { readonly content?: string; readonly summary?: string },
  ): Activity & { readonly object: Note } {
    const before = Date.parse(note.updated ?? note.published);
    const updated = withoutMilliseconds(new Date(Math.max(before + 1000, this.#server.now().getTime())));
    const edited: Note = { ...note, ...changes, updated };
    this.#server.publish(note.id, noteDocument(edited));
    return { ...noteActivity('Update', edited), object: edited };
  }

  /** A Delete of one of its notes; from now on the note's address answers 410. */
  delete(note: Note): Activity {
    this.#server.remove(note.id);
    const object = { id: note.id, type: 'Tombstone' };
    return activityOf('Delete', `${note.id}#delete`, this.id, object, {
      to: [PUBLIC],
    });
  }

  /** The activity or object with an integrity proof by the account, which others may hand on. */
  prove<T extends object>(document: T): T {
    if (this.assertionKey === undefined) throw new Error(`${this.handle} makes no proofs`);
    return withProof(document, this.assertionKey, this.#server.now());
  }

  /** Delivers `activity`, signed unless the options say otherwise, and resolves with the status of the answer. */
  async send(inbox: string, activity: object, options: SendOptions = {}): Promise<number> {
    const answer = await this.post(inbox, JSON.stringify(activity), options);
    if (isUndoOfFollow(activity)) this.following.delete(idOf(activity.object.object) ?? '');
    return answer.status;
  }

  /** As `send`, with a body that need not be JSON, and the whole answer. */
  post(inbox: string, body: string, options: SendOptions = {}): Promise<Answered> {
    const { headers, body: sent } = (options.tamper ?? unchanged)(this.#signed(inbox, body, options));
    return exchange(inbox, { method: 'POST', headers: { 'user-agent': userAgent, ...headers }, body: sent });
  }

  #signed(
    inbox: string,
    body: string,
    { signer = this, date = this.#server.now(), signed }: SendOptions,
  ): SignedRequest {
    if (signer === 'nobody') return { headers: { 'content-type': 'application/activity+json' }, body };
    return { headers: signedHeaders({ method: 'POST', url: inbox, date, body }, signer, signed), body };
  }

  /** GETs a document, signed. */
  get(url: string, accept: string): Promise<Answered> {
    const headers = signedHeaders({ method: 'GET', url, date: this.#server.now(), accept }, this);
    return exchange(url, { headers: { 'user-agent': userAgent, ...headers } });
  }

  /** Finds an actor by `@user@host`, or whatever a pasted URL stands for, as Mastodon's search does; throws when it can't. */
  lookup(target: string): Promise<Readonly<Record<string, unknown>>> {
    return lookUp(target, (url, accept) => this.get(url, accept));
  }

  /** What the account does when `activity` has reached one of its inboxes. */
  async actOn(activity: ReceivedActivity): Promise<void> {
    const { type, actor, object } = activity;
    if (type === 'Accept' && this.#isOurFollow(object)) this.following.add(actor);
    if (type === 'Reject' && this.#isOurFollow(object)) this.following.delete(actor);
    if (isUndoOfFollow(activity) && idOf(activity.object.object) === this.id) this.followers.delete(actor);
    if (type === 'Follow' && idOf(object) === this.id) await this.#accept(activity);
  }

  #isOurFollow(object: unknown): boolean {
    return idOf(object)?.startsWith(`${this.id}#follows/`) === true;
  }

  async #accept(follow: ReceivedActivity): Promise<void> {
    this.followers.add(follow.actor);
    const { inbox } = await this.lookup(follow.actor);
    const { '@context': _context, ...object } = follow;
    await this.send(
      String(inbox),
      activityOf('Accept', `${this.id}#accepts/follows/${this.#next()}`, this.id, object),
    );
  }

  #next(): number {
    return ++this.#count;
  }
}

const userAgent = 'Cast/1.0 (test fediverse)';

const unchanged = (request: SignedRequest): SignedRequest => request;

function isUndoOfFollow(activity: object): activity is { object: { type: 'Follow'; object: unknown } } {
  if (!('type' in activity) || activity.type !== 'Undo' || !('object' in activity)) return false;
  const undone = activity.object;
  return typeof undone === 'object' && undone !== null && 'type' in undone && undone.type === 'Follow';
}
