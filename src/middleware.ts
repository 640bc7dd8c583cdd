import { defineMiddleware } from 'astro:middleware';
import { drawDraftKey, type DrawDraft } from './dev-locals.ts';

/** Gives pages what they draw while the dev server runs. In a compiled theme the builder hands it in, and this does nothing. */
export const onRequest = defineMiddleware(async ({ locals, url }, next) => {
  if (!import.meta.env.DEV) return next();
  const drawDraft = Reflect.get(globalThis, drawDraftKey) as DrawDraft;
  return drawDraft(url, (given) => {
    Object.assign(locals, given);
    return next();
  });
});
