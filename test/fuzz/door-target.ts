import { origin, type FuzzedBlog } from './blog.ts';
import { ensure, textTarget, type Target } from './target.ts';

const paths: readonly string[] = `
  / /posts/kettle/ /posts/kettle/comments /archive/ /tags/ /feed.xml /robots.txt /about/ /media/x.png
  /ap/actors/blog /ap/actors/blog/followers?page=1 /ap/actors/blog/outbox /ap/instance /ap/quotes/x /ap/inbox
  /ap/objects/kettle /ap/objects/kettle/replies?page=2 /ap/objects/kettle/context /ap/objects/stove/likes
  /.well-known/webfinger?resource=acct:blog@blog.test /.well-known/nodeinfo /nodeinfo/2.1 /healthz /metrics
  /oembed?url=https://blog.test/posts/kettle/&format=json /intents/create?content=a&inReplyTo=https://a.test/1
  /__proto__ /constructor/ /ap/objects/__proto__ /posts/toString/ /ap/objects/%zz /tags/% // /..%2f /posts/%F0%9F`
  .trim()
  .split(/\s+/);

/** Never 5xx but for the format that oEmbed knows and we do not. */
export function doorTarget({ door, failures }: FuzzedBlog): Target {
  const accepts = ['text/html', 'application/activity+json', 'application/xml;q=0.1'];
  const seeds = paths.flatMap((path) => accepts.map((accept) => `GET ${path}\n${accept}\nW/"x"`));
  return textTarget('front door', seeds, async (text) => {
    const [line = '', accept = '', etag = ''] = text.split('\n', 3);
    const request = requestOf(line, { accept, 'if-none-match': etag, 'accept-language': accept });
    if (request === undefined) return;
    const response = await door.fetch(request, {});
    await response.arrayBuffer();
    const [failure] = failures();
    ensure(failure === undefined, `${failure}`);
    ensure(response.status < 500 || response.status === 501, `answered ${response.status}`);
  });
}

/** Undefined for what cannot be put on the wire. */
function requestOf(line: string, headers: Readonly<Record<string, string>>): Request | undefined {
  const space = line.indexOf(' ');
  const path = line.slice(space + 1);
  try {
    return new Request(`${origin}${path.startsWith('/') ? path : `/${path}`}`, {
      method: line.slice(0, space),
      headers,
    });
  } catch {
    return undefined;
  }
}
