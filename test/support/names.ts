import type { LookupAddress } from 'node:dns';
import { type LookupFunction } from 'node:net';

const loopback: LookupAddress = { address: '127.0.0.1', family: 4 };

/** Whether `hostname` belongs to the test fediverse: `.test` is nobody's for ever (RFC 6761 §6.2). */
function isTestName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.test');
}

/** All addresses of a host: loopback for every name of the test fediverse. Rejects any other name, so nothing leaves. */
export function resolveTest(hostname: string): Promise<readonly LookupAddress[]> {
  if (isTestName(hostname)) return Promise.resolve([loopback]);
  const error = Object.assign(new Error(`${hostname} is no name of the test fediverse`), {
    code: 'ENOTFOUND',
  });
  return Promise.reject(error);
}

/** `resolveTest` as a connection asks for it. */
export const lookupTest: LookupFunction = (hostname, options, callback) => {
  resolveTest(hostname).then(
    ([first = loopback]) => {
      if (options.all === true) callback(null, [first]);
      else callback(null, first.address, first.family);
    },
    (error: unknown) => callback(error as Error, '', 0),
  );
};
