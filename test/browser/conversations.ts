import { join } from 'node:path';
import type { Uri } from '../../src/protocol/vocabulary.ts';
import { openSqliteStore } from '../../src/store/sqlite.ts';
import type { IncomingReply, Transaction } from '../../src/store/store.ts';
import { actorOf, like, quoteOf, replyOf, uri, vote } from '../store/cast.ts';
import type { Outward } from '../support/outward.ts';

/** What people elsewhere said, as it lies in the database once it has arrived: with fixed ids and times, so that pages are the same each time. */

const people = {
  ines: { name: 'Ines Okafor', host: 'garden.example' },
  tomas: { name: 'Tomáš Brandt', host: 'brine.example' },
  solene: { name: 'Solène', host: 'atelier.example' },
  wen: { name: 'Wen', host: 'kites.example' },
  fritz: {
    name: 'Friedrich-Wilhelm :blobcat: von und zu Donaudampfschifffahrt',
    host: 'a-long-name.example',
  },
  huda: { name: 'هدى', host: 'bayt.example' },
} as const;
type Person = keyof typeof people;

interface Remark {
  readonly by: Person;
  readonly at: string;
  /** Harmless HTML. */
  readonly html: string;
  /** Place in the list of the remark that it answers; without one it answers the post. */
  readonly answers?: number;
  readonly more?: Partial<IncomingReply>;
}

const aboutTheHost: readonly Remark[] = [
  {
    by: 'ines',
    at: '2026-08-15T19:12:00Z',
    html: '<p>My aunt let rooms, and had one rule on a card by the stairs: you may say it, but you may not say it twice. I have used it in every committee since.</p>',
  },
  {
    by: 'tomas',
    at: '2026-08-15T20:40:00Z',
    html: '<p>Twice is where it begins to be about the speaker. I am taking this to our allotment meeting.</p>',
    answers: 0,
  },
  {
    by: 'ines',
    at: '2026-08-15T20:58:00Z',
    html: '<p>Take it. She had it from a bus conductor.</p>',
    answers: 1,
  },
  {
    by: 'solene',
    at: '2026-08-24T07:05:00Z',
    html: '<p>Merci d’avoir écrit la version française vous-même. « Hôte » méritait mieux qu’une note de bas de page.</p>',
    more: { language: 'fr' },
  },
  {
    by: 'wen',
    at: '2026-08-25T11:31:00Z',
    html: '<p>It is onion. It was always going to be onion.</p>',
    more: { summary: 'A guess about the soup' },
  },
];

const depth = 7;
const longPath = `somewhere.example/${'long'.repeat(30)}`;
/** Threads deeper than the page indents them, and what does not fit by itself: the last one answers what is then taken back. */
const aboutEverything: readonly Remark[] = [
  ...Array.from({ length: depth }, (_, index): Remark => ({
    by: index % 2 === 0 ? 'ines' : 'tomas',
    at: `2026-09-13T0${index}:00:00Z`,
    html: `<p>Depth ${index + 1}.</p>`,
    ...(index === 0 ? {} : { answers: index - 1 }),
  })),
  {
    by: 'fritz',
    at: '2026-09-13T09:00:00Z',
    html: `<p>See <a href="https://${longPath}" rel="nofollow ugc noopener">${longPath}</a></p><pre><code>${'code '.repeat(40)}</code></pre>`,
    more: { updated: Date.parse('2026-09-13T09:30:00Z') },
  },
  {
    by: 'huda',
    at: '2026-09-13T10:00:00Z',
    html: '<p>باب صغير، وشاي كثير.</p>',
    more: { language: 'ar', sensitive: true },
  },
  { by: 'wen', at: '2026-09-13T11:00:00Z', html: '<p>This is taken back.</p>' },
  { by: 'solene', at: '2026-09-13T12:00:00Z', html: '<p>It was well said.</p>', answers: depth + 2 },
];

/** Writes down what was said, liked, boosted and voted. The running program notices by itself. */
export async function holdConversations({ dataDir, origin }: Outward): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const store = await openSqliteStore(join(dataDir, 'outward.sqlite'));
  opened.defer(() => store.close());
  const object = (id: string): Uri => uri(`${origin}/ap/objects/${id}`);
  await store.transact((tx) => {
    meet(tx);
    say(tx, object('the-host-may-shut-the-door'), aboutTheHost);
    say(tx, object('everything'), aboutEverything);
    tx.removeReply(idOf(aboutEverything, depth + 2), idOfActor('wen'), Date.parse('2026-09-14'));
    for (const id of ['the-host-may-shut-the-door', 'everything']) cheer(tx, object(id));
    for (const [voter, option] of votes)
      tx.putVote(vote(idOfActor(voter), option, { poll: object('warned') }), false, 0);
  });
}

const votes = [
  ['ines', 'Leave it'],
  ['wen', 'Leave it'],
  ['wen', 'Carry it out, in a glass'],
] as const;

function meet(tx: Transaction): void {
  for (const [user, { name }] of Object.entries(people) as [Person, { readonly name: string }][]) {
    const id = idOfActor(user);
    tx.putActor(actorOf(id, { name, preferredUsername: user, url: uri(id.replace('/users/', '/@')) }), 0);
  }
}

function say(tx: Transaction, objectId: Uri, remarks: readonly Remark[]): void {
  for (const [index, { by, at, html, answers, more }] of remarks.entries()) {
    const id = idOf(remarks, index);
    const published = Date.parse(at);
    const inReplyTo = answers === undefined ? objectId : idOf(remarks, answers);
    const parent = { inReplyTo, objectId: answers === undefined ? objectId : undefined };
    const said = { id, url: id, actor: idOfActor(by), content: html, language: 'en', published };
    tx.putReply(replyOf(id, { ...said, ...parent, ...more }), published);
    tx.putSanitised(id, html, html);
  }
}

function cheer(tx: Transaction, objectId: Uri): void {
  for (const [user, emoji] of likes) tx.putReaction(like(idOfActor(user), { objectId, emoji }), 0);
  for (const user of ['tomas', 'huda'] as const)
    tx.putReaction(like(idOfActor(user), { kind: 'announce', objectId }), 0);
  tx.putQuote(quoteOf(objectId, { actor: idOfActor('wen'), objectId }), 0);
}

const likes = [
  ['ines', undefined],
  ['tomas', undefined],
  ['solene', ':soup:'],
  ['wen', ':soup:'],
] as const;

/** By time, which no two of them share. */
function idOf(remarks: readonly Remark[], index: number): Uri {
  const remark = remarks[index];
  if (remark === undefined) throw new Error(`there is no remark ${index}`);
  return uri(`https://${people[remark.by].host}/notes/${Date.parse(remark.at) / 60_000}`);
}

function idOfActor(user: Person): Uri {
  return uri(`https://${people[user].host}/users/${user}`);
}
