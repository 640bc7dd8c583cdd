import { createHash } from 'node:crypto';
import { addProof } from '../protocol/proof/proof.ts';
import {
  AS_CONTEXT,
  type JsonObject,
  type RemoteNote,
  type NamedObject,
  type Uri,
} from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { OutgoingActivity, Quote, Transaction } from '../store/store.ts';
import type { OwnKeys } from './keys.ts';
import type { Named } from './objects.ts';

/** Who asked to follow, and by which Follow; its id is missing where the peer gave none. */
export interface FollowRequest {
  readonly id: Uri | undefined;
  readonly actor: Uri;
}

/** A QuoteRequest, as it came (FEP-044f). */
export interface QuoteRequest {
  readonly id: Uri | undefined;
  readonly actor: Uri;
  /** Of ours, by whichever address it was named. */
  readonly object: Uri;
  readonly instrument: RemoteNote | NamedObject;
}

/**
 * Answers a Follow with the Follow itself inside: Threads takes no less (interop 0.13). With `keys` it carries an integrity
 * proof, as all answers do. `now` in milliseconds; at another moment the answer is another activity.
 */
export function acceptOf(follow: FollowRequest, site: Site, now: number, keys?: OwnKeys): Named {
  return answerOf('Accept', follow, followIn(follow, site), { site, now, keys });
}

/** Declines a Follow, or ends it later (interop 4.4). */
export function rejectOf(follow: FollowRequest, site: Site, now: number, keys?: OwnKeys): Named {
  return answerOf('Reject', follow, followIn(follow, site), { site, now, keys });
}

/** Lets `request.instrument` quote the object `objectId` of ours: `result` names what proves it to others (interop 4.10). */
export function quoteAcceptOf(
  request: QuoteRequest,
  objectId: Uri,
  site: Site,
  now: number,
  keys?: OwnKeys,
): Named {
  const result = authorizationIdOf({ quotingId: request.instrument.id, objectId }, site);
  return answerOf('Accept', request, quoteRequestIn(request), { site, now, keys }, { result });
}

export function quoteRejectOf(request: QuoteRequest, site: Site, now: number, keys?: OwnKeys): Named {
  return answerOf('Reject', request, quoteRequestIn(request), { site, now, keys });
}

/** The same post and the same object have the same authorization, however often it is asked for. */
export function authorizationIdOf(quote: Pick<Quote, 'quotingId' | 'objectId'>, site: Site): Uri {
  return site.quoteAuthorizationId(hashOf(`${quote.quotingId} ${quote.objectId}`));
}

/** What third servers fetch to see that a quote was allowed (FEP-044f). */
export function quoteAuthorizationOf(
  quote: Pick<Quote, 'quotingId' | 'objectId'>,
  site: Site,
  now: number,
  keys?: OwnKeys,
): Named {
  const document = {
    '@context': authorizationContext,
    id: authorizationIdOf(quote, site),
    type: 'QuoteAuthorization',
    attributedTo: site.actor,
    interactingObject: quote.quotingId,
    interactionTarget: quote.objectId,
  };
  return proved(document, now, keys);
}

/**
 * Sends `answer` to who asked, about an object of ours or theirs. It takes the place of an earlier one about the same, unless
 * that is being sent at this moment: whoever asks again and again has one answer to come.
 */
export function queueAnswer(
  answer: Named,
  about: Uri,
  { actor, inbox }: { readonly actor: Uri; readonly inbox: Uri },
  tx: Transaction,
  now: number,
): void {
  const objectId = `${about}#answers/${hashOf(actor)}` as Uri;
  tx.supersede(objectId, ['Accept', 'Reject']);
  tx.enqueue({ ...deliveryOf(answer, inbox, now), objectId, causedBy: actor });
}

/** `activity` on its way to `inbox`, at once. */
export function deliveryOf(activity: Named, inbox: Uri, now: number): OutgoingActivity {
  return {
    id: activity.id,
    type: String(activity.type),
    objectId: activity.id,
    body: JSON.stringify(activity),
    to: 'inboxes',
    inboxes: [inbox],
    notBefore: now,
  };
}

const quoteContext = [AS_CONTEXT, { QuoteRequest: 'https://w3id.org/fep/044f#QuoteRequest' }] as const;

const authorizationContext = [
  AS_CONTEXT,
  {
    QuoteAuthorization: 'https://w3id.org/fep/044f#QuoteAuthorization',
    gts: 'https://gotosocial.org/ns#',
    interactingObject: { '@id': 'gts:interactingObject', '@type': '@id' },
    interactionTarget: { '@id': 'gts:interactionTarget', '@type': '@id' },
  },
] as const;

interface Answering {
  readonly site: Site;
  readonly now: number;
  readonly keys: OwnKeys | undefined;
}

function answerOf(
  type: 'Accept' | 'Reject',
  asked: { readonly id: Uri | undefined; readonly actor: Uri },
  object: JsonObject,
  { site, now, keys }: Answering,
  more: JsonObject = {},
): Named {
  const name = hashOf(`${asked.actor} ${asked.id ?? ''} ${now}`);
  const document = {
    '@context': object.type === 'QuoteRequest' ? quoteContext : AS_CONTEXT,
    id: `${site.actor}#${type.toLowerCase()}s/${name}` as Uri,
    type,
    actor: site.actor,
    to: [asked.actor],
    object: { ...(asked.id === undefined ? {} : { id: asked.id }), ...object },
    ...more,
  };
  return proved(document, now, keys);
}

function followIn({ actor }: FollowRequest, site: Site): JsonObject {
  return { type: 'Follow', actor, object: site.actor };
}

/** The instrument as an id: what it says is the quoter's to publish. */
function quoteRequestIn({ actor, object, instrument }: QuoteRequest): JsonObject {
  return { type: 'QuoteRequest', actor, object, instrument: instrument.id };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

function proved(document: Named, now: number, keys: OwnKeys | undefined): Named {
  return keys === undefined ? document : addProof(document, keys.assertion, new Date(now));
}
