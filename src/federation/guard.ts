import { isIP, type LookupFunction } from 'node:net';
import { isInRanges, isPublicAddress, type AddressRange } from '../addresses.ts';
import type { Resolve, ResolvedAddress } from './resolve.ts';

/** How far our requests may go. */
export interface Reach {
  readonly resolve: Resolve;
  readonly privatePeers: readonly AddressRange[];
}

/** A URL, or the address behind it, that we do not talk to. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/**
 * Refuses what no address could make right: other schemes, names and passwords in the URL, a second spelling of a host, and
 * names that only a private network has. Literal addresses are judged here too, because a connection to one asks no resolver.
 */
export function checkUrl(url: URL, reach: Reach): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ForbiddenAddress(`${url.href} is neither https nor http`);
  }
  if (url.username !== '' || url.password !== '')
    throw new ForbiddenAddress(`${url.host} comes with a password`);
  // The same host, and another origin: two names for one server are one too many.
  if (url.hostname.endsWith('.')) throw new ForbiddenAddress(`${url.host} ends in a dot`);
  const literal = literalAddress(url.hostname);
  if (literal !== undefined) checkAddress(literal, url, reach);
  else if (!url.hostname.includes('.') && reach.privatePeers.length === 0)
    throw new ForbiddenAddress(`${url.host} is no name of the public internet`);
}

/**
 * The resolver that a connection to `url` uses: it fails unless every address of the name is allowed, and the connection
 * goes to an address that was checked, so a name that changes its mind (DNS rebinding) gains nothing.
 */
export function guardedLookup(url: URL, reach: Reach): LookupFunction {
  return (hostname, options, callback) => {
    resolveChecked(hostname, url, reach).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, '', 0),
    );
  };
}

/**
 * A name in a private range that the operator named is reached there and nowhere else (`localhost` is often two addresses, of
 * which one was named); of any other name every address must be allowed.
 */
async function resolveChecked(hostname: string, url: URL, reach: Reach): Promise<Addresses> {
  const all = await reach.resolve(hostname);
  const named = all.filter(({ address }) => isInRanges(address, reach.privatePeers));
  const [first, ...rest] = named.length > 0 ? named : all;
  if (first === undefined) throw new Error(`${hostname} has no address`);
  for (const { address } of [first, ...rest]) checkAddress(address, url, reach);
  return [first, ...rest];
}

type Addresses = readonly [ResolvedAddress, ...ResolvedAddress[]];

/** Private ranges named by the operator are reached by any scheme and port; everything else by https on its own port. */
function checkAddress(address: string, url: URL, reach: Reach): void {
  if (isInRanges(address, reach.privatePeers)) return;
  if (!isPublicAddress(address))
    throw new ForbiddenAddress(`${url.host} leads to ${address}, which is not public`);
  if (url.protocol !== 'https:') throw new ForbiddenAddress(`${url.origin} is not https`);
  if (url.port !== '') throw new ForbiddenAddress(`${url.origin} is on a port of its own`);
}

function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}
