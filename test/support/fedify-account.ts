import {
  createFederation,
  generateCryptoKeyPair,
  InProcessMessageQueue,
  MemoryKvStore,
  type Context,
  type Federation,
} from '@fedify/fedify';
import {
  Accept,
  Activity,
  Endpoints,
  Follow,
  isActor,
  Note,
  Person,
  Reject,
  Undo,
  type Recipient,
} from '@fedify/fedify/vocab';
import { checksOf } from './fedify-checks.ts';
import { openDoor } from './fedify-door.ts';
import { callsOf, type Memory } from './fedify-outbox.ts';
import { fedifyAccount as identifier, type FedifyPeerCalls, type FedifyPeerConfig } from './fedify-peer.ts';
import type { ReceivedActivity } from './recorded-request.ts';

/** One account on a Fedify server: it accepts whoever follows it, and keeps all that Fedify has verified for it. */
export interface FedifyAccount {
  fetch(request: Request): Promise<Response>;
  readonly calls: FedifyPeerCalls;
}

export async function openFedifyAccount(
  origin: string,
  { queue, makesProofs, reads }: Omit<FedifyPeerConfig, 'name' | 'credentials'>,
): Promise<FedifyAccount> {
  const memory: Memory = {
    notes: new Map(),
    quotes: new Map(),
    followers: new Map(),
    following: new Set(),
    received: [],
  };
  const federation = createFederation<undefined>({
    kv: new MemoryKvStore(),
    origin,
    allowPrivateAddress: true, // Loopback is all that there is.
    ...(queue ? { queue: new InProcessMessageQueue() } : {}),
  });
  const keys = [await makeKeys(), ...(makesProofs ? [await generateCryptoKeyPair('Ed25519')] : [])];
  serveAccount(federation, keys, memory);
  listenToInbox(federation, memory);
  const context = federation.createContext(new URL(origin), undefined);
  const door = openDoor((request) => federation.fetch(request, { contextData: undefined }), context, reads);
  return {
    fetch: door.fetch,
    calls: {
      ...callsOf(context, memory),
      ...checksOf(context),
      requests: () => Promise.resolve(door.requests),
    },
  };
}

/** RSA-2048 like everybody's; Fedify's own maker takes twice that length, which would make its figures incomparable. */
function makeKeys(): Promise<CryptoKeyPair> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function serveAccount(
  federation: Federation<undefined>,
  keys: CryptoKeyPair[],
  { notes, quotes, followers }: Memory,
): void {
  federation
    .setActorDispatcher('/users/{identifier}', async (context, name) => {
      if (name !== identifier) return null;
      const pairs = await context.getActorKeyPairs(name);
      return new Person({
        id: context.getActorUri(name),
        preferredUsername: name,
        name: 'Fay',
        inbox: context.getInboxUri(name),
        followers: context.getFollowersUri(name),
        endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
        publicKey: pairs[0]?.cryptographicKey ?? null,
        assertionMethods: pairs.length > 1 ? pairs.map(({ multikey }) => multikey) : [],
      });
    })
    .setKeyPairsDispatcher((_context, name) => (name === identifier ? keys : []));
  federation.setFollowersDispatcher('/users/{identifier}/followers', () => ({
    items: [...followers.values()],
  }));
  federation.setObjectDispatcher(Note, '/users/{identifier}/notes/{id}', async (context, values) => {
    const id = context.getObjectUri(Note, values).href;
    const note = notes.get(id);
    return note === undefined ? (quotes.get(id) ?? null) : Note.fromJsonLd(note, context);
  });
}

function listenToInbox(federation: Federation<undefined>, { followers, following, received }: Memory): void {
  federation
    .setInboxListeners('/users/{identifier}/inbox', '/inbox')
    .on(Activity, async (context, activity) => {
      received.push((await activity.toJsonLd(context)) as ReceivedActivity);
      const actor = activity.actorId?.href ?? '';
      if (activity instanceof Accept) following.add(actor);
      if (activity instanceof Reject) following.delete(actor);
      if (await isUndoOfFollow(activity, context)) followers.delete(actor);
      if (activity instanceof Follow) await accept(context, activity, followers);
    });
}

async function isUndoOfFollow(activity: Activity, context: Context<undefined>): Promise<boolean> {
  return activity instanceof Undo && (await activity.getObject(context)) instanceof Follow;
}

async function accept(
  context: Context<undefined>,
  follow: Follow,
  followers: Map<string, Recipient>,
): Promise<void> {
  const follower = await follow.getActor(context);
  if (!isActor(follower) || follower.id === null) return;
  followers.set(follower.id.href, follower);
  const actor = context.getActorUri(identifier);
  const id = new URL(`${actor.href}#accepts/${crypto.randomUUID()}`);
  await context.sendActivity(
    { identifier },
    follower,
    new Accept({ id, actor, object: follow, to: follower.id }),
  );
}
