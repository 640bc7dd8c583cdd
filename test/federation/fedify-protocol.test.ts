import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rfc9421 } from '../../src/protocol/signature/form.ts';
import { privateKeyFromPem } from '../../src/protocol/signature/keys.ts';
import { signedHeaders, type SigningKey } from '../../src/protocol/signature/sign.ts';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import { exchange } from '../support/exchange.ts';
import { startFedifyPeer, type FedifyPeer, type FedifyRequest } from '../support/fedify-peer.ts';
import { activityOf } from '../support/mastodon-shapes.ts';
import { startOutward, type Outward } from '../support/outward.ts';
import { idOf, type ReceivedActivity } from '../support/recorded-request.ts';
import { startRemoteServer, type RemoteServer } from '../support/remote-server.ts';
import type { ProxiedRequest } from '../support/tls-proxy.ts';
import { waitFor } from '../support/wait-for.ts';
import { pageOf, postText, publishPost, untilPage } from './scenario.ts';

const articlePath = '/posts/how-to-brew/';

test('an inbox that reads RFC 9421 only gets it at the second knock, then at the first; Fedify verifies every proof', async () => {
  const arrived: ProxiedRequest[] = [];
  await using blog = await startOutward({ name: 'blog.test', onRequest: (one) => arrived.push(one) });
  await using peer = await startFedifyPeer('fedify.test', { reads: 'rfc9421' });
  const actor = `${blog.origin}/ap/actors/blog`;

  await peer.follow(actor);
  await waitFor(async () => (await peer.following()).includes(actor), 'the Accept');
  expect(deliveriesIn(arrived)).toMatchObject([signedBy(peer)]);
  const [refused, taken] = await deliveriesAt(peer, 2);
  expect(refused).toMatchObject({ form: 'draft-cavage', status: 401 });
  const asAsked = expect.stringContaining(
    '("@method" "@target-uri" "@authority" "content-digest")',
  ) as string;
  expect(taken).toMatchObject({ form: 'rfc9421', status: 202, signature: asAsked });

  await publishPost(blog, 'leaves', postText('Leaves in the pot', 'Keep them.'));
  const create = await receivedAt(peer, 'Create');
  await publishPost(blog, 'leaves', postText('Leaves in the pot', 'Keep all of them.'));
  const update = await receivedAt(peer, 'Update');
  await blog.stop();
  await rm(join(blog.contentDir, 'posts', 'leaves.md'));
  await blog.start();
  const deletion = await receivedAt(peer, 'Delete');
  const forms = (await deliveriesAt(peer, 5)).slice(1).map(({ form, status }) => `${form} ${status}`);
  expect(forms).toEqual(Array(4).fill('rfc9421 202'));

  for (const activity of [await receivedAt(peer, 'Accept'), create, update, deletion]) {
    expect(await peer.proves(activity), activity.type).toBe(true);
    const readdressed = { ...activity, to: 'https://elsewhere.test/' };
    expect(await peer.proves(readdressed), `${activity.type}, readdressed`).toBe(false);
  }
  expect(await peer.proves(`${blog.origin}/ap/objects/how-to-brew`)).toBe(true);
  expect(await peer.assertionKeys(actor)).toEqual([
    { id: `${actor}#ed25519-key`, controller: actor, algorithm: 'Ed25519' },
  ]);
});

test('when keys are rotated, Fedify goes on verifying what the blog sends, and nothing that is signed with the former', async () => {
  await using blog = await startOutward({ name: 'blog.test' });
  await using peer = await startFedifyPeer('fedify.test', { reads: 'rfc9421' });
  const actor = `${blog.origin}/ap/actors/blog`;
  await peer.follow(actor);
  const accept = await receivedAt(peer, 'Accept');
  const copy = await copyOfKey(blog, actor);
  expect(await likeBy(copy, actor, peer)).toBe(202);

  expect(await blog.run('keys', 'rotate')).toMatchObject({ code: 0 });
  const update = await receivedAt(peer, 'Update');
  expect(idOf(update.object)).toBe(actor);
  expect(await peer.proves(update)).toBe(true);
  await publishPost(blog, 'lid', postText('The lid', 'On, and then off.'));
  expect(await peer.proves(await receivedAt(peer, 'Create'))).toBe(true);

  expect(await likeBy(copy, actor, peer)).toBe(401);
  expect(await peer.proves(accept)).toBe(false);
});

test('what Fedify signs in RFC 9421 is taken at its first knock, what it proves whoever passes it on, and it may quote', async () => {
  const arrived: ProxiedRequest[] = [];
  await using blog = await startOutward({
    name: 'blog.test',
    env: { AUTHORIZED_FETCH: 'true' },
    onRequest: (one) => arrived.push(one),
  });
  await using peer = await startFedifyPeer('fedify.test', { makesProofs: true });
  await using social = await startRemoteServer('social.test', { reads: 'rfc9421' });
  const actor = `${blog.origin}/ap/actors/blog`;
  const article = `${blog.origin}/ap/objects/how-to-brew`;

  await peer.reply({ to: article, content: '<p>Straight from Fedify</p>' });
  await untilPage(blog, articlePath, 'Straight from Fedify');
  expect(deliveriesIn(arrived)).toMatchObject([signedBy(peer)]);
  // Fedify could read the article because it signs that request too.
  expect((await exchange(article, { headers: { accept: 'application/activity+json' } })).status).toBe(401);

  const proved = await passOn(peer, social, blog, '<p>Passed on whole</p>');
  expect(proved.status).toBe(202);
  await untilPage(blog, articlePath, 'Passed on whole');
  expect(await fetchesOf(peer, proved.note)).toBe(0);

  const altered = await passOn(peer, social, blog, '<p>Passed on by halves</p>', (body) =>
    body.replace('by halves', 'by calves'),
  );
  expect(altered.status).toBe(202);
  await untilPage(blog, articlePath, 'Passed on by halves');
  expect(await fetchesOf(peer, altered.note)).toBe(1);

  const invented = await passOn(peer, social, blog, '<p>Never written</p>', (body) =>
    body.replaceAll('/notes/', '/nodes/'),
  );
  expect(invented.status).toBe(401);
  expect(await fetchesOf(peer, invented.note.replace('/notes/', '/nodes/'))).toBe(1);
  const page = await pageOf(blog, articlePath);
  expect(page).not.toContain('by calves');
  expect(page).not.toContain('Never written');

  const quoting = await peer.quote(article, '<p>Patience, they say</p>');
  const answer = await receivedAt(peer, 'Accept');
  expect(await peer.proves(answer)).toBe(true);
  const authorization = idOf(answer.result) ?? '';
  expect(await peer.authorization(authorization)).toEqual({
    attributedTo: actor,
    interactingObject: quoting,
    interactionTarget: article,
  });
  expect(await peer.proves(authorization)).toBe(true);
});

function deliveriesIn<T extends { readonly method: string }>(requests: readonly T[]): readonly T[] {
  return requests.filter(({ method }) => method === 'POST');
}

/** A request by the peer, in RFC 9421, that was taken. */
function signedBy({ actor }: FedifyPeer): object {
  return {
    status: 202,
    headers: { 'signature-input': expect.stringContaining(`keyid="${actor}#`) as string },
  };
}

/** What was delivered to the peer, when so much has been answered. */
function deliveriesAt(peer: FedifyPeer, count: number): Promise<readonly FedifyRequest[]> {
  return waitFor(async () => {
    const deliveries = deliveriesIn(await peer.requests());
    return deliveries.length >= count && deliveries;
  }, `${count} deliveries to Fedify`);
}

/** The activity of that type that Fedify verified and gave to its listener. */
function receivedAt(peer: FedifyPeer, type: string): Promise<ReceivedActivity> {
  return waitFor(
    async () => (await peer.received()).find((activity) => activity.type === type),
    `${type} at Fedify`,
  );
}

/** The key that signs what the blog delivers, as whoever got hold of its data would have it. */
async function copyOfKey(blog: Outward, actor: string): Promise<SigningKey> {
  const store = await openSqliteStore(join(blog.dataDir, 'outward.sqlite'));
  try {
    const pair = await store.keyPair(actor as Uri, 'request');
    if (pair === undefined) throw new Error(`${actor} has no key`);
    return { keyId: pair.id, privateKey: privateKeyFromPem(pair.privateKeyPem) };
  } finally {
    await store.close();
  }
}

/** Likes the peer in the name of `actor`, without a proof; resolves with the status. */
async function likeBy(key: SigningKey, actor: string, { actor: object, inbox }: FedifyPeer): Promise<number> {
  const body = JSON.stringify(activityOf('Like', `${actor}#likes/${randomUUID()}`, actor, object));
  const request = { method: 'POST', url: new URL(inbox), date: new Date(), body } as const;
  const headers = await signedHeaders(request, key, rfc9421);
  return (await exchange(inbox, { method: 'POST', headers, body })).status;
}

/** Has the peer answer the article at the inbox of another server's account, which passes it on to the blog as its own request. */
async function passOn(
  peer: FedifyPeer,
  social: RemoteServer,
  blog: Outward,
  content: string,
  change: (body: string) => string = (body) => body,
): Promise<{ note: string; status: number }> {
  const alice = social.actor('alice');
  const note = await peer.reply({ to: `${blog.origin}/ap/objects/how-to-brew`, content, inbox: alice.inbox });
  const came = social.requests.findLast(({ method, verified }) => method === 'POST' && verified === true);
  const { status } = await alice.post(`${blog.origin}/ap/inbox`, change(String(came?.body)));
  return { note, status };
}

/** How often somebody asked the peer for that note. */
async function fetchesOf(peer: FedifyPeer, note: string): Promise<number> {
  const { pathname } = new URL(note);
  return (await peer.requests()).filter(({ path }) => path === pathname).length;
}
