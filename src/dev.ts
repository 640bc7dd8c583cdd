import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { AstroIntegration } from 'astro';
import { openFoundation, realWorld, type Foundation } from './app.ts';
import { loadSettings, type Settings } from './config.ts';
import { drawDraftKey } from './dev-locals.ts';
import { Drafts } from './drafts.ts';
import { startSanitiser } from './federation/sanitiser.ts';
import type { MediaFile } from './release/media.ts';
import { frontDoor, routes } from './server.ts';

const projectDir = fileURLToPath(new URL('..', import.meta.url));

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
        const settings = loadSettings(process.env, projectDir);
        const log = (event: { readonly event: string }): void => logger.info(JSON.stringify(event));
        foundation = await openFoundation(
          { ...settings, dataDir: join(settings.dataDir, 'dev') },
          projectDir,
          realWorld(log),
        );
        const drafts = new Drafts(foundation, (text) => logger.error(text));
        const { fetch } = frontDoor(() => drafts.app);
        // Vite and what it runs on need the Request and Response that Node gives them.
        const door = getRequestListener((request) => drafts.answer(() => fetch(request)), {
          overrideGlobalObjects: false,
        });
        server.middlewares.use((request, response, next) => {
          const url = request.url ?? '/';
          if (url.startsWith('/media/')) {
            drafts.picture(url).then((found) => (found ? sendPicture(found, response) : next()), next);
            return;
          }
          if (!isFunction(url, request.method ?? 'GET')) return next();
          door(request, response).catch(next);
        });
        Reflect.set(globalThis, drawDraftKey, drafts.draw);
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

/** Where the dev server listens unless the command line says otherwise: PORT and HOST of the environment. */
export function devAddress(): Pick<Settings, 'host' | 'port'> {
  const { host, port } = loadSettings(process.env, projectDir);
  return { host, port };
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
