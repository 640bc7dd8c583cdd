import { expect, test } from 'vitest';
import { digestOf } from '../../support/cavage.ts';
import { exchange } from '../../support/exchange.ts';
import { hugeAnswer, redirectTo, type Behaviour } from '../../support/misbehaviour.ts';
import { presignReplies } from '../../support/presign.ts';
import type { SendOptions, SignedRequest } from '../../support/remote-person.ts';
import { makeKeys, startRemoteServer } from '../../support/remote-server.ts';
import { waitFor } from '../../support/wait-for.ts';

test('202: a Follow is answered with an Accept that echoes it, and both sides remember', async () => {
  await using social = await startRemoteServer('social.test');
  await using other = await startRemoteServer('other.test');
  const [alice, bob] = [social.actor('alice'), other.actor('bob')];
  const follow = alice.follow(bob.id);
  expect(await alice.send(bob.inbox, follow)).toBe(202);
  await waitFor(() => alice.following.has(bob.id), "bob's Accept");
  expect([...bob.followers]).toEqual([alice.id]);
  expect(alice.received).toMatchObject([
    { type: 'Accept', actor: bob.id, object: { id: follow.id, type: 'Follow' } },
  ]);
});

test('202: undoing a Follow ends it on both sides', async () => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  const follow = alice.follow(bob.id);
  await alice.send(bob.inbox, follow);
  await waitFor(() => alice.following.has(bob.id), "bob's Accept");
  expect(await alice.send(bob.inbox, alice.undo(follow))).toBe(202);
  expect(alice.following.size).toBe(0);
  await waitFor(() => bob.followers.size === 0, 'the end of the follow');
});

test('202: the shared inbox gives an activity to those who follow its actor or are addressed, and to nobody else', async () => {
  await using social = await startRemoteServer('social.test');
  await using other = await startRemoteServer('other.test');
  const [alice, bob, carol] = [social.actor('alice'), social.actor('bob'), social.actor('carol')];
  const dan = other.actor('dan');
  await alice.send(dan.inbox, alice.follow(dan.id));
  await waitFor(() => alice.following.has(dan.id), "dan's Accept");
  expect(await dan.send(`${social.origin}/inbox`, dan.reply({ to: bob.id }))).toBe(202);
  const typesOf = (person: typeof alice): string[] => person.received.map(({ type }) => type);
  expect([alice, bob, carol].map(typesOf)).toEqual([['Accept', 'Create'], ['Create'], []]);
});

const anHourMs = 3_600_000;

test.each<[string, SendOptions | ((keyId: string) => SendOptions), RegExp]>([
  ['that is not signed', { signer: 'nobody' }, /no signature/],
  [
    'signed with a key that is not the sender’s',
    (keyId) => ({ signer: { keyId, ...makeKeys() } }),
    /not by that key/,
  ],
  [
    'whose body was changed',
    { tamper: ({ headers, body }) => ({ headers, body: body.replace('Follow', 'Block') }) },
    /digest/,
  ],
  [
    'whose body and digest were changed',
    {
      tamper: ({ headers, body }) => ({
        headers: { ...headers, digest: digestOf(`${body} `) },
        body: `${body} `,
      }),
    },
    /not by that key/,
  ],
  ['from two hours ahead', { date: new Date(Date.now() + 2 * anHourMs) }, /the date is/],
  ['from yesterday', { date: new Date(Date.now() - 24 * anHourMs) }, /the date is/],
  ['that does not sign its digest', { signed: ['(request-target)', 'host', 'date'] }, /digest is not signed/],
])('401: a server of the cast refuses a request %s', async (_what, options, fault) => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  const sendOptions = typeof options === 'function' ? options(alice.keyId) : options;
  expect(await alice.send(bob.inbox, alice.follow(bob.id), sendOptions)).toBe(401);
  expect(bob.received).toEqual([]);
  expect(social.requests.find(({ method }) => method === 'POST')?.fault).toMatch(fault);
});

test('404: a request for another host finds nobody', async () => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  const tamper = ({ headers, body }: SignedRequest): SignedRequest => ({
    headers: { ...headers, host: 'other.test' },
    body,
  });
  expect(await alice.send(bob.inbox, alice.follow(bob.id), { tamper })).toBe(404);
});

test('401: nobody speaks for somebody else', async () => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  expect(await alice.send(bob.inbox, bob.like(bob.id))).toBe(401);
});

test('an actor is found by handle and by the URL of a page that leads to it', async () => {
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  const bob = social.actor('bob');
  expect(await bob.lookup(alice.handle)).toMatchObject({ id: alice.id, type: 'Person' });
  const link = `<link rel="alternate" type="application/activity+json" href="${alice.id}">`;
  social.respondAt(`${social.origin}/page`, {
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: link,
  });
  expect(await bob.lookup(`${social.origin}/page`)).toMatchObject({ id: alice.id });
  social.respondAt(`${social.origin}/moved`, redirectTo(alice.id));
  expect(await bob.lookup(`${social.origin}/moved`)).toMatchObject({ id: alice.id });
});

test('a document that claims the id of another is not believed', async () => {
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  social.publish(`${social.origin}/forged`, { id: 'https://victim.test/users/vic', type: 'Person' });
  await expect(alice.lookup(`${social.origin}/forged`)).rejects.toThrow();
});

test('a note is served at its id, edited, and gone when deleted', async () => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  const { object: note } = alice.reply({ to: bob.id, content: '<p>One</p>' });
  expect(await bob.lookup(note.id)).toMatchObject({ content: '<p>One</p>', attributedTo: alice.id });
  const { object: edited } = alice.update(note, { content: '<p>Two</p>' });
  expect(Date.parse(edited.updated ?? '')).toBeGreaterThan(Date.parse(note.published));
  expect(await bob.lookup(note.id)).toMatchObject({ content: '<p>Two</p>' });
  alice.delete(note);
  expect((await exchange(note.id)).status).toBe(410);
});

test.each<[string, Behaviour, number]>([
  ['410: gone for good', 410, 410],
  ['302: elsewhere', redirectTo('https://elsewhere.test/'), 302],
  ['200: too much', hugeAnswer(2_000_000), 200],
  ['503: by a look at the request', ({ method }) => (method === 'POST' ? 503 : undefined), 503],
  ['200: byte by byte', { status: 200, body: 'slow', dripMs: 1 }, 200],
])('an inbox misbehaves on demand, and recovers: %s', async (_what, behaviour, status) => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  bob.respondWith(behaviour);
  expect(await alice.send(bob.inbox, alice.like(bob.id))).toBe(status);
  bob.respondWith(undefined);
  expect(await alice.send(bob.inbox, alice.like(bob.id))).toBe(202);
});

test('a connection is broken off on demand', async () => {
  await using social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  bob.respondWith('reset');
  await expect(alice.send(bob.inbox, alice.like(bob.id))).rejects.toThrow(/hang up|ECONNRESET/);
});

test('a hanging server closes all the same', async () => {
  const social = await startRemoteServer('social.test');
  const [alice, bob] = [social.actor('alice'), social.actor('bob')];
  bob.respondWith('hang');
  const sending = alice.send(bob.inbox, alice.like(bob.id));
  await waitFor(() => social.requests.length === 1, 'the request');
  await Promise.all([expect(sending).rejects.toThrow(), social[Symbol.asyncDispose]()]);
});

test('a server that is down comes back at the same address', async () => {
  await using social = await startRemoteServer('social.test');
  const alice = social.actor('alice');
  await social.down();
  await expect(exchange(alice.id)).rejects.toThrow(/ECONNREFUSED/);
  await social.up();
  expect((await exchange(alice.id)).status).toBe(200);
});

test('a crowd has an inbox each, on hosts of their own when asked for', async () => {
  await using social = await startRemoteServer('social.test');
  const [first, second] = social.crowd(2, { distinctHosts: true });
  expect(new Set([first?.account.origin, second?.account.origin]).size).toBe(2);
  expect(await first?.send(second?.inbox ?? '', first.like('https://blog.test/1'))).toBe(202);
  expect(second?.received).toMatchObject([{ type: 'Like', actor: first?.id }]);
});

test('replies signed ahead of time are accepted as they are', async () => {
  await using social = await startRemoteServer('social.test');
  const people = [social.actor('alice'), social.actor('bob')];
  const { inbox, id: to } = social.actor('carol');
  const load = { inbox, to, inReplyTo: 'https://blog.test/1', date: new Date() };
  const statuses: number[] = [];
  for (const { url, headers, body } of presignReplies(people, 3, load)) {
    statuses.push((await exchange(url, { method: 'POST', headers, body })).status);
  }
  expect(statuses).toEqual([202, 202, 202]);
  expect(social.received.map(({ actor }) => actor)).toEqual([people[0]?.id, people[1]?.id, people[0]?.id]);
});
