import type { App } from '../src/app.ts';
import { actorOf } from '../src/federation/actor-object.ts';
import { activityJson } from './respond.ts';

/** The blog's Actor (ActivityPub §4.1), with the keys that sign for it. Never 404 or 410: peers would delete the account. */
export function actor(_request: Request, { context: { keys, site }, since }: App): Response {
  return activityJson(actorOf(site, keys, since));
}
