import { testAuthority } from '../test/support/certificates.ts';
import type { PresignedRequest } from '../test/support/presign.ts';
import { startWorker, type Worker } from './worker.ts';

export interface LoadTarget {
  readonly port: number;
  /** For a server that speaks TLS only: its name, and who vouches for it (PEM). */
  readonly tls?: { readonly servername: string; readonly ca: string };
}

/** Where a server listens that shows a certificate of the test fediverse. */
export function tlsTargetOf(origin: string): LoadTarget {
  const { hostname, port } = new URL(origin);
  return { port: Number(port), tls: { servername: hostname, ca: testAuthority().certificatePem } };
}

export interface Load {
  readonly target: LoadTarget;
  /** Whole HTTP requests. */
  readonly requests: readonly string[];
  /** As many requests are under way at most. */
  readonly connections: number;
  /** Requests a second, each sent when its time has come, however late the answers are; without, the next at each answer. */
  readonly pace?: number;
}

export interface LoadResult {
  readonly ms: number;
  /** How often each was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Until the answer was whole: from when the request was sent, or with a pace from when it should have been. */
  readonly latenciesMs: readonly number[];
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

/** The same request without its signature. */
export function unsignedForm(request: string): string {
  return request.replace(/^signature: .*\r\n/m, '');
}

/** Runs the load, and throws unless every single request was answered with `status`. */
export async function runLoad(generator: LoadGenerator, load: Load, status = 202): Promise<LoadResult> {
  const result = await generator.ask(load);
  if (result.statuses[status] !== load.requests.length) {
    throw new Error(
      `not all of ${load.requests.length} were answered ${status}: ${JSON.stringify(result.statuses)}`,
    );
  }
  return result;
}

/** Requests a second. */
export function rateOf({ ms, latenciesMs }: Pick<LoadResult, 'ms' | 'latenciesMs'>): number {
  return (latenciesMs.length / ms) * 1000;
}
