import type { App } from '../src/app.ts';
import { intentLinks } from '../src/protocol/intent.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import { jrdOf, parseResource, type Account, type Resource } from '../src/protocol/webfinger.ts';
import type { Site } from '../src/site.ts';
import { json } from './respond.ts';

/**
 * Who stands behind an address (RFC 7033): the blog by its `acct:` or any URL of its actor, the server's own actor by
 * `acct:<host>@<host>` or its id, and both by the address of the site (FEP-d556).
 */
export function webfinger(request: Request, { context }: App): Response {
  const resource = parseResource(new URL(request.url).searchParams.get('resource'));
  if (resource === undefined) throw new Refusal('bad-request', 'say who: ?resource=acct:user@host');
  const account = accountOf(resource, context.site);
  if (account === undefined) throw new Refusal('not-found', 'nobody of that name is here');
  return json(jrdOf(account), 'application/jrd+json; charset=utf-8');
}

function accountOf(resource: Resource, site: Site): Account | undefined {
  if (resource.kind === 'acct') {
    if (resource.host !== site.host) return undefined;
    if (resource.user === site.blog.handle.toLowerCase()) return blogAccount(site);
    return resource.user === serverName(site) ? serverAccount(site) : undefined;
  }
  const { url } = resource;
  if (url === site.actor) return blogAccount(site);
  if (url === site.instanceActor) return serverAccount(site);
  if (url.replace(/\/$/, '') !== site.origin) return undefined;
  return { ...blogAccount(site), serverActor: site.instanceActor };
}

/** The writer's: who has it is led home from other servers to like, boost or answer (functions/intents.ts). */
function blogAccount(site: Site): Account {
  const { acct, actor, blog, intents, origin } = site;
  const { icon } = blog;
  return {
    acct,
    actor,
    profilePage: `${origin}/`,
    avatar: icon && { url: site.absolute(icon.url), mediaType: icon.mediaType },
    intents: intentLinks(intents),
  };
}

/** The user name of the server's own actor: its host, without a port, which no user name has. */
function serverName({ origin }: Site): string {
  return new URL(origin).hostname;
}

function serverAccount(site: Site): Account {
  return { acct: `${serverName(site)}@${site.host}`, actor: site.instanceActor };
}
