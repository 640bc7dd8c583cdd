import { defineMiddleware } from 'astro:middleware';
import { devLocalsKey, type DevLocals } from './dev-locals.ts';

/** Gives pages what they draw while the dev server runs. In a compiled theme the builder hands it in, and this does nothing. */
export const onRequest = defineMiddleware(async ({ locals, url }, next) => {
  if (import.meta.env.DEV) {
    const devLocals = Reflect.get(globalThis, devLocalsKey) as DevLocals;
    Object.assign(locals, await devLocals(url));
  }
  return next();
});
