import type { App } from '../src/app.ts';
import { securityTxtOf } from '../src/protocol/security-txt.ts';
import { serveRelease } from '../src/release/serve.ts';

/** Where to report a weakness (RFC 9116), if blog.yml says so; else the file that the release may have. */
export function securityTxt(request: Request, app: App): Response | Promise<Response> {
  const { blog, origin } = app.context.site;
  if (blog.contact === undefined) return serveRelease(request, app);
  const contact = { contact: blog.contact, languages: [blog.lang], origin };
  const text = securityTxtOf(contact, app.context.now());
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'max-age=180' };
  return new Response(text, { headers });
}
