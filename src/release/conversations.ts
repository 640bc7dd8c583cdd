import type { LogEvent } from '../federation/context.ts';
import { postPath } from '../posts/paths.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { StoreUnavailable, type Conversation, type Store } from '../store/store.ts';
import { COMMENTS_BEGIN, COMMENTS_END, pollViewOf, type CommentsView } from '../theme.ts';
import { hashOf } from './files.ts';
import { Listeners } from './listeners.ts';
import { elsewhereOf, piecesOf } from './long-conversation.ts';
import type { ReleasedObject, Resource } from './manifest.ts';
import { wholeConversation } from './own-answers.ts';
import type { ServedRelease } from './served.ts';
import type { Soon } from './soon.ts';

/** A post's page with its conversation in it, as it is now. */
export interface ConversationPage {
  readonly body: Buffer<ArrayBuffer>;
  readonly hash: string;
}

/** With what stands between the markers, which is part of `body`. */
interface ComposedPage extends ConversationPage {
  readonly fragment: Buffer<ArrayBuffer>;
  /** Of the conversation: CommentsView's. */
  readonly version: string | undefined;
}

/**
 * Puts conversations into pages: replies stand under a post the moment they are stored, without a build and without
 * JavaScript. Each page is put together once per change, and kept till the next.
 */
export class Conversations {
  readonly #store: Store;
  readonly #release: () => ServedRelease;
  readonly #log: (event: LogEvent) => void;
  readonly #listeners = new Listeners((objectId) => this.#versionOf(objectId));
  /** By id of the object. */
  #pages = new Map<string, Soon<ComposedPage>>();
  /** Which conversations another one stands in: those that the writer answered in. */
  #within = new Map<Uri, Set<Uri>>();
  /** Posts of the release whose conversation could not be drawn: told once, not to every reader. */
  #undrawn = new Set<string>();
  #of: ServedRelease | undefined;

  constructor(store: Store, release: () => ServedRelease, log: (event: LogEvent) => void) {
    this.#store = store;
    this.#release = release;
    this.#log = log;
    store.onConversationChange((changed) => this.#forget(changed));
  }

  #forget(changed: readonly Uri[]): void {
    const concerned = changed.flatMap((objectId) => [objectId, ...(this.#within.get(objectId) ?? [])]);
    for (const objectId of concerned) this.#pages.delete(this.#of?.site.idOf(objectId) ?? '');
    this.#listeners.changed(concerned);
  }

  /** Another process changed the store: nothing kept can be trusted. */
  forgetAll(): void {
    this.#pages.clear();
    this.#listeners.changed('all');
  }

  /**
   * Events for a reader from the network `client`, whenever the conversation is another than version `seen`. They end with the
   * release. Throws Refusal('too-many-requests') when too many listen.
   */
  listen(object: ReleasedObject, seen: string | undefined, client: string): ReadableStream<Uint8Array> {
    return this.#listeners.listen(this.#release().site.objectId(object.id), seen, client);
  }

  /** Ends the events of all readers. Those who are still there come back, to the release that is current then. */
  endListening(): void {
    this.#listeners.end();
  }

  /** Page `number` of the conversation, from 1. Throws Refusal('not-found') when it is not as long. */
  async view(object: ReleasedObject, number = 1): Promise<CommentsView> {
    const objectId = this.#release().site.objectId(object.id);
    const { slug, title, lang, closesAt, commentsOpen, contentWarning, poll } = object;
    const conversation = await wholeConversation(objectId, this.#release(), (part) =>
      this.#read(part, objectId),
    );
    const pieces = piecesOf(conversation.thread);
    const thread = pieces[number - 1];
    if (thread === undefined) throw new Refusal('not-found', `no page ${number} of this conversation`);
    const view: CommentsView = {
      slug,
      title,
      lang,
      objectId,
      closed: !commentsOpen,
      closedAt: commentsOpen ? undefined : closesAt,
      conversation: { ...conversation, thread },
      elsewhere: elsewhereOf(thread, pieces, (page) => pathOf(slug, page)),
      more: moreAfter(number, pieces, conversation.replies, slug),
      poll: poll && pollViewOf(poll, contentWarning, (await this.#store.polls()).get(objectId)),
    };
    // Only the page that most read is kept up to date while it is open.
    return number === 1 ? { ...view, version: hashOf(JSON.stringify(view)) } : view;
  }

  /** The conversation `part`, which stands in `whole`: known before it is read, so that no change is missed. */
  #read(part: Uri, whole: Uri): Promise<Conversation> {
    if (part !== whole) this.#within.set(part, (this.#within.get(part) ?? new Set()).add(whole));
    return this.#store.conversation(part);
  }

  /** The conversation alone: what stands between the two markers of a page. */
  async fragment(object: ReleasedObject): Promise<string> {
    const page = this.#release().find(postPath(object.slug));
    if (page === undefined) return this.#drawFragment(await this.view(object));
    return (await this.#kept(page, object)).fragment.toString();
  }

  async #drawFragment(view: CommentsView): Promise<string> {
    return (await this.#draw('/fragments/comments/', view)).body;
  }

  /** The conversation on a page of its own; of a long one the page `number`. Throws as `view` does. */
  async page(object: ReleasedObject, number = 1): Promise<string> {
    return (await this.#draw(pathOf(object.slug), await this.view(object, number))).body;
  }

  async #draw(path: string, comments: CommentsView): Promise<{ readonly body: string }> {
    const { manifest, render, site } = this.#release();
    return render(path, { site, navigation: manifest.navigation, comments });
  }

  /**
   * The released page of a post with its conversation in place; as it was built while the store is away, or when the
   * conversation cannot be drawn: whatever a stranger wrote, the writer's own words are there to be read. At once, if it is
   * put together already.
   */
  inPage(resource: Resource, object: ReleasedObject): Soon<ConversationPage> {
    const page = this.#kept(resource, object);
    return page instanceof Promise ? this.#orAsBuilt(page, resource, object) : page;
  }

  async #orAsBuilt(
    page: Promise<ConversationPage>,
    resource: Resource,
    object: ReleasedObject,
  ): Promise<ConversationPage> {
    try {
      return await page;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) this.#tell(object, error);
      return { body: await this.#release().read(resource), hash: resource.hash };
    }
  }

  /** The store tells of its own absence itself. */
  #tell({ slug }: ReleasedObject, error: unknown): void {
    if (this.#undrawn.has(slug)) return;
    this.#undrawn.add(slug);
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log({ event: 'conversation.undrawn', slug, reason });
  }

  /** Undefined of what is gone, or cannot be drawn: whoever asks for the page is told why. */
  async #versionOf(objectId: Uri): Promise<string | undefined> {
    const { find, objectById, site } = this.#release();
    const object = objectById(site.idOf(objectId) ?? '');
    if (object === undefined) return undefined;
    const page = find(postPath(object.slug));
    try {
      return (await (page === undefined ? this.view(object) : this.#kept(page, object))).version;
    } catch {
      return undefined;
    }
  }

  #kept(resource: Resource, object: ReleasedObject): Soon<ComposedPage> {
    const release = this.#release();
    if (this.#of !== release) {
      this.#of = release;
      this.#pages = new Map();
      this.#within = new Map();
      this.#undrawn = new Set();
    }
    const { id } = object;
    const known = this.#pages.get(id);
    if (known !== undefined) return known;
    const page = this.#compose(release, resource, object);
    this.#pages.set(id, page);
    page.then(
      (composed) => this.#replace(id, page, composed),
      // A failure is not kept: the next reader tries again.
      () => this.#pages.delete(id),
    );
    return page;
  }

  /** Unless it was forgotten meanwhile. */
  #replace(id: string, page: Promise<ComposedPage>, composed: ComposedPage): void {
    if (this.#pages.get(id) === page) this.#pages.set(id, composed);
  }

  async #compose(release: ServedRelease, resource: Resource, object: ReleasedObject): Promise<ComposedPage> {
    const page = await release.read(resource);
    // The last ones: a title that quotes the markers stands before them.
    const begin = page.lastIndexOf(COMMENTS_BEGIN) + COMMENTS_BEGIN.length;
    const end = page.lastIndexOf(COMMENTS_END);
    const hasRoom = begin >= COMMENTS_BEGIN.length && end >= begin;
    const view = await this.view(object);
    const fragment = Buffer.from(await this.#drawFragment(view));
    if (!hasRoom) return { body: page, hash: resource.hash, fragment, version: view.version };
    const body = Buffer.concat([page.subarray(0, begin), fragment, page.subarray(end)]);
    const within = body.subarray(begin, begin + fragment.length);
    return { body, hash: hashOf(body), fragment: within, version: view.version };
  }
}

/** The conversation of a post on a page of its own; of a long one the page `number`. */
function pathOf(slug: string, number = 1): string {
  return `${postPath(slug)}comments/${number === 1 ? '' : `?page=${number}`}`;
}

/** Of `replies` in all, of which the store may give fewer. */
function moreAfter(
  number: number,
  pieces: readonly (readonly unknown[])[],
  replies: number,
  slug: string,
): CommentsView['more'] {
  const count = replies - pieces.slice(0, number).flat().length;
  if (count <= 0) return undefined;
  return { count, path: number < pieces.length ? pathOf(slug, number + 1) : undefined };
}
