import type { LocalObject, ObjectDirectory } from '../../../../src/federation/context.ts';
import type { HandlerScope } from '../../../../src/federation/handlers/handler.ts';
import type { RemoteNote } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice } from '../../../store/cast.ts';
import { NOW, uri } from '../../builders.ts';
import { KETTLE } from '../../protocol/fixture.ts';
import { site } from '../../theme/sample.ts';

/** The blog as handlers see it: a kettle that takes replies, by two of its addresses, and a lid that does not. */
export const kettle: LocalObject = { id: uri(KETTLE), slug: 'kettle', open: true };
export const lid: LocalObject = { id: uri('https://blog.test/ap/objects/lid'), slug: 'lid', open: false };

const addresses = new Map<string, LocalObject>([
  [kettle.id, kettle],
  ['https://blog.test/posts/kettle/', kettle],
  [lid.id, lid],
]);
const objects: ObjectDirectory = (url) => addresses.get(url);

export const scope: HandlerScope = { site, objects, now: NOW };
export const signer = actorOf(alice);

/** A public Note of alice that answers the kettle. */
export function noteOf(more: Partial<RemoteNote> = {}): RemoteNote {
  return {
    id: uri('https://social.test/notes/1'),
    type: 'Note',
    attributedTo: alice,
    inReplyTo: kettle.id,
    content: '<p>Well said.</p>',
    summary: undefined,
    sensitive: false,
    language: 'en',
    url: uri('https://social.test/@alice/1'),
    published: new Date(NOW - 1_000),
    updated: undefined,
    visibility: 'public',
    isVote: false,
    ...more,
  };
}
