import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { openDns, type ResolvedAddress } from '../../federation/resolve.ts';
import type { Settings } from '../../config.ts';
import { ask, showCertificate, type Reply, type Shown } from './ask.ts';

/** What the public address is, before anything of the blog is asked. */
export interface AddressSeen {
  readonly now: number;
  readonly settings: Pick<Settings, 'origin' | 'privatePeers'>;
  readonly names: NamesSeen;
  /** Undefined where ORIGIN is http. */
  readonly tls: Shown | undefined;
  /** Port 80 of the same name; undefined where ORIGIN is http or has a port of its own. */
  readonly plain: Reply | undefined;
  /** The front page, asked for as a browser does. */
  readonly home: Reply;
}

export interface NamesSeen {
  /** What name servers say, and everybody hears; empty where the name is an address. */
  readonly byDns: readonly ResolvedAddress[];
  /** What this machine makes of it, its hosts file included. */
  readonly here: readonly ResolvedAddress[];
  /** Why name servers know none. */
  readonly fault: string | undefined;
}

export async function observeAddress(settings: Settings, now: number): Promise<AddressSeen> {
  const url = new URL(settings.origin);
  const isSecure = url.protocol === 'https:';
  const [names, tls, plain, home] = await Promise.all([
    namesOf(url.hostname),
    isSecure ? showCertificate(url) : undefined,
    isSecure && url.port === '' ? ask(new URL(`http://${url.hostname}/`)) : undefined,
    ask(new URL('/', url), { headers: { accept: 'text/html' } }),
  ]);
  return { now, settings, names, tls, plain, home };
}

async function namesOf(hostname: string): Promise<NamesSeen> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  if (family !== 0) return { byDns: [], here: [{ address: bare, family }], fault: undefined };
  const dns = openDns(() => performance.now());
  const [byDns, here] = await Promise.allSettled([dns(hostname), lookup(hostname, { all: true })]);
  return {
    byDns: byDns.status === 'fulfilled' ? byDns.value : [],
    here: here.status === 'fulfilled' ? here.value : [],
    fault: byDns.status === 'fulfilled' ? undefined : (byDns.reason as Error).message,
  };
}
