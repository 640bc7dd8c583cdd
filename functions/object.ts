import type { App } from '../src/app.ts';
import { authoriseFetch } from '../src/federation/authorise.ts';
import { questionOf } from '../src/federation/question.ts';
import { addProof } from '../src/protocol/proof/proof.ts';
import { Refusal } from '../src/protocol/refusal.ts';
import type { JsonObject } from '../src/protocol/vocabulary.ts';
import { otherFormOf, serveRelease } from '../src/release/serve.ts';
import { activityJson, activityJsonForSigner } from './respond.ts';

type Released = ReturnType<App['release']['objectById']>;
type Resource = NonNullable<ReturnType<App['release']['find']>>;

/**
 * An object of ours: as the release has it, but for a poll, whose votes are those of now, and for what only followers may see,
 * which is not there for anybody else.
 */
export async function object(request: Request, app: App): Promise<Response> {
  const { context, release } = app;
  const { pathname } = new URL(request.url);
  const released = release.objectById(context.site.idOf(`${context.site.origin}${pathname}`) ?? '');
  const resource = release.find(pathname);
  if (resource === undefined) return objectForFollowers(request, released, app);
  if (released?.poll === undefined) return serveRelease(request, app);
  const answer = otherFormOf(request, resource) ?? activityJson(await documentOf(resource, released, app));
  answer.headers.set('vary', 'Accept');
  return answer;
}

/**
 * Who asks is looked at first, and what is there only then: whether we come for a key, and how long it takes us to answer,
 * would tell a stranger else that there is something.
 */
async function objectForFollowers(request: Request, released: Released, app: App): Promise<Response> {
  const isTrusted = await hasFollower(request, app);
  const restricted = isTrusted ? app.release.findRestricted(new URL(request.url).pathname) : undefined;
  if (restricted === undefined) return serveRelease(request, app);
  return activityJsonForSigner(await documentOf(restricted, released, app));
}

/** Whether a server asks that has a follower of the blog: its own actor may ask for that follower (interop 6.4). */
async function hasFollower(request: Request, { context }: App): Promise<boolean> {
  try {
    const { actor } = await authoriseFetch(request, context);
    return (await context.store.followersAt(new URL(actor.id).origin)).length > 0;
  } catch (error) {
    if (error instanceof Refusal) return false; // Whatever was wrong: saying so would tell that there is something here.
    throw error;
  }
}

async function documentOf(resource: Resource, released: Released, app: App): Promise<JsonObject> {
  const document = JSON.parse((await app.release.read(resource)).toString('utf8')) as JsonObject;
  if (released?.poll === undefined) return document;
  const { keys, now, site, store } = app.context;
  const poll = { ...released.poll, closes: new Date(released.poll.closes) };
  const counts = (await store.polls()).get(site.objectId(released.id));
  return addProof({ ...document, ...questionOf(poll, now(), counts) }, keys.assertion, new Date(now()));
}
