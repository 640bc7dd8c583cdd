import { domainOf } from '../protocol/domain.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Activity, NamedObject, RemoteNote, Uri } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import { putBounded } from './bounded.ts';

/** How much of the store the people of one domain may fill. What they have left stays when that is used up. */
export interface Quotas {
  /**
   * Counts what an act of `actor` may add that came in a body of so many bytes, at once where the domain was heard of lately.
   * Throws Refusal('too-many-requests') where there is no room: peers keep it and come again for days.
   */
  admit(actor: Uri, bodyBytes: number): void | Promise<void>;
}

interface QuotaOptions {
  readonly store: Pick<Store, 'domainBytes'>;
  /** Of each domain. */
  readonly bytesMax: number;
  readonly now: () => number;
  /** Hears once of each domain that has no more room. */
  readonly log?: (event: { readonly event: string; readonly domain: string; readonly bytes: number }) => void;
}

/** What a domain fills: as the store said, and what was admitted since, which mostly comes to less. */
interface Account {
  bytes: number;
  readonly readAt: number;
}

const domainsMax = 10_000;
/** How often the store is asked again by a domain that seems full. */
const readAgainMs = 1_000;
const retryAfterSeconds = 6 * 3_600;

/** Its text, once more when it is sanitised, and a new actor with keys. Too much does no harm: the store is asked again then. */
function mostOf(bodyBytes: number): number {
  return 2_000 + 2 * bodyBytes;
}

export function openQuotas({ store, bytesMax, now, log }: QuotaOptions): Quotas {
  const accounts = new Map<string, Account>();
  const readings = new Map<string, Promise<Account>>();
  /** Each has filled its share of the disk, so they are few. */
  const told = new Set<string>();

  /** One reading at a time, whoever waits for it. */
  function readAccount(domain: string): Promise<Account> {
    const underWay = readings.get(domain);
    if (underWay !== undefined) return underWay;
    const reading = store.domainBytes(domain).then((bytes) => hold(domain, { bytes, readAt: now() }));
    readings.set(domain, reading);
    void reading.catch(() => undefined).then(() => readings.delete(domain));
    return reading;
  }

  function hold(domain: string, account: Account): Account {
    putBounded(accounts, domain, account, domainsMax);
    return account;
  }

  function count(account: Account, domain: string, bytes: number): void {
    if (account.bytes + bytes <= bytesMax) {
      account.bytes += bytes;
      return;
    }
    if (!told.has(domain)) log?.({ event: 'quota.full', domain, bytes: account.bytes });
    told.add(domain);
    throw full(domain, bytesMax);
  }

  /** A clock that was put back must not keep a domain waiting. */
  function mayRead({ readAt }: Account): boolean {
    return Math.abs(now() - readAt) >= readAgainMs;
  }

  return {
    admit: (actor, bodyBytes) => {
      const bytes = mostOf(bodyBytes);
      const domain = domainOf(actor);
      const account = accounts.get(domain);
      if (account === undefined || (account.bytes + bytes > bytesMax && mayRead(account)))
        return readAccount(domain).then((read) => count(read, domain, bytes));
      return count(account, domain, bytes);
    },
  };
}

/** Whether `activity` may leave something here: what takes back, or says who somebody is, is never refused for want of room. */
export function mayFill(activity: Activity): boolean {
  switch (activity.type) {
    case 'Undo':
    case 'Delete':
    case 'Block':
    case 'Move':
    case 'UpdateActor':
      return false;
    case 'Update':
      return activity.objects.some(mayBeShown);
    default:
      return true;
  }
}

/** By an edit that is no longer for everybody a reply goes. Of what is only named, nobody knows yet. */
function mayBeShown(object: RemoteNote | NamedObject): boolean {
  return !('visibility' in object) || object.visibility === 'public' || object.visibility === 'unlisted';
}

function full(domain: string, bytesMax: number): Refusal {
  return new Refusal(
    'too-many-requests',
    `what came from ${domain} fills the ${Math.round(bytesMax / 1_000_000)} MB that a domain may fill here`,
    retryAfterSeconds,
  );
}
