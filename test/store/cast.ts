import type { RemoteActor, Uri } from '../../src/protocol/vocabulary.ts';
import type {
  Delivery,
  DeliveryClaim,
  Follower,
  IncomingReply,
  KeyPair,
  OutgoingActivity,
  PrivateMessage,
  Quote,
  Reaction,
  Store,
  Vote,
} from '../../src/store/store.ts';

/** An empty database of one test: opened once, and again for each further process that shares it. */
export interface FreshStore extends AsyncDisposable {
  readonly store: Store;
  openAgain(): Promise<Store>;
}
export type FreshStoreMaker = () => Promise<FreshStore>;

export const post = uri('https://blog.test/ap/objects/post');
export const otherPost = uri('https://blog.test/ap/objects/other');
export const alice = uri('https://social.test/users/alice');
export const bob = uri('https://snac.test/bob');

export function uri(text: string): Uri {
  return text as Uri;
}

export function actorOf(id: Uri, changes: Partial<RemoteActor> = {}): RemoteActor {
  return {
    id,
    type: 'Person',
    inbox: uri(`${id}/inbox`),
    sharedInbox: undefined,
    name: 'Alice',
    preferredUsername: 'alice',
    url: uri(`${id}/profile`),
    keys: [{ id: mainKeyOf(id), pem: 'a public key' }],
    alsoKnownAs: [],
    ...changes,
  };
}

export function mainKeyOf(actor: Uri): Uri {
  return uri(`${actor}#main-key`);
}

export function followerOf(actor: Uri, changes: Partial<Follower> = {}): Follower {
  return { actor, inbox: uri(`${actor}/inbox`), sharedInbox: undefined, followId: undefined, ...changes };
}

/** A public reply of alice to `post`. */
export function replyOf(id: string, changes: Partial<IncomingReply> = {}): IncomingReply {
  return {
    id: uri(`https://social.test/notes/${id}`),
    actor: alice,
    inReplyTo: post,
    objectId: post,
    content: `<p>${id}</p>`,
    summary: undefined,
    sensitive: false,
    language: undefined,
    url: uri(`https://social.test/@alice/${id}`),
    published: 1000,
    updated: undefined,
    visibility: 'public',
    policy: 'open',
    rule: undefined,
    ...changes,
  };
}

/** A reply to `parent`, whose thread the store has to find. */
export function answerTo(
  parent: IncomingReply,
  id: string,
  changes: Partial<IncomingReply> = {},
): IncomingReply {
  return replyOf(id, {
    inReplyTo: parent.id,
    objectId: undefined,
    published: parent.published + 1,
    ...changes,
  });
}

export function like(actor: Uri, changes: Partial<Reaction> = {}): Reaction {
  return { kind: 'like', actor, objectId: post, activityId: undefined, emoji: undefined, ...changes };
}

/** A voice in the poll `post`. */
export function vote(actor: Uri, option: string, changes: Partial<Vote> = {}): Vote {
  return { poll: post, actor, option, ...changes };
}

/** A post of alice that quotes `post`, which nobody gave leave for. */
export function quoteOf(id: string, changes: Partial<Quote> = {}): Quote {
  return {
    quotingId: uri(`https://social.test/notes/${id}`),
    actor: alice,
    objectId: post,
    authorizationId: undefined,
    ...changes,
  };
}

export function keyPairOf(actor: Uri, name: string): KeyPair {
  return { id: uri(`${actor}#${name}`), privateKeyPem: `private ${name}`, publicKeyPem: `public ${name}` };
}

/** What alice writes to the writer alone. */
export function messageOf(id: string, changes: Partial<PrivateMessage> = {}): PrivateMessage {
  return {
    id: uri(`https://social.test/notes/${id}`),
    actor: alice,
    inReplyTo: undefined,
    text: `For you: ${id}.`,
    visibility: 'direct',
    sentAt: 1000,
    ...changes,
  };
}

/** A Create of `post` to `inboxes`. */
export function outgoing(
  id: string,
  inboxes: readonly Uri[],
  changes: Partial<OutgoingActivity> = {},
): OutgoingActivity {
  return {
    id: uri(`https://blog.test/ap/activities/${id}`),
    type: 'Create',
    objectId: post,
    body: `{"id":"${id}"}`,
    to: 'inboxes',
    inboxes,
    notBefore: 0,
    ...changes,
  };
}

/** What a worker gets at time 100, or as `changes` say. */
export function claim(store: Store, changes: Partial<DeliveryClaim> = {}): Promise<readonly Delivery[]> {
  return store.claimDeliveries({
    ...{ limit: 100, now: 100, leaseMs: 60_000, owner: 'worker', busyHosts: [] },
    ...changes,
  });
}

/** Puts `replies`, sanitised, in a transaction of their own. */
export async function show(store: Store, ...replies: readonly IncomingReply[]): Promise<void> {
  await store.transact((tx) => {
    for (const reply of replies) {
      tx.putReply(reply, 1);
      tx.putSanitised(reply.id, reply.content, reply.content);
    }
  });
}

/** What readers see under `post`: the sanitised texts, oldest first. */
export async function shownTexts(store: Store, objectId: Uri = post): Promise<readonly string[]> {
  return (await store.conversation(objectId)).thread.map((reply) => reply.html);
}
