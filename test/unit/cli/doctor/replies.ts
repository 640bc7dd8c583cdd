import type { IncomingHttpHeaders } from 'node:http';
import type { Answer, Silence } from '../../../../src/cli/doctor/ask.ts';

/** An answer as it might have come. */
export function answered(
  status: number,
  headers: IncomingHttpHeaders = {},
  body: Buffer | object | string = '',
): Answer {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  return { kind: 'answer', url: 'https://blog.test/', status, headers, body: bytes, tookMs: 20 };
}

export function ofType(type: string, body?: Buffer | object | string): Answer {
  return answered(200, { 'content-type': type }, body);
}

export const silence: Silence = { kind: 'silence', code: 'ECONNREFUSED', reason: 'connect ECONNREFUSED' };
