import type { Activity, RemoteActor } from '../../protocol/vocabulary.ts';
import type { Transaction } from '../../store/store.ts';
import type { ObjectDirectory } from '../context.ts';
import type { Site } from '../../site.ts';

/** What a handler may know besides the activity. It never touches the network, and reads nothing: effects decide in the store. */
export interface HandlerScope {
  readonly site: Site;
  readonly objects: ObjectDirectory;
  readonly now: number;
}

/** One kind of activity: `signer` is proved to be its actor, `tx` records the effects, which may be repeated without harm. */
export type Handler<Type extends Activity['type']> = (
  activity: Extract<Activity, { readonly type: Type }>,
  signer: RemoteActor,
  tx: Transaction,
  scope: HandlerScope,
) => void;
