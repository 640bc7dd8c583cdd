// A thread that signs, started by signers.ts.
import { parentPort } from 'node:worker_threads';
import { signNow } from '../protocol/signature/keys.ts';
import type { SigningResult, SigningTask } from './signers.ts';

parentPort?.on('message', ({ key, bases }: SigningTask) => {
  parentPort?.postMessage(bases.map((base) => signNow(base, key)) satisfies SigningResult);
});
