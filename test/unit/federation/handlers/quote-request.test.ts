import { describe, expect, test } from 'vitest';
import { authorizationIdOf } from '../../../../src/federation/answers.ts';
import type { LocalObject } from '../../../../src/federation/context.ts';
import { handleQuoteRequest } from '../../../../src/federation/handlers/quote-request.ts';
import type { NamedObject, RemoteNote, Uri } from '../../../../src/protocol/vocabulary.ts';
import { alice, bob } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { site } from '../../theme/sample.ts';
import { kettle, lid, noteOf, scope, signer, spout } from './scope.ts';

const id = uri('https://social.test/users/alice/quote_requests/1');
const noteId = uri('https://social.test/notes/1');

function ask(
  object: Uri,
  instrument: RemoteNote | NamedObject = noteOf({ inReplyTo: undefined, quote: object }),
  isFollower = false,
): readonly Effect[] {
  const request = { id, actor: alice, type: 'QuoteRequest', object, instrument } as const;
  return effectsOf((tx) => handleQuoteRequest(request, signer, tx, { ...scope, isFollower }));
}

/** An answer about the same post that is still to be sent. */
const superseded = ['supersede', expect.stringContaining('#answers/'), ['Accept', 'Reject']];

/** The activity that goes to the quoter. */
function answerIn(effects: readonly Effect[]): unknown {
  const [, activity] = effects.find(([name]) => name === 'enqueue') ?? [];
  return JSON.parse((activity as { readonly body: string }).body);
}

describe('a wish to quote what everybody may', () => {
  const authorizationId = authorizationIdOf({ quotingId: noteId, objectId: kettle.id }, site);

  test('is kept and accepted at the quoter’s own inbox, with the authorization as its result', () => {
    const effects = ask(kettle.id);
    expect(effects).toMatchObject([
      ['putQuote', { quotingId: noteId, actor: alice, objectId: kettle.id, authorizationId }, NOW],
      superseded,
      ['enqueue', { type: 'Accept', to: 'inboxes', inboxes: [`${alice}/inbox`], notBefore: NOW }],
    ]);
    expect(answerIn(effects)).toMatchObject({
      type: 'Accept',
      actor: site.actor,
      to: [alice],
      object: { id, type: 'QuoteRequest', actor: alice, object: kettle.id, instrument: noteId },
      result: authorizationId,
      proof: { cryptosuite: 'eddsa-jcs-2022' },
    });
  });

  test('is answered again when it is asked again, with the same authorization', () => {
    const later = { ...scope, now: NOW + 1 };
    const request = { id, actor: alice, type: 'QuoteRequest', object: kettle.id } as const;
    const again = effectsOf((tx) =>
      handleQuoteRequest({ ...request, instrument: noteOf({ quote: kettle.id }) }, signer, tx, later),
    );
    expect(again).toMatchObject([
      ['putQuote', { authorizationId }, NOW + 1],
      superseded,
      ['enqueue', { type: 'Accept' }],
    ]);
    expect(answerIn(again)).not.toMatchObject({ id: (answerIn(ask(kettle.id)) as { id: string }).id });
  });

  test('by the address of the page is a wish to quote the object, answered in the words in which it came', () => {
    const page = uri('https://blog.test/posts/kettle/');
    const effects = ask(page);
    expect(effects[0]).toMatchObject(['putQuote', { objectId: kettle.id, authorizationId }, NOW]);
    expect(answerIn(effects)).toMatchObject({ object: { object: page }, result: authorizationId });
  });

  test.each<[string, RemoteNote | NamedObject]>([
    ['by a note of somebody else', noteOf({ attributedTo: bob, quote: kettle.id })],
    ['by a note of another origin', noteOf({ id: uri('https://snac.test/1'), quote: kettle.id })],
    ['by a note that quotes something else', noteOf({ quote: lid.id })],
    ['by a note that quotes nothing', noteOf()],
    ['by a note that nobody could read', { type: 'named', id: noteId }],
  ])('%s is rejected, and not kept', (_, instrument) => {
    const effects = ask(kettle.id, instrument);
    expect(effects).toMatchObject([superseded, ['enqueue', { type: 'Reject', inboxes: [`${alice}/inbox`] }]]);
    expect(answerIn(effects)).toMatchObject({ object: { id, instrument: instrument.id } });
    expect(answerIn(effects)).not.toHaveProperty('result');
  });
});

describe('a wish to quote', () => {
  const answered = (object: LocalObject, isFollower: boolean): unknown =>
    ask(object.id, noteOf({ quote: object.id }), isFollower).at(-1);

  test('what followers may is granted to them only', () => {
    expect(answered(spout, true)).toMatchObject(['enqueue', { type: 'Accept' }]);
    expect(answered(spout, false)).toMatchObject(['enqueue', { type: 'Reject' }]);
  });

  test('what nobody may is granted to nobody', () => {
    expect(answered(lid, true)).toMatchObject(['enqueue', { type: 'Reject' }]);
  });

  test('something else is not answered', () => {
    expect(ask(uri('https://other.test/notes/1'))).toEqual([]);
  });
});
