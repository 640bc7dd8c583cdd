import { lookup, Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { openTurns, TurnedAway } from './turns.ts';

/** All addresses of a host name. Handed in, so that tests can name hosts that the world does not know. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Where names are looked up. */
export interface NameSources {
  /** Asks the DNS, and holds no thread meanwhile. */
  readonly dns: Resolve;
  /** Asks the operating system (getaddrinfo), which holds a thread of Node's pool until it answers. */
  readonly system: Resolve;
  /** Names of the machine's own hosts file, in lower case. */
  readonly known: ReadonlySet<string>;
}

/** As many as wait for the system at once: half of the threads that Node's pool leaves to names (libuv). */
const systemTurns = { max: 2, waitingMax: 64, waitMaxMs: 5_000 };

/**
 * A resolver that strangers' names cannot hold up. The system's own has few threads, and each waits as long as a silent name
 * server likes (up to half a minute): a handful of bad names, and nothing is fetched or delivered. So the DNS is asked by
 * Node's c-ares, which waits without a thread and gives up in seconds; as each request asks once, there are about as many
 * questions as requests, which are limited.
 *
 * What the machine knows better than the DNS stays true. The system is asked first for `localhost` and the names in the hosts
 * file (as Docker's `extra_hosts` are), which it answers at once; and, a few at a time, for single words, and for what the DNS
 * does not know: search domains, mDNS, a network of one's own. A name that the DNS is silent about is not asked for again.
 */
export function openResolve({ dns, known, system }: NameSources): Resolve {
  const turns = openTurns('names', systemTurns);

  const systemInTurn: Resolve = (hostname) => turns.run(() => system(hostname));

  async function dnsThenSystem(hostname: string): Promise<readonly ResolvedAddress[]> {
    try {
      return await dns(hostname);
    } catch (error) {
      if (isSilence(error)) throw error;
      return systemInTurn(hostname).catch((later: unknown) => {
        throw later instanceof TurnedAway ? error : later;
      });
    }
  }

  return (hostname) => {
    const name = hostname.toLowerCase();
    if (known.has(name) || /(^|\.)localhost$/.test(name)) return system(hostname);
    return name.includes('.') ? dnsThenSystem(hostname) : systemInTurn(hostname);
  };
}

function isSilence(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ETIMEOUT';
}

/** How long one question may wait; the second time it is twice as long. */
const patience = { timeout: 1_000, tries: 2 };
/** After so long the machine may be in another network, with other name servers. */
const renewedMs = 60_000;

/** Asks the name servers that the machine is set to use, for IPv4 and IPv6. Their answers are not kept. */
export function openDns(elapsed: () => number, open = () => new Resolver(patience)): Resolve {
  let resolver = open();
  let openedAt = elapsed();

  function current(): Resolver {
    if (elapsed() - openedAt < renewedMs) return resolver;
    openedAt = elapsed();
    return (resolver = open());
  }

  return async (hostname) => {
    const asked = current();
    const [four, six] = await Promise.allSettled([asked.resolve4(hostname), asked.resolve6(hostname)]);
    // IPv4 first, as machines without IPv6 are more than those without IPv4; a connection tries them in turn.
    const found = [...addressesIn(four, 4), ...addressesIn(six, 6)];
    if (found.length > 0) return found;
    throw [four, six].map(reasonOf).find(isSilence) ?? reasonOf(four);
  };
}

function addressesIn(
  answer: PromiseSettledResult<readonly string[]>,
  family: number,
): readonly ResolvedAddress[] {
  return answer.status === 'rejected' ? [] : answer.value.map((address) => ({ address, family }));
}

function reasonOf(answer: PromiseSettledResult<unknown>): unknown {
  return answer.status === 'rejected' ? answer.reason : undefined;
}

/** The names that a hosts file (hosts(5)) gives addresses to, in lower case. */
export function namesInHosts(text: string): ReadonlySet<string> {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim().toLowerCase());
  return new Set(lines.flatMap((line) => line.split(/\s+/).slice(1)));
}

/** Read once: a line that is added later counts at the next start, unless the DNS does not know the name anyway. */
function hostsFile(): string {
  try {
    return readFileSync('/etc/hosts', 'utf8');
  } catch {
    return ''; // Where there is none, the system is asked for what the DNS does not know.
  }
}

/** Names as this machine knows them. */
export const resolveBySystem: Resolve = openResolve({
  dns: openDns(() => performance.now()),
  system: (hostname) => lookup(hostname, { all: true }),
  known: namesInHosts(hostsFile()),
});
