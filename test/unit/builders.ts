import { digestOf } from '../../src/federation/post-digest.ts';
import type { Circuits } from '../../src/federation/circuits.ts';
import { wireType } from '../../src/federation/objects.ts';
import { ownKeyOf, type OwnKeys } from '../../src/federation/keys.ts';
import type { FetchOutcome, PostOptions, PostOutcome, Remote } from '../../src/federation/remote.ts';
import type { Post } from '../../src/posts/post.ts';
import { proofsOf } from '../../src/protocol/proof/proof.ts';
import { generateKeyPair, publicKeyFromPem } from '../../src/protocol/signature/keys.ts';
import type { JsonObject, Uri } from '../../src/protocol/vocabulary.ts';
import type { Announcement, Transaction } from '../../src/store/store.ts';

/** The few things that tests of federation, releases and functions are about, each made in one line. */

export const NOW = Date.parse('2026-03-10T12:00:00Z');
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export function uri(text: string): Uri {
  return text as Uri;
}

/** What the world was told of `post`, an hour ago. */
export function announcementOf(post: Post, more: Partial<Announcement> = {}): Announcement {
  return {
    id: post.id,
    slug: post.slug,
    state: 'announced',
    digest: digestOf(post, NOW),
    type: wireType(post),
    published: NOW - hourMs,
    updated: undefined,
    deleted: undefined,
    ...more,
  };
}

/** For what is not about deliveries. */
export const noCircuits: Circuits = { takeUp: () => undefined, note: () => undefined, hear: () => undefined };

/** The network, as far as a test needs one. */
export interface FakeRemote extends Remote {
  /** URLs that were asked for, in order. */
  readonly fetched: readonly string[];
  readonly posted: readonly ({ readonly inbox: Uri; readonly body: string } & PostOptions)[];
}

type Answer<Outcome> = Outcome | Promise<Outcome>;

/** Serves `documents` by URL (anything else is a failed fetch), and answers deliveries as `post` says: by default 202. */
export function fakeRemote(
  documents: Readonly<Record<string, Answer<FetchOutcome>>> = {},
  post: (inbox: Uri) => Answer<PostOutcome> = () => answered(202),
): FakeRemote {
  const fetched: string[] = [];
  const posted: ({ inbox: Uri; body: string } & PostOptions)[] = [];
  const fetch = (url: Uri): Promise<FetchOutcome> => {
    fetched.push(url);
    return Promise.resolve(documents[url] ?? { kind: 'failed', reason: 'nobody there' });
  };
  return {
    fetched,
    posted,
    fetchDocument: fetch,
    inVain: () => undefined,
    fetchJrd: fetch,
    post: async (inbox, body, options) => {
      posted.push({ inbox, body, ...options });
      return post(inbox);
    },
    close: () => undefined,
  };
}

export function answered(status: number, retryAfter?: string): PostOutcome {
  return { kind: 'answered', status, retryAfter };
}

/** A document that came from `url`. */
export function found(url: string, json: JsonObject): FetchOutcome {
  return { kind: 'document', url, json };
}

/** A key pair as the store keeps it. Making one takes a tenth of a second, so files share it. */
export const aliceKeys = await generateKeyPair('request');

/** What the blog of the tests signs with. */
export const blogKeys: OwnKeys = {
  request: ownKeyOf({ id: uri('https://blog.test/ap/actors/blog#main-key'), ...aliceKeys }),
  assertion: ownKeyOf({
    id: uri('https://blog.test/ap/actors/blog#ed25519-key'),
    ...(await generateKeyPair('assertion')),
  }),
  instance: ownKeyOf({
    id: uri('https://blog.test/ap/instance#main-key'),
    ...(await generateKeyPair('request')),
  }),
};

/** Whether the blog of the tests vouches for the document. */
export function isProved(document: JsonObject): boolean {
  const key = publicKeyFromPem(blogKeys.assertion.publicKeyPem);
  return proofsOf(document).some(
    (proof) => proof.verificationMethod === blogKeys.assertion.id && proof.verify(key),
  );
}

/** An actor document as peers serve it. */
export function personOf(
  id: string,
  publicKeyPem = aliceKeys.publicKeyPem,
  more: JsonObject = {},
): JsonObject {
  return {
    id,
    type: 'Person',
    preferredUsername: id.split('/').at(-1),
    inbox: `${id}/inbox`,
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem },
    ...more,
  };
}

/** One call of a Transaction: its name, then its arguments. */
export type Effect = readonly [name: string, ...values: readonly unknown[]];

/** What `effects` records, in order. */
export function effectsOf(effects: (tx: Transaction) => void): readonly Effect[] {
  const recorded: Effect[] = [];
  const tx = new Proxy({} as Transaction, {
    get:
      (_, name) =>
      (...values: readonly unknown[]) =>
        void recorded.push([String(name), ...values]),
  });
  effects(tx);
  return recorded;
}

/** What `work` throws, or rejects with. */
export async function thrownBy(work: () => unknown): Promise<Error> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
