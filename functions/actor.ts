import type { App } from '../src/app.ts';
import { actorOf } from '../src/federation/objects.ts';
import { activityJson } from './respond.ts';

/** The blog's Actor (ActivityPub §4.1), with the key that signs for it. Never 404 or 410: peers would delete the account. */
export function actor(_request: Request, app: App): Response {
  return activityJson(actorOf(app.context.site, app.key.publicKeyPem, app.since));
}
