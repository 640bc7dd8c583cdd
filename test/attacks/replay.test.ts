/** Somebody keeps a request, word for word, and sends it again while its signature is still fresh. */
import { describe, expect, test } from 'vitest';
import type { ReceivedRequest } from '../../src/protocol/signature/claim.ts';
import { StoreUnavailable, type Store } from '../../src/store/store.ts';
import { freshSqlite } from '../store/fresh-sqlite.ts';
import { found, NOW, personOf, thrownBy, uri } from '../unit/builders.ts';
import { kettle } from '../unit/federation/handlers/scope.ts';
import { alice, follow, like, openInbox, type Inbox } from '../unit/federation/inbox-desk.ts';
import { site } from '../unit/theme/sample.ts';
import {
  answerTo,
  bob,
  deleteOf,
  later,
  noteBy,
  openScene,
  provedByBob,
  signedBy,
  take,
} from './support/cast.ts';

const sent = (activity: object, minutes = 0): ReceivedRequest => signedBy(alice, activity, later(-minutes));

const undoFollow = { id: `${alice}#undo/1`, type: 'Undo', object: follow };
const undoLike = { id: `${alice}#undo/2`, type: 'Undo', object: like };
const boost = { id: `${alice}#boosts/1`, type: 'Announce', object: kettle.id };
const undoBoost = { id: `${alice}#undo/3`, type: 'Undo', object: boost };
const block = { id: `${alice}#blocks/1`, type: 'Block', object: site.actor };
const profileOf = (name: string): object => ({
  type: 'Update',
  object: personOf(alice, undefined, { name }),
});
const successor = 'https://gts.test/users/alice';
const move = { id: `${alice}#moves/1`, type: 'Move', object: alice, target: successor };
const quoting = noteBy(alice, { inReplyTo: undefined, quote: kettle.id });
const quoteRequest = { id: `${alice}#asks/1`, type: 'QuoteRequest', object: kettle.id, instrument: quoting };
const edit = (quote: string | undefined, minutes: number): object => ({
  type: 'Update',
  object: { ...quoting, quote, updated: later(-minutes).date.toISOString() },
});
const farewell = { id: `${alice}#delete`, type: 'Delete', object: alice };

const follows = async ({ store }: Inbox): Promise<boolean> =>
  (await store.findFollower(uri(alice))) !== undefined;
const counted =
  (what: 'likes' | 'boosts' | 'quotes') =>
  async ({ store }: Inbox): Promise<number> =>
    (await store.conversation(kettle.id))[what];
const name = async ({ store }: Inbox): Promise<string | undefined> =>
  (await store.findActor(uri(alice)))?.name;

/** What was sent before, the request that is kept, what was done since; and what must stay as it is. */
type Kept = readonly [
  what: string,
  before: readonly object[],
  kept: object,
  since: readonly object[],
  state: (inbox: Inbox) => Promise<unknown>,
  expected: unknown,
];

describe('a request that is sent again, byte for byte, has no effect:', () => {
  test.each<Kept>([
    ['a Follow that was undone', [], follow, [undoFollow], follows, false],
    ['a Like that was undone', [], like, [undoLike], counted('likes'), 0],
    ['a boost that was undone', [], boost, [undoBoost], counted('boosts'), 0],
    ['an Undo, after a new Follow', [follow], undoFollow, [follow], follows, true],
    ['an Undo, after a new Like', [like], undoLike, [like], counted('likes'), 1],
    ['a Block, after a new Follow', [follow], block, [follow], follows, true],
    ['an older profile', [follow], profileOf('Alice'), [profileOf('Alice Anew')], name, 'Alice Anew'],
    ['a Move, after a new Follow', [follow], move, [follow], follows, true],
    ['a wish to quote, after the Delete', [], quoteRequest, [deleteOf(quoting)], counted('quotes'), 0],
    [
      'an edit that quotes, after one that does not',
      [],
      edit(kettle.id, 9),
      [edit(undefined, 8)],
      counted('quotes'),
      0,
    ],
    ['the end of an account that has come back', [follow], farewell, [follow], follows, true],
  ])('%s', async (_, before, kept, since, state, expected) => {
    const alsoKnownAs = [alice];
    await using inbox = await openScene({
      [successor]: found(successor, personOf(successor, undefined, { alsoKnownAs })),
    });
    const request = sent(kept, 10);
    await take(inbox, ...before.map((activity) => sent(activity, 11)), request);
    await take(inbox, ...since.map((activity) => sent(activity, 5)));
    expect(await state(inbox)).toBe(expected);
    expect(await answerTo(request, inbox)).toBe('taken');
    expect(await state(inbox)).toBe(expected);
  });
});

test('who says the same thing anew, and signs anew, is heard', async () => {
  await using inbox = await openScene();
  await take(inbox, sent(follow, 9), sent(undoFollow, 8), sent(follow, 7));
  expect(await follows(inbox)).toBe(true);
});

test('a request that could not be stored may come again as it was', async () => {
  await using fresh = await freshSqlite();
  let isFull = true;
  const transact: Store['transact'] = (effects) =>
    isFull ? Promise.reject(new StoreUnavailable('full')) : fresh.store.transact(effects);
  await using inbox = await openInbox({}, { store: { ...fresh.store, transact } });
  const request = sent(follow);
  await thrownBy(() => take(inbox, request));
  isFull = false;
  await take(inbox, request);
  expect(await fresh.store.countFollowers()).toBe(1);
});

describe('401: what bob once proved is shown again by somebody else:', () => {
  const bobs = { actor: bob, object: kettle.id };
  test.each<[string, object]>([
    ['a Like', { ...bobs, id: `${bob}#likes/1`, type: 'Like' }],
    ['a Follow', { ...bobs, id: `${bob}#follows/1`, type: 'Follow', object: site.actor }],
    ['the end of his account, though he is there', { ...bobs, type: 'Delete', object: bob }],
  ])('%s', async (_, activity) => {
    await using inbox = await openScene();
    await take(inbox, signedBy(bob, { ...follow, id: `${bob}#follows/2` }));
    const request = sent(provedByBob({ ...activity }, NOW));
    expect(await answerTo(request, inbox)).toBe('actor-mismatch');
    expect(await inbox.store.conversation(kettle.id)).toMatchObject({ likes: 0 });
    expect(await inbox.store.findFollower(bob)).toMatchObject({ followId: `${bob}#follows/2` });
  });
});
