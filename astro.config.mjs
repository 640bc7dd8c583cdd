import node, { getAdapter } from '@astrojs/node';
import { defineConfig, passthroughImageService } from 'astro/config';
import { devAddress, devIntegration } from './src/dev.ts';

/**
 * Astro compiles the theme, once per change of code, into a module that draws pages on demand (`src/renderer.ts`): content
 * is not part of the bundle. The Node adapter in middleware mode therefore gets our entrypoint in place of its own server.
 *
 * @returns {import('astro').AstroIntegration}
 */
function themeAdapter() {
  const adapter = node({ mode: 'middleware' });
  const serverEntrypoint = new URL('./src/renderer.ts', import.meta.url);
  return {
    ...adapter,
    hooks: {
      ...adapter.hooks,
      'astro:config:done': ({ setAdapter }) =>
        setAdapter({ ...getAdapter({ staticHeaders: false }), serverEntrypoint }),
    },
  };
}

/**
 * Built, the renderer stands on its own: it is loaded from a data folder, which has no node_modules.
 * @returns {import('astro').AstroIntegration}
 */
function selfContained() {
  const vite = { environments: { ssr: { resolve: { noExternal: true } } } };
  return {
    name: 'outward:self-contained',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        if (command === 'build') updateConfig({ vite });
      },
    },
  };
}

export default defineConfig({
  output: 'server',
  server: ({ command }) => (command === 'dev' ? devAddress() : {}),
  adapter: themeAdapter(),
  integrations: [devIntegration(), selfContained()],
  trailingSlash: 'ignore',
  session: false,
  devToolbar: { enabled: false },
  image: { service: passthroughImageService() },
  // The Content-Security-Policy allows neither inline styles and scripts nor data: URLs.
  build: { inlineStylesheets: 'never' },
  vite: { build: { assetsInlineLimit: 0 } },
});
