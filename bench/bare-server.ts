import { join } from 'node:path';
import { startChild } from '../test/support/child.ts';

/** Reads what is posted, answers 202, and is nothing else: the least memory that a server in Node needs. */
export interface BareServer extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
}

export async function startBareServer(): Promise<BareServer> {
  const child = startChild([join(import.meta.dirname, 'bare-server.mjs')]);
  const [ready] = await child.line(/^\{.*\}$/);
  const { port, pid } = JSON.parse(ready) as BareServer;
  return { port, pid, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
}
