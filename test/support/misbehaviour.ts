import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedRequest } from './recorded-request.ts';

/** An answer that no proper server would give at this address. */
export interface WrittenAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Wait this long before the first byte. */
  readonly delayMs?: number;
  /** Wait this long after each byte of the body. */
  readonly dripMs?: number;
}

/** A status, an answer, silence on an open connection, or a connection broken off. */
export type Answer = number | WrittenAnswer | 'hang' | 'reset';

/** What an address does. A function may look at the request; undefined means: as a proper server would. */
export type Behaviour = Answer | ((request: RecordedRequest) => Answer | undefined);

export function redirectTo(location: string, status = 302): WrittenAnswer {
  return { status, headers: { location } };
}

/** A well-formed document of more than `bytes` bytes. */
export function hugeAnswer(bytes: number, contentType = 'application/activity+json'): WrittenAnswer {
  const body = JSON.stringify({ type: 'Note', content: 'a'.repeat(bytes) });
  return { status: 200, headers: { 'content-type': contentType }, body };
}

/** Plays `answer` on `response`. Resolves when all is said, or the other side has gone. */
export async function perform(answer: Answer, response: ServerResponse): Promise<void> {
  if (answer === 'hang') return;
  if (answer === 'reset') {
    response.destroy();
    return;
  }
  const written = typeof answer === 'number' ? { status: answer } : answer;
  await pause(written.delayMs ?? 0);
  response.writeHead(written.status, written.headers);
  if (written.dripMs === undefined) response.end(written.body);
  else await drip(Buffer.from(written.body ?? ''), written.dripMs, response);
}

async function drip(body: Buffer, everyMs: number, response: ServerResponse): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed; at++) {
    response.write(body.subarray(at, at + 1));
    await pause(everyMs);
  }
  response.end();
}
