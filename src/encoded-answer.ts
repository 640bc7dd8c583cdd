import { hash } from 'node:crypto';
import { encoded, encodingFor, isText, type Encoding } from './release/encoding.ts';

/** Below, a header says about as much as is saved. */
const bytesMin = 1_024;

/**
 * The answer of a function in the encoding that was asked for, if it is text of some length. Not events, which are sent one by
 * one; nor what no cache may keep, which is for one reader, and whose length shall tell nobody what is in it (BREACH).
 */
export async function encodedAnswer(request: Request, answer: Response): Promise<Response> {
  if (!isEncodable(answer)) return answer;
  const body = Buffer.from(await answer.arrayBuffer());
  const { status } = answer;
  const headers = new Headers(answer.headers);
  if (body.length < bytesMin) return new Response(body, { status, headers });
  addVary(headers);
  const encoding = encodingFor(request.headers.get('accept-encoding') ?? '');
  if (encoding === undefined) return new Response(body, { status, headers });
  headers.set('content-encoding', encoding);
  return new Response(await encodedOnce(body, encoding), { status, headers });
}

function isEncodable({ body, headers }: Response): boolean {
  const type = headers.get('content-type') ?? '';
  return (
    body !== null &&
    isText(type) &&
    !headers.has('content-encoding') && // What a release answers is in its form already.
    !type.startsWith('text/event-stream') &&
    headers.get('cache-control')?.includes('no-store') !== true
  );
}

function addVary(headers: Headers): void {
  if (!/\baccept-encoding\b/i.test(headers.get('vary') ?? '')) headers.append('vary', 'Accept-Encoding');
}

/** By content and encoding: a conversation that has changed is asked for by all who are reading it. */
const latest = new Map<string, Promise<Buffer<ArrayBuffer>>>();
const latestMax = 16;

function encodedOnce(body: Buffer, encoding: Encoding): Promise<Buffer<ArrayBuffer>> {
  const key = `${encoding} ${hash('sha256', body)}`;
  const known = latest.get(key);
  if (known !== undefined) return known;
  const made = Promise.resolve(encoded(body, encoding));
  latest.set(key, made);
  if (latest.size > latestMax) latest.delete(latest.keys().next().value ?? '');
  return made;
}
