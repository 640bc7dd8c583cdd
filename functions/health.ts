import { setTimeout as pause } from 'node:timers/promises';
import type { App } from '../src/app.ts';

/** Whoever asks for health wants to know soon. */
const deadlineMs = 2_000;

/** 200 while the store answers, else 503: for whatever watches the server, or balances load. */
export async function health(_request: Request, { context }: App): Promise<Response> {
  const late = new AbortController();
  const isWell = await Promise.race([
    context.store.setting('registeredAt').then(
      () => true,
      () => false,
    ),
    pause(deadlineMs, false, { signal: late.signal }).catch(() => false),
  ]);
  late.abort();
  const headers = { 'content-type': 'application/health+json', 'cache-control': 'no-store' };
  return new Response(JSON.stringify({ status: isWell ? 'pass' : 'fail' }), {
    status: isWell ? 200 : 503,
    headers,
  });
}
