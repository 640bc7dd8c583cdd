import type { Activity, RemoteActor, Uri } from '../../protocol/vocabulary.ts';
import type { ReplyPolicy, Transaction } from '../../store/store.ts';
import type { ObjectDirectory } from '../context.ts';
import type { OwnKeys } from '../keys.ts';
import type { Rules } from '../moderation-rules.ts';
import type { Site } from '../../site.ts';

/** What a handler may know besides the activity. It never touches the network, and reads nothing: effects decide in the store. */
export interface HandlerScope extends Findings {
  readonly site: Site;
  readonly objects: ObjectDirectory;
  readonly keys: OwnKeys;
  /** In memory. */
  readonly rules: Rules;
  readonly now: number;
}

/** What was looked up for the activity before its transaction began; each only for the types that ask for it. */
export interface Findings {
  /** Of a Follow or QuoteRequest, where it matters: whether the signer follows the blog, and was let in. */
  readonly isFollower: boolean;
  /** Of a Create or Update: by id, how its notes are taken that may stand in a thread of ours, which takes replies or has them. */
  readonly admitted: ReadonlyMap<Uri, ReplyPolicy>;
  /** Whether it names the blog among those whom it is for, in its author's own words. */
  readonly addressesUs: boolean;
  /** Of a Move: whom it names, when that actor says to be the same person. */
  readonly successor: RemoteActor | undefined;
}

/** What the blog acts on. It follows nobody, so nobody can accept or reject anything of it. */
export type Act = Exclude<Activity, { readonly type: 'Accept' | 'Reject' }>;

/** One kind of activity: `signer` is proved to be its actor, `tx` records the effects, which may be repeated without harm. */
export type Handler<Type extends Act['type']> = (
  activity: Extract<Act, { readonly type: Type }>,
  signer: RemoteActor,
  tx: Transaction,
  scope: HandlerScope,
) => void;
