import { openActorDirectory } from '../../../src/federation/actors.ts';
import { receive } from '../../../src/federation/receive.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { addProof } from '../../../src/protocol/proof/proof.ts';
import { multikeyOf } from '../../../src/protocol/proof/multikey.ts';
import { Refusal } from '../../../src/protocol/refusal.ts';
import type { ReceivedRequest } from '../../../src/protocol/signature/claim.ts';
import { generateKeyPair, privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { JsonObject, Uri } from '../../../src/protocol/vocabulary.ts';
import { fakeRemote, found, minuteMs, NOW, personOf, uri } from '../../unit/builders.ts';
import { kettle } from '../../unit/federation/handlers/scope.ts';
import { alice, openInbox, requestOf, type Inbox, type Signing } from '../../unit/federation/inbox-desk.ts';

/** Who attacks: on alice's own server, and on one of her own. */
export const mallory = uri('https://social.test/users/mallory');
export const eve = uri('https://evil.test/users/eve');

/** A commenter on a third server, who can prove what he says (FEP-8b32). */
export const bob = uri('https://snac.test/bob');
const bobKeys = await generateKeyPair('assertion');
const bobKey = { id: uri(`${bob}#ed25519-key`), privateKey: privateKeyFromPem(bobKeys.privateKeyPem) };
const bobPerson = personOf(bob, undefined, {
  assertionMethod: {
    id: bobKey.id,
    type: 'Multikey',
    controller: bob,
    publicKeyMultibase: multikeyOf(bobKeys.publicKeyPem),
  },
});

/** The documents of all of them. */
export const everybody: Readonly<Record<string, FetchOutcome>> = {
  [alice]: found(alice, personOf(alice)),
  [mallory]: found(mallory, personOf(mallory)),
  [eve]: found(eve, personOf(eve)),
  [bob]: found(bob, bobPerson),
};

/** The inbox, in a world where all of them are at home, and `documents` are as they say. */
export function openScene(documents: Readonly<Record<string, FetchOutcome>> = {}): Promise<Inbox> {
  return openInbox({ ...everybody, ...documents });
}

/** `activity` as `signer` sends it: in his own name, unless it names another actor. */
export function signedBy(signer: string, activity: object, changes: Partial<Signing> = {}): ReceivedRequest {
  return requestOf({ actor: signer, ...activity }, { keyId: `${signer}#main-key`, ...changes });
}

/** The same act, told anew: signed some minutes after. */
export function later(minutes = 1): { readonly date: Date } {
  return { date: new Date(NOW + minutes * minuteMs) };
}

export function provedByBob<Document extends JsonObject>(document: Document, at = NOW): Document {
  return addProof(document, bobKey, new Date(at));
}

/** What the inbox answers: 'taken', or the code of the Refusal. */
export async function answerTo(
  request: ReceivedRequest,
  { context }: Pick<Inbox, 'context'>,
): Promise<string> {
  try {
    await receive(request, context);
    return 'taken';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** All of `requests`, one after the other, each of which must be taken. */
export async function take(inbox: Inbox, ...requests: readonly ReceivedRequest[]): Promise<void> {
  for (const request of requests) await receive(request, inbox.context);
}

/** The network has changed: it serves `documents`, and nothing is remembered of what it served before. */
export function withNetwork(inbox: Inbox, documents: Readonly<Record<string, FetchOutcome>>): Inbox {
  const remote = fakeRemote({ ...everybody, ...documents });
  const actors = openActorDirectory(inbox.context.store, remote, () => 0);
  return { ...inbox, context: { ...inbox.context, remote, actors } };
}

/** The texts that would be shown. */
export async function texts({ store }: Inbox): Promise<readonly string[]> {
  return (await store.unsanitisedReplies(10)).map(({ content }) => content);
}

/** A public reply of `author`'s to the kettle. */
export function noteBy(author: string, more: JsonObject = {}): JsonObject & { readonly id: Uri } {
  return {
    id: uri(`${new URL(author).origin}/notes/1`),
    type: 'Note',
    attributedTo: author,
    inReplyTo: kettle.id,
    content: `<p>By ${author}.</p>`,
    published: new Date(NOW - minuteMs).toISOString(),
    to: 'as:Public',
    ...more,
  };
}

export function createOf(note: JsonObject & { readonly id: Uri }): JsonObject {
  return { id: `${note.id}#create`, type: 'Create', actor: note.attributedTo, object: note };
}

export function deleteOf({ attributedTo, id }: JsonObject & { readonly id: Uri }): JsonObject {
  return { id: `${id}#delete`, type: 'Delete', actor: attributedTo, object: id };
}
