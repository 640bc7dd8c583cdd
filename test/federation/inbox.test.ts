import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOutward, type Outward } from '../support/outward.ts';
import type { Activity } from '../support/mastodon-shapes.ts';
import type { RemotePerson } from '../support/remote-person.ts';
import { startRemoteServer, type RemoteServer } from '../support/remote-server.ts';
import { findBlog, pageOf, untilPage, type FoundBlog } from './scenario.ts';

let blog: Outward;
let social: RemoteServer;
let alice: RemotePerson;
let mallory: RemotePerson;
let found: FoundBlog;
const path = '/posts/how-to-brew/';

beforeAll(async () => {
  blog = await startOutward({ name: 'blog.test' });
  social = await startRemoteServer('social.test');
  alice = social.actor('alice');
  mallory = social.actor('mallory');
  found = await findBlog(alice, blog);
});

afterAll(async () => {
  await blog[Symbol.asyncDispose]();
  await social[Symbol.asyncDispose]();
});

function objectId(): string {
  return `${blog.origin}/ap/objects/how-to-brew`;
}

function replyOf(
  person: RemotePerson,
  content: string,
  more: object = {},
): ReturnType<RemotePerson['reply']> {
  return person.reply({ to: found.id, inReplyTo: objectId(), content, ...more });
}

test('202: an unlisted reply is shown; those for followers, and for us alone, appear nowhere', async () => {
  for (const visibility of ['unlisted', 'followers', 'direct'] as const) {
    const reply = replyOf(alice, `<p>For ${visibility}</p>`, { visibility });
    expect(await alice.send(found.inbox, reply)).toBe(202);
  }
  // Stored after the private ones: when it is there, they have been dealt with.
  expect(await alice.send(found.inbox, replyOf(alice, '<p>The last word</p>'))).toBe(202);
  await untilPage(blog, path, 'The last word');
  const replies = (await (
    await fetch(`${objectId().replace(blog.origin, blog.address)}/replies`)
  ).json()) as { totalItems: number };
  expect(replies.totalItems).toBe(2);
  for (const page of [path, '/', '/feed.xml', '/posts/how-to-brew/comments/', '/archive/']) {
    const text = await pageOf(blog, page);
    expect(text).not.toContain('For followers');
    expect(text).not.toContain('For direct');
  }
  expect(await pageOf(blog, path)).toContain('For unlisted');
});

test('202: a reply to a reply stands below it, with account, server and time', async () => {
  const first = replyOf(alice, '<p>How hot?</p>');
  expect(await alice.send(found.inbox, first)).toBe(202);
  await untilPage(blog, path, 'How hot?');
  const answer = mallory.reply({ to: alice.id, inReplyTo: first.object.id, content: '<p>Very hot.</p>' });
  expect(await mallory.send(found.inbox, answer)).toBe(202);
  await untilPage(blog, path, 'Very hot.');
  const page = await pageOf(blog, path);
  expect(page).toContain(`@mallory@${new URL(social.origin).host}`);
  expect(page.indexOf('Very hot.')).toBeGreaterThan(page.indexOf('How hot?'));
});

test('202: what a reply may not hold is gone from the page', async () => {
  const content =
    '<p>See <a href="javascript:alert(1)">this</a><img src=x onerror=alert(1)><style>*{color:red}</style>' +
    '<a href="https://ok.test/" style="color:red" onclick="x()">that</a></p><script>alert(1)</script><iframe src="//x.test"></iframe>';
  expect(await alice.send(found.inbox, replyOf(alice, `${content}<p>Tested.</p>`))).toBe(202);
  await untilPage(blog, path, 'Tested.');
  const page = await pageOf(blog, path);
  expect(page).not.toMatch(/javascript:|onerror|onclick|<iframe|alert|color:red/);
  expect(page.split('<!--outward:comments-->')[1]?.split('<!--/outward:comments-->')[0]).not.toContain(
    '<script',
  );
  expect(page).toContain('href="https://ok.test/"');
});

test('202: likes and boosts are counted once an actor, and taken back', async () => {
  const like = alice.like(objectId());
  for (const activity of [
    like,
    alice.like(objectId()),
    alice.announce(objectId()),
    mallory.like(objectId()),
  ]) {
    expect(await (activity.actor === alice.id ? alice : mallory).send(found.inbox, activity)).toBe(202);
  }
  const counts = async (): Promise<readonly unknown[]> => {
    const documents = ['likes', 'shares'].map(async (name) => {
      const answer = await fetch(`${blog.address}/ap/objects/how-to-brew/${name}`);
      return ((await answer.json()) as { totalItems: number }).totalItems;
    });
    return Promise.all(documents);
  };
  expect(await counts()).toEqual([2, 1]);
  expect(await alice.send(found.inbox, alice.undo(like))).toBe(202);
  expect(await counts()).toEqual([1, 1]);
});

test.each([
  ['without a signature', { signer: 'nobody' }, 401],
  [
    'with a body that was changed',
    { tamper: (r: { headers: object; body: string }) => ({ ...r, body: `${r.body} ` }) },
    401,
  ],
  ['signed thirteen hours ago', { date: new Date(Date.now() - 13 * 3_600_000) }, 401],
  ['whose signature leaves out the digest', { signed: ['(request-target)', 'host', 'date'] }, 401],
] as const)('%s: refused', async (_, options, status) => {
  const reply = replyOf(alice, '<p>Forged</p>');
  expect(await alice.send(found.inbox, reply, options as never)).toBe(status);
  expect(await pageOf(blog, path)).not.toContain('Forged');
});

/** A reply of alice that her server knows nothing of. */
function neverWritten(html: string): Activity {
  const reply = replyOf(alice, html);
  return { ...reply, object: { ...reply.object, id: `${reply.object.id}-never-written` } };
}

test('202: what somebody else passes on is shown as its author’s own server has it', async () => {
  const reply = replyOf(alice, '<p>Word for word</p>');
  const changed = { ...reply, object: { ...reply.object, content: '<p>Twisted</p>' } };
  expect(await mallory.send(found.inbox, changed)).toBe(202);
  await untilPage(blog, path, 'Word for word');
  expect(await pageOf(blog, path)).not.toContain('Twisted');
});

test('401: nobody speaks for somebody else, though it be on the same server', async () => {
  expect(await mallory.send(found.inbox, neverWritten('<p>Put into my mouth</p>'))).toBe(401);
  const mine = replyOf(alice, '<p>Mine alone</p>');
  expect(await alice.send(found.inbox, mine)).toBe(202);
  await untilPage(blog, path, 'Mine alone');
  // Signed properly, as themselves: an edit, and a removal, of what is not theirs.
  const edit = { ...alice.update(mine.object, { content: '<p>Taken over</p>' }), actor: mallory.id };
  expect(await mallory.send(found.inbox, edit)).toBe(202);
  const removal = { ...alice.delete(mine.object), actor: mallory.id };
  expect(await mallory.send(found.inbox, removal)).toBe(202);
  const page = await pageOf(blog, path);
  expect(page).toContain('Mine alone');
  expect(page).not.toContain('Taken over');
});

test('a deleted reply does not come back by a Create that arrives late', async () => {
  const reply = replyOf(alice, '<p>Regretted</p>');
  expect(await alice.send(found.inbox, reply)).toBe(202);
  await untilPage(blog, path, 'Regretted');
  expect(await alice.send(found.inbox, alice.delete(reply.object))).toBe(202);
  expect(await alice.send(found.inbox, reply)).toBe(202);
  expect(await pageOf(blog, path)).not.toContain('Regretted');
});

test('202: a Delete of an account that was never seen here is answered without asking anybody', async () => {
  const stranger = social.actor('stranger');
  const before = social.requests.length;
  const id = stranger.id;
  const activity = {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: `${id}#delete`,
    type: 'Delete',
    actor: id,
    object: id,
  };
  expect(await stranger.send(found.inbox, activity)).toBe(202);
  expect(social.requests.length).toBe(before);
});

test.each([
  ['413: a body past the limit', 'application/activity+json', `{"a":"${'x'.repeat(300_000)}"}`, 413],
  ['415: a body of another type', 'application/json', '{}', 415],
  ['401: no signature, whatever the body says', 'application/activity+json', '{', 401],
])('%s', async (_, type, body, status) => {
  const answer = await fetch(`${blog.address}/ap/inbox`, {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({
    status,
    type: expect.stringContaining('urn:outward:refusal:') as string,
  });
});

test('what the program says of requests, taken and refused, holds nothing of what was written in them', async () => {
  const secret = 'the teapot is under the stairs';
  const message = replyOf(alice, `<p>${secret}</p>`, { visibility: 'direct' });
  expect(await alice.send(found.inbox, message)).toBe(202);
  expect(await mallory.send(found.inbox, neverWritten(`<p>${secret}</p>`))).toBe(401);
  expect(await alice.send(found.inbox, message, { signer: 'nobody' })).toBe(401);
  expect(blog.output()).not.toContain(secret);
});

test('202: a public reply that is narrowed to followers goes from the page, whatever else the edit leaves out', async () => {
  const reply = replyOf(alice, '<p>Said too loudly</p>');
  expect(await alice.send(found.inbox, reply)).toBe(202);
  await untilPage(blog, path, 'Said too loudly');
  const { object, ...edit } = alice.update(reply.object, {});
  const narrowed = { ...object, inReplyTo: null, to: [alice.account.followers], cc: [] };
  const update = { ...edit, to: narrowed.to, cc: [], object: narrowed };
  expect(await alice.send(found.inbox, update)).toBe(202);
  await untilPage(blog, path, 'Said too loudly', false);
});
