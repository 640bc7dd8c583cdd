import { describe, expect, test } from 'vitest';
import { receive } from '../../../src/federation/receive.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import { found, thrownBy, uri } from '../builders.ts';
import { kettle, lid } from './handlers/scope.ts';
import { alice, openInbox, reply, requestOf, type Inbox } from './inbox-desk.ts';

const theirs = uri('https://snac.test/notes/1');

async function texts({ store }: Inbox): Promise<readonly string[]> {
  return (await store.unsanitisedReplies(10)).map(({ content }) => content);
}

describe('what its author only names', () => {
  const aliceNote = uri('https://social.test/notes/1');
  const byAlice = { ...reply.object, id: aliceNote };
  const bare = { id: `${aliceNote}#create`, type: 'Create', object: aliceNote };

  test('is fetched from the author’s server', async () => {
    await using inbox = await openInbox({ [aliceNote]: found(aliceNote, byAlice) });
    await receive(requestOf(bare), inbox.context);
    expect(await texts(inbox)).toEqual(['<p>Well said.</p>']);
    expect(inbox.context.remote.fetched).toEqual([alice, aliceNote]);
  });

  test('is fetched once, however much is named', async () => {
    const more = uri('https://social.test/notes/2');
    await using inbox = await openInbox({
      [aliceNote]: found(aliceNote, byAlice),
      [more]: found(more, { ...byAlice, id: more }),
    });
    await receive(requestOf({ ...bare, object: [aliceNote, more, aliceNote] }), inbox.context);
    expect(await inbox.store.unsanitisedReplies(10)).toHaveLength(1);
    expect(inbox.context.remote.fetched).toEqual([alice, aliceNote]);
  });

  test.each<[string, FetchOutcome]>([
    ['not there', { kind: 'failed', reason: 'answered 404', status: 404 }],
    ['by another', found(aliceNote, { ...byAlice, attributedTo: `${alice}a` })],
  ])('is nothing where it is %s', async (_, outcome) => {
    await using inbox = await openInbox({ [aliceNote]: outcome });
    await receive(requestOf(bare), inbox.context);
    expect(await texts(inbox)).toEqual([]);
  });

  test('comes again when the server is down (503)', async () => {
    await using inbox = await openInbox({ [aliceNote]: { kind: 'failed', reason: 'down', isPassing: true } });
    expect(await thrownBy(() => receive(requestOf(bare), inbox.context))).toMatchObject({ status: 503 });
  });

  test('may be the post by which it asks to quote us', async () => {
    const quoting = { ...byAlice, inReplyTo: undefined, quote: kettle.id };
    const request = {
      id: `${alice}#quotes/1`,
      type: 'QuoteRequest',
      object: kettle.id,
      instrument: aliceNote,
    };
    await using inbox = await openInbox({ [aliceNote]: found(aliceNote, quoting) });
    await receive(requestOf(request), inbox.context);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ quotes: 1 });
    expect(inbox.context.remote.fetched).toEqual([alice, aliceNote]);
  });

  test('is not looked at where it is of another server than its author', async () => {
    const request = { id: `${alice}#quotes/1`, type: 'QuoteRequest', object: kettle.id, instrument: theirs };
    await using inbox = await openInbox({
      [theirs]: found(theirs, { ...byAlice, id: theirs, quote: kettle.id }),
    });
    await receive(requestOf(request), inbox.context);
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ quotes: 0 });
    expect(inbox.context.remote.fetched).toEqual([alice]);
  });

  test('is not even looked at where nobody may quote', async () => {
    const request = { id: `${alice}#quotes/1`, type: 'QuoteRequest', object: lid.id, instrument: aliceNote };
    await using inbox = await openInbox();
    await receive(requestOf(request), inbox.context);
    expect(inbox.context.remote.fetched).toEqual([alice]);
    expect(await inbox.store.deliveryCounts()).toMatchObject({ pending: 1 });
  });
});
