import { join } from 'node:path';
import { openApp, type App, type Foundation } from './app.ts';
import type { DevThemeLocals, DrawDraft } from './dev-locals.ts';
import { isAbout, mistakeOf, mistakePage, withMistake, type Mistake } from './dev-mistake.ts';
import { historyPath, postPath } from './posts/paths.ts';
import { loadLibrary } from './posts/load.ts';
import type { Library, Post } from './posts/post.ts';
import { previewOf } from './preview/draft.ts';
import { parseIntent } from './protocol/intent.ts';
import { draftManifest, navigationOf } from './release/build.ts';
import { findInteraction, interactView } from './release/interact.ts';
import { intentView } from './release/intents.ts';
import { mediaFileAt, type MediaFile } from './release/media.ts';
import { correctionView, readCorrections, type Corrections } from './release/revisions.ts';
import { serveManifest } from './release/served.ts';
import { siteOf } from './site.ts';

/** Content that could be loaded. */
interface Draft {
  readonly library: Library;
  readonly app: App;
  /** Read from git when first asked for. */
  readonly corrections: () => Promise<Corrections>;
}

/** What there is to show: with a mistake, the content as it last was whole, if it ever was. */
type Desk =
  | { readonly draft: Draft; readonly mistake: Mistake | undefined }
  | { readonly draft: undefined; readonly mistake: Mistake };

/** Content as it is on disk, loaded again after a change. A mistake in it is told once, and shown by whatever is asked for. */
export class Drafts {
  readonly #foundation: Foundation;
  readonly #tell: (text: string) => void;
  #desk: Promise<Desk> | undefined;
  #last: Draft | undefined;
  #told: string | undefined;

  constructor(foundation: Foundation, tell: (text: string) => void) {
    this.#foundation = foundation;
    this.#tell = tell;
  }

  /** After `answer` has begun to answer. */
  get app(): App {
    if (this.#last === undefined) throw new Error('the content is not loaded yet');
    return this.#last.app;
  }

  forget(): void {
    this.#desk = undefined;
  }

  /** What `respond`, which works with `app`, answers; or what is wrong, where nothing could ever be loaded. */
  async answer(respond: () => Response | Promise<Response>): Promise<Response> {
    const { draft, mistake } = await this.#load();
    return draft === undefined ? mistakePage(mistake) : respond();
  }

  /** The picture of the content that stands at `url`, a path on the site. */
  async picture(url: string): Promise<MediaFile | undefined> {
    const { draft } = await this.#load();
    const cacheDir = join(this.#foundation.settings.dataDir, 'cache');
    return draft && mediaFileAt(url, draft.library.media, cacheDir);
  }

  readonly draw: DrawDraft = async (url, render) => {
    const { draft, mistake } = await this.#load();
    if (draft === undefined) return mistakePage(mistake);
    if (mistake === undefined) return render(await localsAt(url, draft));
    if (isAbout(mistake, url.pathname)) return mistakePage(mistake);
    return withMistake(await render(await localsAt(url, draft)), mistake);
  };

  #load(): Promise<Desk> {
    this.#desk ??= this.#read();
    return this.#desk;
  }

  async #read(): Promise<Desk> {
    try {
      const draft = await openDraft(this.#foundation);
      this.#last = draft;
      this.#told = undefined;
      return { draft, mistake: undefined };
    } catch (error) {
      const mistake = mistakeOf(error);
      if (mistake.text !== this.#told) this.#tell(mistake.text);
      this.#told = mistake.text;
      return { draft: this.#last, mistake };
    }
  }
}

async function openDraft(foundation: Foundation): Promise<Draft> {
  const { now, settings } = foundation;
  const { contentDir, dataDir, origin } = settings;
  const cacheDir = join(dataDir, 'cache');
  const library = await loadLibrary({ contentDir, origin, now: new Date(now()), drafts: true, cacheDir });
  const render = (): never => {
    throw new Error('pages are drawn by Astro in development');
  };
  const manifest = draftManifest(library, siteOf(library.blog, origin));
  const app = await openApp(foundation, serveManifest(dataDir, manifest, render));
  let corrections: Promise<Corrections> | undefined;
  return {
    library,
    app,
    // When a post was first read is known where it is published; here its date stands for that.
    corrections: () =>
      (corrections ??= readCorrections(contentDir, library.posts, ({ date }) => date.getTime())),
  };
}

async function localsAt({ pathname: path, searchParams }: URL, draft: Draft): Promise<DevThemeLocals> {
  const { app, library } = draft;
  const { context, conversations, release } = app;
  const common = { site: context.site, navigation: navigationOf(library), library };
  const activity = /^\/intents\/([^/]+)\/?$/.exec(path)?.[1];
  if (activity !== undefined) {
    const intent = parseIntent(activity, searchParams);
    return { ...common, intent: await intentView(intent, context.site, new Date(context.now())) };
  }
  const interaction = path === '/interact' ? findInteraction(searchParams, release) : undefined;
  if (interaction !== undefined) return { ...common, interact: interactView(interaction, context.site) };
  const previewed = postWhose((slug) => `/preview/${encodeURIComponent(slug)}/`, path, library);
  if (previewed !== undefined) return { ...common, preview: await previewOf(previewed, context) };
  const slug = /^\/posts\/([^/]+)\/comments\/?$/.exec(path)?.[1];
  const object = slug === undefined ? undefined : release.objectBySlug(decodeURIComponent(slug));
  if (object !== undefined) return { ...common, comments: await conversations.view(object) };
  return { ...common, ...(await correctionsAt(path, draft)) };
}

/** What git says of the post whose page, or whose history, stands at `path`. */
async function correctionsAt(
  path: string,
  { corrections, library }: Draft,
): Promise<Pick<DevThemeLocals, 'corrections' | 'history'>> {
  const corrected = postWhose(historyPath, path, library);
  const shown = corrected ?? postWhose(postPath, path, library);
  const list = shown && (await corrections()).get(shown);
  if (shown === undefined || list === undefined) return {};
  if (corrected !== undefined) return { history: list.map(correctionView) };
  return { corrections: new Map([[shown.id, list.length]]) };
}

/** The post whose page stands at `path`, with or without a slash at its end. */
function postWhose(pathOf: (slug: string) => string, path: string, { posts }: Library): Post | undefined {
  const asked = path.replace(/\/?$/, '/');
  return posts.find(({ slug }) => pathOf(slug) === asked);
}
