import { describe, expect, test } from 'vitest';
import { receive } from '../../../src/federation/receive.ts';
import type { ReceivedRequest } from '../../../src/protocol/signature/claim.ts';
import { StoreUnavailable, type Store } from '../../../src/store/store.ts';
import { actorOf, replyOf } from '../../store/cast.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { found, hourMs, NOW, personOf, thrownBy, uri } from '../builders.ts';
import { publicKey } from '../protocol/signature/peer.ts';
import { site } from '../theme/sample.ts';
import { kettle, lid } from './handlers/scope.ts';
import { alice, follow, like, openInbox, reply, requestOf, type Inbox } from './inbox-desk.ts';

test('a Follow of somebody unknown: the key is fetched, and actor, follower and Accept are stored', async () => {
  await using inbox = await openInbox();
  await receive(requestOf(follow), inbox.context);
  expect(inbox.context.remote.fetched).toEqual([alice]);
  expect(await inbox.store.findActor(uri(alice))).toMatchObject({ inbox: `${alice}/inbox` });
  expect(await inbox.store.followers(0, 10)).toMatchObject([{ actor: alice, followId: follow.id }]);
  expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 1 });
});

test('a second activity of the same actor costs no request, and the same one twice has one effect', async () => {
  await using inbox = await openInbox();
  for (const activity of [like, like, reply, reply]) await receive(requestOf(activity), inbox.context);
  expect(inbox.context.remote.fetched).toEqual([alice]);
  expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 1 });
  expect(await inbox.store.unsanitisedReplies(10)).toHaveLength(1);
});

describe('refused without a look at the network:', () => {
  test.each<[string, ReceivedRequest, string]>([
    ['no signature', { ...requestOf(follow), header: () => null }, 'unsigned'],
    [
      'a body that was changed',
      requestOf(follow, { sent: JSON.stringify({ actor: alice, ...follow, id: `${alice}#follows/2` }) }),
      'bad-digest',
    ],
    ['a signature of yesterday', requestOf(follow, { date: new Date(NOW - 24 * hourMs) }), 'stale'],
    ['a signature of tomorrow', requestOf(follow, { date: new Date(NOW + 24 * hourMs) }), 'stale'],
    ['a signature for another host', requestOf(follow, { host: 'other.test' }), 'bad-signature'],
    ['a body that is no JSON', requestOf({}, { body: '{' }), 'bad-json'],
    ['a body that is a list', requestOf({}, { body: '[]' }), 'bad-json'],
    ['an activity without a type', requestOf({ object: site.actor }), 'bad-request'],
    ['an activity without an actor', requestOf({}, { body: '{"type":"Follow"}' }), 'bad-request'],
  ])('%s', async (_, request, code) => {
    await using inbox = await openInbox();
    expect(await thrownBy(() => receive(request, inbox.context))).toMatchObject({ name: 'Refusal', code });
    expect(inbox.context.remote.fetched).toEqual([]);
  });
});

describe('taken without a look at the network, and without effect:', () => {
  test.each<[string, object]>([
    ['a type that we do not act on', { type: 'View', object: kettle.id }],
    ['an Accept, as we follow nobody', { type: 'Accept', object: `${site.actor}#follows/1` }],
    [
      'a Reject, as we follow nobody',
      { type: 'Reject', object: { type: 'Follow', actor: site.actor, object: alice } },
    ],
    ['a Move of one who does not follow', { type: 'Move', object: alice, target: `${alice}2` }],
    ['a Block by an unknown actor', { type: 'Block', object: site.actor }],
    ['a report of somebody else', { type: 'Flag', object: ['https://other.test/actor'] }],
    [
      'a wish to quote a foreign object',
      { type: 'QuoteRequest', object: 'https://other.test/1', instrument: `${alice}/1` },
    ],
    [
      'a boost of what we wrote ourselves, wrapped',
      {
        type: 'Announce',
        object: { id: `${kettle.id}#create`, type: 'Create', actor: site.actor, object: kettle.id },
      },
    ],
    ['a vote in what is no poll', { ...reply, object: { ...reply.object, content: undefined, name: 'gas' } }],
    ['a bare id of another origin', { ...reply, object: 'https://other.test/notes/1' }],
    ['a Follow of somebody else', { ...follow, object: 'https://other.test/actor' }],
    ['a Like of a foreign object', { ...like, object: 'https://other.test/notes/1' }],
    ['an Announce of a foreign object', { ...like, type: 'Announce', object: 'https://other.test/notes/1' }],
    ['a note that answers nothing', { ...reply, object: { ...reply.object, inReplyTo: null } }],
    [
      'a note that answers a foreign object',
      { ...reply, object: { ...reply.object, inReplyTo: 'https://other.test/1' } },
    ],
    ['a note under closed comments', { ...reply, object: { ...reply.object, inReplyTo: lid.id } }],
    [
      'one that comes as an Update',
      { ...reply, type: 'Update', object: { ...reply.object, inReplyTo: lid.id } },
    ],
    ['a Delete by an unknown actor, of itself', { type: 'Delete', object: alice }],
    ['a Delete by an unknown actor, of a note', { type: 'Delete', object: reply.object.id }],
    ['an Undo by an unknown actor', { type: 'Undo', object: { ...follow, actor: alice } }],
    ['a new profile of an unknown actor', { type: 'Update', object: personOf(alice) }],
  ])('%s', async (_, activity) => {
    await using inbox = await openInbox();
    await receive(requestOf(activity), inbox.context);
    expect(inbox.context.remote.fetched).toEqual([]);
    expect(await inbox.store.findActor(uri(alice))).toBeUndefined();
  });
});

describe('nobody speaks for another:', () => {
  const mallory = 'https://social.test/users/mallory';
  const byMallory = { keyId: `${mallory}#main-key` };
  const documents = { [mallory]: found(mallory, personOf(mallory)) };

  test.each<[string, object]>([
    ['follows', follow],
    ['likes', like],
    ['replies', reply],
  ])('401: %s in the name of somebody on the same server', async (_, activity) => {
    await using inbox = await openInbox(documents);
    const error = await thrownBy(() => receive(requestOf(activity, byMallory), inbox.context));
    expect(error).toMatchObject({
      code: 'actor-mismatch',
      status: 401,
      message: `${mallory} signed an activity of ${alice}`,
    });
    expect(await inbox.store.countFollowers()).toBe(0);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 0 });
    expect(await inbox.store.unsanitisedReplies(1)).toEqual([]);
  });

  test('401: with a key that is not the actor’s', async () => {
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await using inbox = await openInbox({ [alice]: found(alice, personOf(alice, publicKeyPem)) });
    expect(await thrownBy(() => receive(requestOf(follow), inbox.context))).toMatchObject({
      code: 'bad-signature',
    });
    expect(await inbox.store.findActor(uri(alice))).toBeUndefined();
  });
});

describe('202 means stored:', () => {
  const full = new StoreUnavailable('the disk is full');

  test('a store that cannot write makes the request fail', async () => {
    await using inbox = await openInbox({}, { store: { transact: () => Promise.reject(full) } });
    expect(await thrownBy(() => receive(requestOf(follow), inbox.context))).toBe(full);
  });

  test('and what arrives again afterwards is stored whole, actor included', async () => {
    let isFull = true;
    await using fresh = await freshSqlite();
    const transact: Store['transact'] = (effects) =>
      isFull ? Promise.reject(full) : fresh.store.transact(effects);
    await using inbox = await openInbox({}, { store: { ...fresh.store, transact } });
    await thrownBy(() => receive(requestOf(reply), inbox.context));
    isFull = false;
    await receive(requestOf(reply), inbox.context);
    expect(await fresh.store.findActor(uri(alice))).toMatchObject({ id: alice });
    expect(await fresh.store.unsanitisedReplies(1)).toHaveLength(1);
  });

  test('it resolves after the commit, not before', async () => {
    const order: string[] = [];
    await using fresh = await freshSqlite();
    const transact: Store['transact'] = async (effects) => {
      await fresh.store.transact(effects);
      order.push('committed');
    };
    await using inbox = await openInbox({}, { store: { ...fresh.store, transact } });
    await receive(requestOf(follow), inbox.context).then(() => order.push('resolved'));
    expect(order).toEqual(['committed', 'resolved']);
  });
});

describe('a known actor', () => {
  async function openKnown(): Promise<Inbox> {
    const inbox = await openInbox();
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf(reply), inbox.context);
    return inbox;
  }

  test('changes its name', async () => {
    await using inbox = await openKnown();
    await receive(
      requestOf({ type: 'Update', object: personOf(alice, undefined, { name: 'Alice Anew' }) }),
      inbox.context,
    );
    expect(await inbox.store.findActor(uri(alice))).toMatchObject({ name: 'Alice Anew' });
    expect(inbox.context.remote.fetched).toEqual([alice]);
  });

  test('goes, and takes all it had here along; it may come back later', async () => {
    await using inbox = await openKnown();
    await receive(requestOf({ type: 'Delete', object: alice }), inbox.context);
    expect(await inbox.store.findActor(uri(alice))).toBeUndefined();
    expect(await inbox.store.countFollowers()).toBe(0);
    expect(await inbox.store.unsanitisedReplies(1)).toEqual([]);
    await receive(requestOf(follow, { date: new Date(NOW + hourMs) }), inbox.context);
    expect(await inbox.store.countFollowers()).toBe(1);
  });

  test('takes a follow and a reply back', async () => {
    await using inbox = await openKnown();
    await receive(requestOf({ type: 'Undo', object: follow }), inbox.context);
    await receive(
      requestOf({ type: 'Delete', object: { id: reply.object.id, type: 'Tombstone' } }),
      inbox.context,
    );
    expect(await inbox.store.countFollowers()).toBe(0);
    expect(await inbox.store.threadOf(uri(reply.object.id))).toBeUndefined();
  });

  test('answers a reply that is stored', async () => {
    await using inbox = await openInbox();
    await inbox.store.transact((tx) =>
      tx.putReply(
        replyOf('first', {
          actor: actorOf(uri('https://snac.test/bob')).id,
          inReplyTo: kettle.id,
          objectId: kettle.id,
        }),
        1,
      ),
    );
    const inReplyTo = 'https://social.test/notes/first';
    await receive(requestOf({ ...reply, object: { ...reply.object, inReplyTo } }), inbox.context);
    expect(await inbox.store.unsanitisedReplies(10)).toHaveLength(2);
  });

  test('edits what it wrote before the comments were closed', async () => {
    await using inbox = await openInbox();
    await receive(requestOf(follow), inbox.context);
    const old = replyOf('1', { actor: uri(alice), inReplyTo: lid.id, objectId: lid.id, published: 0 });
    await inbox.store.transact((tx) => tx.putReply(old, 1));
    const object = { ...reply.object, inReplyTo: lid.id, content: '<p>Mended.</p>' };
    await receive(requestOf({ ...reply, type: 'Update', object }), inbox.context);
    expect(await inbox.store.unsanitisedReplies(10)).toMatchObject([{ content: '<p>Mended.</p>' }]);
  });

  test('may delete a reply before it has arrived: it does not come after all', async () => {
    await using inbox = await openInbox();
    await receive(requestOf(follow), inbox.context);
    await receive(requestOf({ type: 'Delete', object: reply.object.id }), inbox.context);
    await receive(requestOf(reply), inbox.context);
    expect(await inbox.store.threadOf(uri(reply.object.id))).toBeUndefined();
  });
});
