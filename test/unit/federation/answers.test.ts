import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  acceptOf,
  authorizationIdOf,
  deliveryOf,
  queueAnswer,
  quoteAcceptOf,
  quoteAuthorizationOf,
  quoteRejectOf,
  rejectOf,
} from '../../../src/federation/answers.ts';
import type { Named } from '../../../src/federation/objects.ts';
import { proofsOf } from '../../../src/protocol/proof/proof.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import { alice } from '../../store/cast.ts';
import { blogKeys, effectsOf, NOW, uri, type Effect } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle, noteOf } from './handlers/scope.ts';

const AS = 'https://www.w3.org/ns/activitystreams';
const follow = { id: uri(`${alice}#follows/1`), actor: alice };
const request = {
  id: uri(`${alice}/quote_requests/1`),
  actor: alice,
  object: kettle.id,
  instrument: noteOf({ quote: kettle.id }),
};
const quote = { quotingId: request.instrument.id, objectId: kettle.id };

describe.each([
  ['Accept', acceptOf, /^https:\/\/blog\.test\/ap\/actors\/blog#accepts\/[\da-f]{24}$/],
  ['Reject', rejectOf, /^https:\/\/blog\.test\/ap\/actors\/blog#rejects\/[\da-f]{24}$/],
] as const)('%s of a Follow', (type, answerOf, id) => {
  test('holds the Follow as it came', () => {
    expect(answerOf(follow, site, NOW)).toEqual({
      '@context': AS,
      id: expect.stringMatching(id) as string,
      type,
      actor: site.actor,
      to: [alice],
      object: { id: follow.id, type: 'Follow', actor: alice, object: site.actor },
    });
  });

  test('of a Follow without an id holds none', () => {
    const answer = answerOf({ ...follow, id: undefined }, site, NOW);
    expect(answer.object).toEqual({ type: 'Follow', actor: alice, object: site.actor });
  });

  test('is the same in the same moment, and another in the next: the peer may have lost the first', () => {
    expect(answerOf(follow, site, NOW).id).toBe(answerOf(follow, site, NOW).id);
    expect(answerOf(follow, site, NOW).id).not.toBe(answerOf(follow, site, NOW + 1).id);
  });
});

describe('the answer to a QuoteRequest', () => {
  const asked = {
    id: request.id,
    type: 'QuoteRequest',
    actor: alice,
    object: kettle.id,
    instrument: request.instrument.id,
  };

  test('that is yes names the request, and what proves it to others', () => {
    const accept = quoteAcceptOf(request, kettle.id, site, NOW);
    expect(accept).toMatchObject({ type: 'Accept', actor: site.actor, to: [alice] });
    expect(accept.object).toEqual(asked);
    expect(accept.result).toBe(authorizationIdOf(quote, site));
  });

  test('that is no has no result', () => {
    const reject = quoteRejectOf(request, site, NOW);
    expect(reject).toMatchObject({ type: 'Reject', object: asked });
    expect(reject).not.toHaveProperty('result');
  });
});

describe('an authorization', () => {
  test('is what third servers look for (FEP-044f)', () => {
    expect(quoteAuthorizationOf(quote, site, NOW)).toEqual({
      '@context': [
        AS,
        {
          QuoteAuthorization: 'https://w3id.org/fep/044f#QuoteAuthorization',
          gts: 'https://gotosocial.org/ns#',
          interactingObject: { '@id': 'gts:interactingObject', '@type': '@id' },
          interactionTarget: { '@id': 'gts:interactionTarget', '@type': '@id' },
        },
      ],
      id: expect.stringMatching(/^https:\/\/blog\.test\/ap\/quotes\/[\da-f]{24}$/) as string,
      type: 'QuoteAuthorization',
      attributedTo: site.actor,
      interactingObject: quote.quotingId,
      interactionTarget: kettle.id,
    });
  });

  test('has one id a pair of posts', () => {
    const idOf = (changes: Partial<typeof quote>): string =>
      authorizationIdOf({ ...quote, ...changes }, site);
    expect(idOf({})).toBe(idOf({}));
    expect(new Set([idOf({}), idOf({ quotingId: kettle.id }), idOf({ objectId: alice })]).size).toBe(3);
  });
});

test.each<[string, Named]>([
  ['an Accept', acceptOf(follow, site, NOW, blogKeys)],
  ['a Reject', rejectOf(follow, site, NOW, blogKeys)],
  ['a yes to a quote', quoteAcceptOf(request, kettle.id, site, NOW, blogKeys)],
  ['a no to a quote', quoteRejectOf(request, site, NOW, blogKeys)],
  ['an authorization', quoteAuthorizationOf(quote, site, NOW, blogKeys)],
])('%s carries a proof by the blog that verifies, also after it was written as JSON', (_, document) => {
  const sent = JSON.parse(JSON.stringify(document)) as Named;
  const [proof] = proofsOf(sent);
  expect(proof?.verificationMethod).toBe(blogKeys.assertion.id);
  expect(proof?.verify(createPublicKey(blogKeys.assertion.publicKeyPem))).toBe(true);
});

test('an activity goes to one inbox, at once, and behind nothing', () => {
  const answer = acceptOf(follow, site, NOW);
  expect(deliveryOf(answer, uri(`${alice}/inbox`), NOW)).toEqual({
    id: answer.id,
    type: 'Accept',
    objectId: answer.id,
    body: JSON.stringify(answer),
    to: 'inboxes',
    inboxes: [`${alice}/inbox`],
    notBefore: NOW,
  });
});

test('an answer takes the place of an earlier one to the same person about the same, and counts for who asked', () => {
  const inbox = uri(`${alice}/inbox`);
  const queued = (actor: Uri, about: Uri): readonly Effect[] =>
    effectsOf((tx) => queueAnswer(acceptOf(follow, site, NOW), about, { actor, inbox }, tx, NOW));
  const [superseded, enqueued] = queued(alice, site.actor);
  const objectId = superseded?.[1];
  expect(superseded).toEqual(['supersede', expect.any(String), ['Accept', 'Reject']]);
  expect(enqueued).toMatchObject([
    'enqueue',
    { objectId, causedBy: alice, inboxes: [inbox], notBefore: NOW },
  ]);
  const others = [queued(alice, site.actor), queued(alice, kettle.id), queued(kettle.id, site.actor)];
  expect(others.map(([effect]) => effect?.[1] === objectId)).toEqual([true, false, false]);
});
