import type { LocalObject, ObjectDirectory } from '../../../../src/federation/context.ts';
import type { HandlerScope } from '../../../../src/federation/handlers/handler.ts';
import { compileRules } from '../../../../src/federation/moderation-rules.ts';
import type { RemoteNote } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice } from '../../../store/cast.ts';
import { blogKeys, hourMs, NOW, uri } from '../../builders.ts';
import { KETTLE } from '../../protocol/fixture.ts';
import { site } from '../../theme/sample.ts';

/** The blog as handlers see it: a kettle that takes replies, by two of its addresses; a lid that does not; and two polls. */
export const kettle: LocalObject = objectAt(KETTLE);
export const lid: LocalObject = objectAt('https://blog.test/ap/objects/lid', {
  open: false,
  quotes: 'nobody',
});
export const spout: LocalObject = objectAt('https://blog.test/ap/objects/spout', { quotes: 'followers' });
export const poll: LocalObject = objectAt('https://blog.test/ap/objects/poll', {
  poll: { options: ['gas', 'electric'], multiple: false, closes: NOW + hourMs },
});
export const closedPoll: LocalObject = objectAt('https://blog.test/ap/objects/closed-poll', {
  open: false,
  poll: { options: ['gas', 'electric'], multiple: true, closes: NOW },
});

function objectAt(id: string, more: Partial<LocalObject> = {}): LocalObject {
  return { id: uri(id), slug: id, open: true, policy: 'open', quotes: 'everyone', poll: undefined, ...more };
}

const addresses = new Map<string, LocalObject>([
  ...[kettle, lid, spout, poll, closedPoll].map((object) => [object.id, object] as const),
  ['https://blog.test/posts/kettle/', kettle],
]);
const objects: ObjectDirectory = (url) => addresses.get(url);

export const scope: HandlerScope = {
  site,
  objects,
  keys: blogKeys,
  now: NOW,
  isFollower: false,
  addressesUs: false,
  admitted: new Map([[uri('https://social.test/notes/1'), 'open']]),
  rules: compileRules([]),
  successor: undefined,
};
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
    vote: undefined,
    quote: undefined,
    quoteAuthorization: undefined,
    ...more,
  };
}
