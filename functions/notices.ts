import type { App } from '../src/app.ts';
import { noticesFeed } from '../src/notices/feed.ts';
import { feedSecret, isSame } from '../src/notices/secrets.ts';
import { serveRelease } from '../src/release/serve.ts';
import { scopeOf } from './decide.ts';
import { secrecy } from './waiting.ts';

/** What the writer is told, for his feed reader. An address with another secret is a page that is not there. */
export async function notices(request: Request, app: App): Promise<Response> {
  const secret = await feedSecret(app.context.store);
  const [, , asked = ''] = new URL(request.url).pathname.split('/');
  if (!isSame(asked, secret)) return serveRelease(request, app);
  const feed = await noticesFeed(secret, scopeOf(app));
  const headers = [
    ['content-type', 'application/atom+xml; charset=utf-8'],
    ['cache-control', 'no-store'],
    ...secrecy,
  ] as const;
  return new Response(feed, { headers: Object.fromEntries(headers) });
}
