import type { App } from '../src/app.ts';
import { instanceActorOf } from '../src/federation/actor-object.ts';
import { orderedCollectionOf } from '../src/protocol/collection.ts';
import { activityJson } from './respond.ts';

/**
 * The server's own Actor, which signs what we fetch (interop 2.4). Shown to everybody, always: whoever demands signatures must
 * be able to look up its key.
 */
export function instance(_request: Request, { context: { keys, site } }: App): Response {
  return activityJson(instanceActorOf(site, keys));
}

/** It says nothing to everybody. */
export function instanceOutbox(_request: Request, { context: { site } }: App): Response {
  return activityJson(orderedCollectionOf({ id: `${site.instanceActor}/outbox`, totalItems: 0 }));
}
