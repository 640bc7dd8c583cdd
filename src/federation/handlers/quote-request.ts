import type { NamedObject, RemoteActor, RemoteNote } from '../../protocol/vocabulary.ts';
import { authorizationIdOf, queueAnswer, quoteAcceptOf, quoteRejectOf } from '../answers.ts';
import type { LocalObject } from '../context.ts';
import type { Handler, HandlerScope } from './handler.ts';
import { isOwn, quotedBy } from './note.ts';

/**
 * Answers whoever asks to quote one of our objects, as the writer has decided for it (FEP-044f, interop 4.10); the same
 * question again has the same answer. What is said yes to is kept, so that third servers can look it up.
 */
export const handleQuoteRequest: Handler<'QuoteRequest'> = (request, signer, tx, scope) => {
  const { keys, now, objects, site } = scope;
  const quoted = objects(request.object);
  if (quoted === undefined) return;
  const isAllowed = mayQuote(quoted, scope) && quotes(request.instrument, quoted, signer, scope);
  const answer = isAllowed
    ? quoteAcceptOf(request, quoted.id, site, now, keys)
    : quoteRejectOf(request, site, now, keys);
  if (isAllowed) {
    const quote = { quotingId: request.instrument.id, objectId: quoted.id };
    tx.putQuote({ ...quote, actor: signer.id, authorizationId: authorizationIdOf(quote, site) }, now);
  }
  queueAnswer(answer, request.instrument.id, { actor: signer.id, inbox: signer.inbox }, tx, now);
};

function mayQuote({ quotes }: LocalObject, { isFollower }: HandlerScope): boolean {
  return quotes === 'everyone' || (quotes === 'followers' && isFollower);
}

/** Leave is given for this text by this author only: for any other it could be a forgery. */
function quotes(
  instrument: RemoteNote | NamedObject,
  quoted: LocalObject,
  signer: RemoteActor,
  { objects }: HandlerScope,
): boolean {
  return isOwn(instrument, signer) && quotedBy(instrument, objects)?.id === quoted.id;
}
