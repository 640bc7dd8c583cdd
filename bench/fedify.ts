import type { FedifyPeer } from '../test/support/fedify-peer.ts';
import type { ReplyLoad } from '../test/support/presign.ts';

/** What replies to the account of a Fedify server say, from now on. It takes all that is signed, whatever is answered. */
export function replyLoadOfPeer({ actor, sharedInbox }: FedifyPeer): ReplyLoad {
  return { inbox: sharedInbox, to: actor, inReplyTo: actor, date: new Date() };
}
