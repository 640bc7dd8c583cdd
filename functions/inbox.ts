import type { App } from '../src/app.ts';
import { receivedOf } from '../src/federation/authorise.ts';
import { receive } from '../src/federation/receive.ts';
import { acceptsActivityBody } from '../src/protocol/media-type.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { readBody } from '../src/body.ts';

/** Twice what the largest reply needs, a quarter of what peers take. */
const bodyBytesMax = 256 * 1024;

/** The actor's inbox, and the shared one (ActivityPub §5.2, §7.1.3). 202 means that the activity and its effects are stored. */
export async function inbox(request: Request, app: App): Promise<Response> {
  const type = request.headers.get('content-type');
  if (!acceptsActivityBody(type))
    throw new Refusal('unsupported-type', `an inbox takes no ${type ?? 'body without a type'}`);
  const body = await readBody(request, bodyBytesMax);
  await receive(receivedOf(request, body, app.context.site.host), app.context);
  return new Response(null, { status: 202 }); // A Refusal thrown on the way becomes Problem Details in server.ts.
}
