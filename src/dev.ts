import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { AstroIntegration } from 'astro';
import { openApp, openFoundation, realWorld, type App, type Foundation } from './app.ts';
import { loadSettings } from './config.ts';
import { devLocalsKey, type DevThemeLocals } from './dev-locals.ts';
import { startSanitiser } from './federation/sanitiser.ts';
import { loadLibrary } from './posts/load.ts';
import type { Library, Post } from './posts/post.ts';
import { previewOf } from './preview/draft.ts';
import { parseIntent } from './protocol/intent.ts';
import { draftManifest, navigationOf } from './release/build.ts';
import { findInteraction, interactView } from './release/interact.ts';
import { intentView } from './release/intents.ts';
import { mediaFileAt, type MediaFile } from './release/media.ts';
import { serveManifest } from './release/served.ts';
import { frontDoor, routes } from './server.ts';
import { siteOf } from './site.ts';

/**
 * `npm run dev`: Astro's dev server draws the pages, our functions answer beside it, and a change of content reloads the
 * browser. It keeps a store of its own below the data folder and sends nothing: drafts are for the writer's eyes.
 */
export function devIntegration(): AstroIntegration {
  let foundation: Foundation | undefined;
  return {
    name: 'outward:dev',
    hooks: {
      'astro:config:setup': ({ command, injectRoute }) => {
        if (command === 'dev') injectRoute(previewRoute);
      },
      'astro:server:setup': async ({ server, logger }) => {
        const projectDir = fileURLToPath(new URL('..', import.meta.url));
        const settings = loadSettings(process.env, projectDir);
        const log = (event: { readonly event: string }): void => logger.info(JSON.stringify(event));
        foundation = await openFoundation(
          { ...settings, dataDir: join(settings.dataDir, 'dev') },
          projectDir,
          realWorld(log),
        );
        const drafts = new Drafts(foundation);
        const { fetch } = frontDoor(() => drafts.app);
        const door = getRequestListener((request) => fetch(request));
        server.middlewares.use((request, response, next) => {
          const url = request.url ?? '/';
          if (url.startsWith('/media/')) {
            drafts.picture(url).then((found) => (found ? sendPicture(found, response) : next()), next);
            return;
          }
          if (!isFunction(url, request.method ?? 'GET')) return next();
          drafts.load().then(() => door(request, response), next);
        });
        Reflect.set(globalThis, devLocalsKey, (url: URL) => drafts.locals(url));
        startSanitiser(foundation.store, log);
        server.watcher.add(settings.contentDir);
        server.watcher.on('all', (_event, path) => {
          if (!path.startsWith(settings.contentDir)) return;
          drafts.forget();
          server.ws.send({ type: 'full-reload' });
        });
      },
      'astro:server:done': () => foundation?.close(),
    },
  };
}

function sendPicture({ mediaType, source }: MediaFile, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': mediaType, 'cache-control': 'no-store' });
  createReadStream(source)
    .on('error', () => response.destroy())
    .pipe(response);
}

/** A page that no compiled theme has. */
const previewRoute = {
  pattern: '/preview/[slug]',
  entrypoint: new URL('./preview/Preview.astro', import.meta.url),
  prerender: false,
};

/** The functions of server.ts, but for those that draw: their pages are Astro's own here. */
const patterns = routes
  .filter(([, path]) => !/\/comments\/?$|^\/(?:intents\/|interact$)/.test(path))
  .map(([method, path]) => ({ method, pattern: new URLPattern({ pathname: path }) }));

function isFunction(url: string, asked: string): boolean {
  const { pathname } = new URL(url, 'http://localhost');
  return patterns.some(({ method, pattern }) => method === asked && pattern.test({ pathname }));
}

/** Content as it is on disk, loaded again after a change. */
class Drafts {
  readonly #foundation: Foundation;
  #loading: Promise<Library> | undefined;
  #app: App | undefined;

  constructor(foundation: Foundation) {
    this.#foundation = foundation;
  }

  get app(): App {
    if (this.#app === undefined) throw new Error('the content is not loaded yet');
    return this.#app;
  }

  forget(): void {
    this.#loading = undefined;
  }

  async load(): Promise<Library> {
    this.#loading ??= this.#read();
    return this.#loading;
  }

  async #read(): Promise<Library> {
    const { settings, now } = this.#foundation;
    const { contentDir, dataDir, origin } = settings;
    const options = {
      contentDir,
      origin,
      now: new Date(now()),
      drafts: true,
      cacheDir: join(dataDir, 'cache'),
    };
    const library = await loadLibrary(options);
    const render = (): never => {
      throw new Error('pages are drawn by Astro in development');
    };
    const manifest = draftManifest(library, siteOf(library.blog, origin));
    this.#app = await openApp(this.#foundation, serveManifest(dataDir, manifest, render));
    return library;
  }

  /** The picture of the content that stands at `url`, a path on the site. */
  async picture(url: string): Promise<MediaFile | undefined> {
    const { media } = await this.load();
    return mediaFileAt(url, media, join(this.#foundation.settings.dataDir, 'cache'));
  }

  async locals({ pathname: path, searchParams }: URL): Promise<DevThemeLocals> {
    const library = await this.load();
    const { context, conversations, release } = this.app;
    const common = { site: context.site, navigation: navigationOf(library), library };
    const activity = /^\/intents\/([^/]+)\/?$/.exec(path)?.[1];
    if (activity !== undefined) {
      const intent = parseIntent(activity, searchParams);
      return { ...common, intent: await intentView(intent, context.site, new Date(context.now())) };
    }
    const interaction = path === '/interact' ? findInteraction(searchParams, release) : undefined;
    if (interaction !== undefined) return { ...common, interact: interactView(interaction, context.site) };
    const previewed = postAt(path, library);
    if (previewed !== undefined) return { ...common, preview: await previewOf(previewed, context) };
    const slug = /^\/posts\/([^/]+)\/comments\/?$/.exec(path)?.[1];
    const object = slug === undefined ? undefined : release.objectBySlug(decodeURIComponent(slug));
    return object === undefined ? common : { ...common, comments: await conversations.view(object) };
  }
}

/** The post whose preview stands at `path`. */
function postAt(path: string, { posts }: Library): Post | undefined {
  return posts.find(({ slug }) => path.replace(/\/?$/, '/') === `/preview/${encodeURIComponent(slug)}/`);
}
