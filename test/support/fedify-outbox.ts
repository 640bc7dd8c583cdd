import type { Context } from '@fedify/fedify';
import {
  Activity,
  isActor,
  Note,
  PUBLIC_COLLECTION,
  QuoteRequest,
  type Actor,
  type Object as ApObject,
  type Recipient,
} from '@fedify/fedify/vocab';
import { fedifyAccount as identifier, type FedifyActs, type FedifyDocument } from './fedify-peer.ts';
import { activityOf, audienceOf, PUBLIC, type Activity as ActivityDocument } from './mastodon-shapes.ts';
import type { ReceivedActivity } from './recorded-request.ts';

/** What the account remembers as long as its process lives. */
export interface Memory {
  readonly notes: Map<string, NoteDocument>;
  readonly quotes: Map<string, Note>;
  readonly followers: Map<string, Recipient>;
  readonly following: Set<string>;
  readonly received: ReceivedActivity[];
}

type NoteDocument = ReturnType<typeof noteDocument>;
type Recipients = Recipient | Recipient[];

/** All that the account does of its own accord. */
export function callsOf(context: Context<undefined>, memory: Memory): FedifyActs {
  const actor = context.getActorUri(identifier).href;
  const { find, findAuthor, send, act, undo, ask } = outboxOf(context, actor);
  const { notes, quotes, followers, following, received } = memory;
  const newNoteId = (): string => context.getObjectUri(Note, { identifier, id: crypto.randomUUID() }).href;

  async function sendNote(
    type: 'Create' | 'Update',
    note: NoteDocument,
    recipients: Recipients,
  ): Promise<void> {
    notes.set(note.id, note);
    await send(type, note, recipients, { to: note.to, cc: note.cc });
  }

  function noteById(id: string): NoteDocument {
    const note = notes.get(id);
    if (note === undefined) throw new Error(`${id} was never written`);
    return note;
  }

  return {
    lookup: async (target) =>
      ((await (await find(target))?.toJsonLd(context)) ?? null) as FedifyDocument | null,
    follow: (object) => act('Follow', object),
    unfollow: async (object) => {
      following.delete(object);
      await undo('Follow', object);
    },
    like: (object) => act('Like', object),
    unlike: (object) => undo('Like', object),
    boost: (object) => act('Announce', object, { to: PUBLIC }),
    unboost: (object) => undo('Announce', object),
    reply: async ({ to, content, visibility = 'public', inbox }) => {
      const author = await findAuthor(to);
      const audience = audienceOf(visibility, `${actor}/followers`, author.id?.href ?? '');
      const note = noteDocument({ id: newNoteId(), actor, inReplyTo: to, content, ...audience });
      await sendNote('Create', note, inbox === undefined ? author : recipientAt(inbox));
      return note.id;
    },
    quote: async (object, content) => {
      const id = newNoteId();
      const note = new Note({
        id: new URL(id),
        attribution: new URL(actor),
        content,
        quote: new URL(object),
        to: PUBLIC_COLLECTION,
      });
      quotes.set(id, note);
      await ask(object, note);
      return id;
    },
    edit: async (id, content) => {
      const note = noteById(id);
      const edited = { ...note, content, updated: new Date(Date.parse(note.published) + 1000).toISOString() };
      await sendNote('Update', edited, await findAuthor(note.inReplyTo));
    },
    deleteReply: async (id) => {
      const { to, inReplyTo } = noteById(id);
      notes.delete(id);
      await send('Delete', { id, type: 'Tombstone' }, await findAuthor(inReplyTo), { to });
    },
    received: () => Promise.resolve(received),
    followers: () => Promise.resolve([...followers.keys()]),
    following: () => Promise.resolve([...following]),
    broadcast: async (inboxes, content) => {
      const audience = { to: [PUBLIC], cc: [`${actor}/followers`] };
      const note = noteDocument({ id: newNoteId(), actor, inReplyTo: actor, content, ...audience });
      await sendNote('Create', note, inboxes.map(recipientAt));
    },
  };
}

/** Finding and sending by Fedify, signed by the account. */
function outboxOf(context: Context<undefined>, actor: string) {
  /** What may have to be undone, by type and object: `Like https://…`. */
  const sent = new Map<string, ActivityDocument>();
  const newId = (type: string): string => `${actor}#${type.toLowerCase()}s/${crypto.randomUUID()}`;

  async function find(target: string): Promise<ApObject | null> {
    return context.lookupObject(target, { documentLoader: await context.getDocumentLoader({ identifier }) });
  }

  /** The author of an object, or the actor itself. */
  async function findAuthor(target: string): Promise<Actor> {
    const found = await find(target);
    const author = found === null || isActor(found) ? found : await find(found.attributionId?.href ?? target);
    if (!isActor(author)) throw new Error(`no actor stands behind ${target}`);
    return author;
  }

  async function deliver(activity: ActivityDocument, recipients: Recipients): Promise<void> {
    await context.sendActivity({ identifier }, recipients, await Activity.fromJsonLd(activity, context));
  }

  return {
    find,
    findAuthor,
    send: (type: string, object: unknown, recipients: Recipients, more: object): Promise<void> =>
      deliver(activityOf(type, newId(type), actor, object, more), recipients),
    act: async (type: string, object: string, more: object = {}): Promise<void> => {
      const activity = activityOf(type, newId(type), actor, object, more);
      sent.set(`${type} ${object}`, activity);
      await deliver(activity, await findAuthor(object));
    },
    undo: async (type: string, object: string): Promise<void> => {
      const undone = sent.get(`${type} ${object}`);
      if (undone === undefined) throw new Error(`there is no ${type} of ${object} to undo`);
      const { '@context': _context, ...embedded } = undone;
      await deliver(activityOf('Undo', newId('Undo'), actor, embedded), await findAuthor(object));
    },
    ask: async (object: string, instrument: Note): Promise<void> => {
      const id = new URL(newId('QuoteRequest'));
      const question = new QuoteRequest({ id, actor: new URL(actor), object: new URL(object), instrument });
      await context.sendActivity({ identifier }, await findAuthor(object), question);
    },
  };
}

/** A recipient known by its inbox alone. */
function recipientAt(inbox: string): Recipient {
  return { id: new URL(inbox.replace(/\/inbox$/, '')), inboxId: new URL(inbox) };
}

interface NoteParts {
  readonly id: string;
  readonly actor: string;
  readonly inReplyTo: string;
  readonly content: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
}

function noteDocument({ actor, ...parts }: NoteParts) {
  const published = new Date().toISOString();
  const context = 'https://www.w3.org/ns/activitystreams';
  return { '@context': context, type: 'Note', attributedTo: actor, url: parts.id, published, ...parts };
}
