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

export function startBareSender(): Promise<BareSender> {
  return startWorker('sender');
}

/** RSA-2048 signatures a second, on all cores. */
export async function signingRate(sender: BareSender, task: Omit<SenderTask, 'kind'>): Promise<number> {
  return (task.inboxes.length / (await sender.ask({ ...task, kind: 'sign' }))) * 1000;
}

/** RSA-2048 verifications a second, in one thread. */
export function verifyingRate(count: number): number {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const base = Buffer.from('(request-target): post /ap/inbox\nhost: blog.test\n');
  const signature = sign('sha256', base, privateKey);
  const begun = performance.now();
  for (let n = 0; n < count; n += 1) verify('sha256', base, publicKey, signature);
  return (count / (performance.now() - begun)) * 1000;
}
