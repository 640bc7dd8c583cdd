import { addOf } from '../../../src/federation/objects.ts';
import { proved } from '../../../src/federation/prove.ts';
import { synchronizationsFor } from '../../../src/federation/synchronization.ts';
import { ACCEPT_SIGNATURE } from '../../../src/protocol/signature/form.ts';
import { signedHeaders } from '../../../src/protocol/signature/sign.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import type { Delivery, Store } from '../../../src/store/store.ts';
import { actorOf, followerOf } from '../../store/cast.ts';
import { NOW, uri } from '../builders.ts';
import { ownKeysOf, rsaPem, site } from '../federation/examples.ts';
import { postOf } from '../theme/sample.ts';
import { openExampleBlog, type ExampleBlog } from './example-blog.ts';
import { httpExample, jsonExample, type Example, type Examples } from './example.ts';
import { requestsOf, type RecordedRequest } from './recorded-remote.ts';

const moss = uri('https://peer.test/users/moss');
const keys = ownKeysOf(site);
const posts = [postOf('kettle')];

/** Requests as they leave in both forms of signature, and what is answered to those that come. */
export async function requestExamples(): Promise<Examples> {
  await using blog = await openExampleBlog(posts);
  await using strict = await openExampleBlog(posts, { AUTHORIZED_FETCH: 'true' });
  await blog.store.transact((tx) => {
    tx.putActor(actorOf(moss, { keys: [{ id: uri(`${moss}#main-key`), pem: rsaPem }] }), NOW);
    tx.putFollower(followerOf(moss), NOW);
  });
  return { ...(await sentRequests(blog.store)), ...(await answersOf(blog, strict)) };
}

/**
 * An Add to all followers, first in the form that every peer reads, then in the one that the answer 401 asks for; and the fetch
 * of an actor.
 */
async function sentRequests(store: Store): Promise<Examples> {
  const add = proved(addOf(site.objectId('id-kettle'), site, NOW), keys, NOW);
  const delivery: Delivery = {
    row: 1,
    activityId: add.id,
    inbox: uri('https://peer.test/inbox'),
    attempt: 0,
    notBefore: NOW,
    isScout: false,
    body: JSON.stringify(add),
    toFollowers: true,
  };
  const value = (await synchronizationsFor([delivery], { store, site })).get(delivery) ?? '';
  const options = { fields: { 'collection-synchronization': value } };
  const wish = { status: 401, headers: { 'accept-signature': ACCEPT_SIGNATURE } };
  const [draft, message] = await requestsOf([wish, { status: 202 }], (remote) =>
    remote.post(delivery.inbox, delivery.body, options),
  );
  const [fetch] = await requestsOf([{ status: 404 }], (remote) => remote.fetchDocument(moss));
  return {
    'delivery-draft-cavage': requestExample(draft),
    'delivery-rfc9421': requestExample(message),
    'fetch-signed': requestExample(fetch),
  };
}

function requestExample(request: RecordedRequest | undefined): Example {
  const { headers = [], method = '', target = '' } = request ?? {};
  return httpExample(`${method} ${target} HTTP/1.1`, headers);
}

/** `strict` demands signed fetches. */
async function answersOf(blog: ExampleBlog, strict: ExampleBlog): Promise<Examples> {
  const headers = { accept: 'application/activity+json' };
  const posted = { method: 'POST', headers: { 'content-type': headers.accept }, body: '{}' };
  const synchronization = '/ap/actors/blog/followers/synchronization';
  const ownFollowers = await blog.ask(synchronization, { headers: await signedByMoss(synchronization) });
  return {
    'followers-synchronization': jsonExample((await ownFollowers.json()) as JsonObject),
    'object-answer': headExample(await blog.ask('/ap/objects/id-kettle', { headers })),
    'page-answer': headExample(await blog.ask('/posts/kettle/')),
    'page-redirect': headExample(await blog.ask('/posts/kettle/', { headers })),
    'inbox-unsigned': await answerExample(await blog.ask('/ap/inbox', posted)),
    'fetch-unsigned': await answerExample(await strict.ask('/ap/objects/id-kettle', { headers })),
  };
}

function signedByMoss(path: string): Promise<Record<string, string>> {
  const request = { method: 'GET', url: new URL(path, site.origin), date: new Date(NOW) } as const;
  return signedHeaders(request, { keyId: `${moss}#main-key`, privateKey: keys.request.privateKey });
}

const phrases: Readonly<Record<number, string>> = { 200: 'OK', 302: 'Found', 401: 'Unauthorized' };

/** Without its body. */
function headExample({ headers, status }: Response, body = ''): Example {
  const sorted = [...headers].sort(([a], [b]) => a.localeCompare(b));
  return httpExample(`HTTP/1.1 ${status} ${phrases[status] ?? ''}`, sorted, body);
}

async function answerExample(response: Response): Promise<Example> {
  return headExample(response, JSON.stringify(await response.json(), undefined, 2));
}
