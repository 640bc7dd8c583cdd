// The least that a server of pages can be in Node: all of them in memory, with all that is said of them.
import { createServer } from 'node:http';
import { listen } from '../test/support/listen.ts';
import type { BarePages, PageCopy } from './pages.ts';
import { serve } from './worker.ts';

/** Ready to be sent. */
interface Answer {
  readonly etag: string;
  readonly fields: string[];
  readonly body: Buffer;
}

async function start(copies: readonly PageCopy[]): Promise<number> {
  const plain = new Map(copies.map((copy) => [copy.path, answerOf(copy, copy.body, [])]));
  const encoding = ['content-encoding', 'gzip'];
  const gzipped = new Map(copies.map((copy) => [copy.path, answerOf(copy, copy.gzipped, encoding)]));
  const server = createServer(({ headers, url = '' }, response) => {
    const answer = (headers['accept-encoding'] === 'gzip' ? gzipped : plain).get(url);
    if (answer === undefined) response.writeHead(404).end();
    else if (headers['if-none-match'] === answer.etag) response.writeHead(304, answer.fields).end();
    else response.writeHead(200, answer.fields).end(answer.body);
  });
  return (await listen(server)).port;
}

function answerOf({ fields, path, type }: PageCopy, body: Buffer, encoding: readonly string[]): Answer {
  const etag = `"${path}${encoding.join('-')}"`;
  const length = ['content-length', `${body.length}`];
  const own = ['content-type', type, 'etag', etag, 'vary', 'Accept, Accept-Encoding', ...length, ...encoding];
  return { etag, fields: [...fields.flat(), ...own], body };
}

serve<BarePages>(null, start);
