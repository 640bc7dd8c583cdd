import type { LogEvent } from '../federation/context.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { StoreUnavailable, type Store } from '../store/store.ts';
import { COMMENTS_BEGIN, COMMENTS_END, pollViewOf, type CommentsView } from '../theme.ts';
import { hashOf } from './files.ts';
import { piecesOf } from './long-conversation.ts';
import type { ReleasedObject, Resource } from './manifest.ts';
import type { ServedRelease } from './served.ts';

/** A post's page with its conversation in it, as it is now. */
export interface ConversationPage {
  readonly body: Buffer<ArrayBuffer>;
  readonly hash: string;
}

/**
 * Puts conversations into pages: replies stand under a post the moment they are stored, without a build and without
 * JavaScript. Each page is put together once per change, and kept till the next.
 */
export class Conversations {
  readonly #store: Store;
  readonly #release: () => ServedRelease;
  readonly #log: (event: LogEvent) => void;
  #pages = new Map<string, Promise<ConversationPage>>();
  /** Posts of the release whose conversation could not be drawn: told once, not to every reader. */
  #undrawn = new Set<string>();
  #of: ServedRelease | undefined;

  constructor(store: Store, release: () => ServedRelease, log: (event: LogEvent) => void) {
    this.#store = store;
    this.#release = release;
    this.#log = log;
    store.onConversationChange((changed) => this.#forget(changed));
  }

  #forget(changed: readonly Uri[] | 'all'): void {
    if (changed === 'all') this.#pages.clear();
    else for (const objectId of changed) this.#pages.delete(objectId);
  }

  /** Another process changed the store: nothing kept can be trusted. */
  forgetAll(): void {
    this.#pages.clear();
  }

  /** Page `number` of the conversation, from 1. Throws Refusal('not-found') when it is not as long. */
  async view(object: ReleasedObject, number = 1): Promise<CommentsView> {
    const objectId = this.#release().site.objectId(object.id);
    const { slug, title, lang, commentsOpen, contentWarning, poll } = object;
    const conversation = await this.#store.conversation(objectId);
    const pieces = piecesOf(conversation.thread);
    const thread = pieces[number - 1];
    if (thread === undefined) throw new Refusal('not-found', `no page ${number} of this conversation`);
    return {
      slug,
      title,
      lang,
      objectId,
      closed: !commentsOpen,
      conversation: { ...conversation, thread },
      more: moreAfter(number, pieces, conversation.replies, commentsPath(slug)),
      poll: poll && pollViewOf(poll, contentWarning, (await this.#store.polls()).get(objectId)),
    };
  }

  /** The conversation alone: what stands between the two markers of a page. */
  async fragment(object: ReleasedObject): Promise<string> {
    return (await this.#draw('/fragments/comments/', await this.view(object))).body;
  }

  /** The conversation on a page of its own; of a long one the page `number`. Throws as `view` does. */
  async page(object: ReleasedObject, number = 1): Promise<string> {
    return (await this.#draw(commentsPath(object.slug), await this.view(object, number))).body;
  }

  async #draw(path: string, comments: CommentsView): Promise<{ readonly body: string }> {
    const { manifest, render, site } = this.#release();
    return render(path, { site, navigation: manifest.navigation, comments });
  }

  /**
   * The released page of a post with its conversation in place; as it was built while the store is away, or when the
   * conversation cannot be drawn: whatever a stranger wrote, the writer's own words are there to be read.
   */
  async inPage(resource: Resource, object: ReleasedObject): Promise<ConversationPage> {
    try {
      return await this.#kept(resource, object);
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

  #kept(resource: Resource, object: ReleasedObject): Promise<ConversationPage> {
    const release = this.#release();
    if (this.#of !== release) {
      this.#of = release;
      this.#pages = new Map();
      this.#undrawn = new Set();
    }
    const objectId = release.site.objectId(object.id);
    const known = this.#pages.get(objectId);
    if (known !== undefined) return known;
    const page = this.#compose(release, resource, object);
    this.#pages.set(objectId, page);
    // A failure is not kept: the next reader tries again.
    page.catch(() => this.#pages.delete(objectId));
    return page;
  }

  async #compose(
    release: ServedRelease,
    resource: Resource,
    object: ReleasedObject,
  ): Promise<ConversationPage> {
    const html = (await release.read(resource)).toString('utf8');
    // The last ones: a title that quotes the markers stands before them.
    const begin = html.lastIndexOf(COMMENTS_BEGIN);
    const end = html.lastIndexOf(COMMENTS_END);
    if (begin < 0 || end < begin) return { body: Buffer.from(html), hash: resource.hash };
    const fragment = await this.fragment(object);
    const body = Buffer.from(html.slice(0, begin + COMMENTS_BEGIN.length) + fragment + html.slice(end));
    return { body, hash: hashOf(body) };
  }
}

function commentsPath(slug: string): string {
  return `/posts/${encodeURIComponent(slug)}/comments/`;
}

/** Of `replies` in all, of which the store may give fewer. */
function moreAfter(
  number: number,
  pieces: readonly (readonly unknown[])[],
  replies: number,
  path: string,
): CommentsView['more'] {
  const count = replies - pieces.slice(0, number).flat().length;
  if (count <= 0) return undefined;
  return { count, path: number < pieces.length ? `${path}?page=${number + 1}` : undefined };
}
