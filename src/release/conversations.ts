import type { Uri } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import { COMMENTS_BEGIN, COMMENTS_END, pollViewOf, type CommentsView } from '../theme.ts';
import { hashOf } from './files.ts';
import type { ReleasedObject, Resource } from './manifest.ts';
import type { ServedRelease } from './served.ts';

/** A post's page with its conversation in it, as it is now. */
export interface ConversationPage {
  readonly body: Buffer;
  readonly hash: string;
}

/**
 * Puts conversations into pages: replies stand under a post the moment they are stored, without a build and without
 * JavaScript. Each page is put together once per change, and kept till the next.
 */
export class Conversations {
  readonly #store: Store;
  readonly #release: () => ServedRelease;
  #pages = new Map<string, Promise<ConversationPage>>();
  #of: ServedRelease | undefined;

  constructor(store: Store, release: () => ServedRelease) {
    this.#store = store;
    this.#release = release;
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

  async view(object: ReleasedObject): Promise<CommentsView> {
    const objectId = this.#release().site.objectId(object.id);
    const { slug, title, lang, commentsOpen, contentWarning, poll } = object;
    return {
      slug,
      title,
      lang,
      objectId,
      closed: !commentsOpen,
      conversation: await this.#store.conversation(objectId),
      poll: poll && pollViewOf(poll, contentWarning, (await this.#store.polls()).get(objectId)),
    };
  }

  /** The conversation alone: what stands between the two markers of a page. */
  async fragment(object: ReleasedObject): Promise<string> {
    return (await this.#draw('/fragments/comments/', object)).body;
  }

  /** The conversation on a page of its own. */
  async page(object: ReleasedObject): Promise<string> {
    return (await this.#draw(`/posts/${encodeURIComponent(object.slug)}/comments/`, object)).body;
  }

  async #draw(path: string, object: ReleasedObject): Promise<{ readonly body: string }> {
    const { manifest, render, site } = this.#release();
    return render(path, { site, navigation: manifest.navigation, comments: await this.view(object) });
  }

  /** The released page of a post with its conversation in place. */
  inPage(resource: Resource, object: ReleasedObject): Promise<ConversationPage> {
    const release = this.#release();
    if (this.#of !== release) {
      this.#of = release;
      this.#pages = new Map();
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
