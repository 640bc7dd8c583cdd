import type { PresignedRequest } from '../test/support/presign.ts';
import { startWorker, type Worker } from './worker.ts';

export interface LoadTarget {
  readonly port: number;
  /** For a server that speaks TLS only: its name, and who vouches for it (PEM). */
  readonly tls?: { readonly servername: string; readonly ca: string };
}

export interface Load {
  readonly target: LoadTarget;
  /** Whole HTTP requests. */
  readonly requests: readonly string[];
  /** As many requests are under way at once. */
  readonly connections: number;
}

export interface LoadResult {
  readonly ms: number;
  /** How often each was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** What the generator itself consumed. */
  readonly cpuMs: number;
}

export type LoadGenerator = Worker<null, Load, LoadResult>;

export function startLoadGenerator(): Promise<LoadGenerator> {
  return startWorker('load');
}

/** The bytes of a request; a body is ASCII here, as its makers are ours. */
export function wireFormOf({ url, headers, body }: PresignedRequest): string {
  const fields = Object.entries({ ...headers, 'content-length': String(body.length) });
  const lines = fields.map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${new URL(url).pathname} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** Runs the load, and throws unless every single request was answered 202. */
export async function runLoad(generator: LoadGenerator, load: Load): Promise<LoadResult> {
  const result = await generator.ask(load);
  if (result.statuses[202] !== load.requests.length) {
    throw new Error(`not all of ${load.requests.length} were taken: ${JSON.stringify(result.statuses)}`);
  }
  return result;
}
