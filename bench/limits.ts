import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { startWorker, type Worker } from './worker.ts';

/** What the bare sender does for each of `inboxes`, with `body` and `headers` (those of a signature come to them). */
export interface SenderTask {
  /** 'recorded': signed, with a row before the request, and its outcome on disk after. */
  readonly kind: 'sign' | 'signed' | 'recorded' | 'unsigned';
  readonly inboxes: readonly string[];
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers with the milliseconds that the task took. */
export type BareSender = Worker<null, SenderTask, number>;

/** `authorityFile`: whom it trusts besides, for inboxes behind TLS. */
export function startBareSender({ authorityFile }: { readonly authorityFile: string }): Promise<BareSender> {
  return startWorker('sender', { NODE_EXTRA_CA_CERTS: authorityFile });
}

/** RSA-2048 signatures a second, on all cores. */
export async function signingRate(sender: BareSender, task: Omit<SenderTask, 'kind'>): Promise<number> {
  return (task.inboxes.length / (await sender.ask({ ...task, kind: 'sign' }))) * 1000;
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** RSA-2048 signatures a second, in one thread that does nothing else. */
export function singleSigningRate(count: number): number {
  const base = Buffer.from(
    '(request-target): post /inbox\nhost: h1.bench.test\ndate: Sun, 01 Mar 2026 12:00:00 GMT',
  );
  const begun = performance.now();
  for (let n = 0; n < count; n += 1) sign('sha256', base, privateKey);
  return (count / (performance.now() - begun)) * 1000;
}

/** RSA-2048 verifications a second, in one thread. */
export function verifyingRate(count: number): number {
  const base = Buffer.from('(request-target): post /ap/inbox\nhost: blog.test\n');
  const signature = sign('sha256', base, privateKey);
  const begun = performance.now();
  for (let n = 0; n < count; n += 1) verify('sha256', base, publicKey, signature);
  return (count / (performance.now() - begun)) * 1000;
}
