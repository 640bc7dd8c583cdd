import type { App } from '../src/app.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { jrdOf, parseResource } from '../src/protocol/webfinger.ts';
import { json } from './respond.ts';

/** Who stands behind an address (RFC 7033): `acct:` and any URL of the blog's actor. */
export function webfinger(request: Request, { context }: App): Response {
  const { site } = context;
  const resource = parseResource(new URL(request.url).searchParams.get('resource'));
  if (resource === undefined) throw new Refusal('bad-request', 'say who: ?resource=acct:user@host');
  const isBlog =
    resource.kind === 'acct'
      ? resource.user === site.blog.handle.toLowerCase() && resource.host === site.host
      : resource.url === site.actor || resource.url.replace(/\/$/, '') === site.origin;
  if (!isBlog) throw new Refusal('not-found', 'nobody of that name is here');
  const { icon } = site.blog;
  return json(
    jrdOf({
      acct: site.acct,
      actor: site.actor,
      profilePage: `${site.origin}/`,
      avatar: icon && { url: site.absolute(icon.url), mediaType: icon.mediaType },
    }),
    'application/jrd+json; charset=utf-8',
  );
}
