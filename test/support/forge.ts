import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './listen.ts';

export interface ForgeComment {
  readonly id: number;
  readonly user: { readonly login: string } | null;
  body: string;
}

/** What GitHub and Forgejo have in common of their API for comments, with those of pull request 7 of blog/teapot. */
export interface Forge extends AsyncDisposable {
  readonly url: string;
  readonly comments: ForgeComment[];
  /** `POST token abc`: method and authorization of each request that writes. */
  readonly writes: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

/** Whoever writes is `bot`; comments are listed `pageSize` at a time. */
export async function startForge(bot: string, pageSize: number): Promise<Forge> {
  const comments: ForgeComment[] = [];
  const writes: string[] = [];
  const listed = '/repos/blog/teapot/issues/7/comments';

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const { authorization = '' } = request.headers;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://forge.test');
    const method = request.method ?? '';
    const sent = await text(request);
    if (method !== 'GET') writes.push(`${method} ${authorization}`);
    const start = (Number(searchParams.get('page') ?? 1) - 1) * pageSize;
    const routes: Readonly<Record<string, () => Answer>> = {
      [`GET ${listed}`]: () => ({ status: 200, json: comments.slice(start, start + pageSize) }),
      [`POST ${listed}`]: () => post(bodyIn(sent)),
      ...Object.fromEntries(
        comments.map((comment) => [
          `PATCH /repos/blog/teapot/issues/comments/${comment.id}`,
          () => patch(comment, bodyIn(sent)),
        ]),
      ),
    };
    return routes[`${method} ${pathname}`]?.() ?? { status: 404, json: { message: 'Not Found' } };
  }

  function post(body: string): Answer {
    comments.push({ id: comments.length + 1, user: { login: bot }, body });
    return { status: 201, json: comments.at(-1) };
  }

  function patch(comment: ForgeComment, body: string): Answer {
    comment.body = body;
    return { status: 200, json: comment };
  }

  const server = createServer((request, response) => {
    void answerTo(request).then(({ json, status }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  const { close, port } = await listen(server);
  return { url: `http://127.0.0.1:${port}`, comments, writes, [Symbol.asyncDispose]: close };
}

function bodyIn(sent: string): string {
  return (JSON.parse(sent) as Pick<ForgeComment, 'body'>).body;
}
