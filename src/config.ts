import { resolve } from 'node:path';
import { parseRanges, type AddressRange } from './addresses.ts';

/** What the deployment decides, from the environment. The blog's own settings are content (`content/blog.yml`). */
export interface Settings {
  /** Public origin, without a slash at the end. */
  readonly origin: string;
  /** Where the server listens. */
  readonly host: string;
  readonly port: number;
  /** Absolute paths. */
  readonly dataDir: string;
  readonly contentDir: string;
  /** Whether the address of the client is taken from `X-Forwarded-For`. */
  readonly trustProxy: boolean;
  /** Whether our ActivityPub documents are shown only to who asks with a signature. */
  readonly authorizedFetch: boolean;
  /** How long a publication waits before anybody is told of it, so that it can be stopped. */
  readonly graceMs: number;
  /** Deliveries a minute of what goes to all followers; undefined: all at once. */
  readonly pace: number | undefined;
  /** Requests a minute that one server, or one network, may send to the inbox; ten times as many at once. */
  readonly inboxRate: number;
  /** Bytes that the people of one domain may fill in the store. */
  readonly domainQuotaBytes: number;
  /** Lets whoever shows it read the metrics from elsewhere than this machine. */
  readonly metricsToken: string | undefined;
  /** Addresses that may be reached although private, over plain http and any port too. */
  readonly privatePeers: readonly AddressRange[];
}

/** A setting that can't be right, said so that it can be mended: thrown at start, before anything is opened. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks every variable once. Throws a SettingsError naming the variable, its value and what to write instead. */
export function loadSettings(environment: Environment, projectDir: string): Settings {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  refuseDatabaseUrl(read('DATABASE_URL'));
  const origin = originOf(read('ORIGIN') ?? 'http://localhost:4321');
  return {
    origin,
    host: read('HOST') ?? '127.0.0.1',
    port: portOf(
      read('PORT') ?? (new URL(origin).hostname === 'localhost' ? new URL(origin).port || '4321' : '4321'),
    ),
    dataDir: resolve(projectDir, read('DATA_DIR') ?? 'var'),
    contentDir: resolve(projectDir, read('CONTENT_DIR') ?? 'content'),
    trustProxy: booleanOf('TRUST_PROXY', read('TRUST_PROXY') ?? 'false'),
    authorizedFetch: booleanOf('AUTHORIZED_FETCH', read('AUTHORIZED_FETCH') ?? 'false'),
    graceMs: graceOf(read('GRACE') ?? '120') * 1000,
    pace: paceOf(read('PACE')),
    inboxRate: countOf('INBOX_RATE', read('INBOX_RATE') ?? '6000', 'requests a minute'),
    domainQuotaBytes: countOf('ORIGIN_QUOTA', read('ORIGIN_QUOTA') ?? '100', 'megabytes') * 1_000_000,
    metricsToken: read('METRICS_TOKEN'),
    privatePeers: rangesOf(read('PRIVATE_PEERS') ?? ''),
  };
}

function originOf(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new SettingsError(
      `ORIGIN is "${value}", which is no web address. Write it like https://blog.example.`,
    );
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new SettingsError(
      `ORIGIN is "${value}", but must have no path, query or name. Write ${url.origin}.`,
    );
  }
  return url.origin;
}

function portOf(value: string): number {
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) {
    throw new SettingsError(
      `PORT is "${value}", which is no port. Write a number from 1 to 65535, or 0 for any free one.`,
    );
  }
  return port;
}

function booleanOf(name: string, value: string): boolean {
  if (/^(1|true|yes)$/i.test(value)) return true;
  if (/^(0|false|no)$/i.test(value)) return false;
  throw new SettingsError(`${name} is "${value}". Write true or false.`);
}

function countOf(name: string, value: string, unit: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new SettingsError(`${name} is "${value}". Write a whole number of ${unit}, 1 or more.`);
}

const graceSecondsMax = 86_400;

function graceOf(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= graceSecondsMax) return Number(value);
  throw new SettingsError(
    `GRACE is "${value}". Write a whole number of seconds, at most ${graceSecondsMax}; 0 tells followers at once.`,
  );
}

function paceOf(value: string | undefined): number | undefined {
  return value === undefined ? undefined : countOf('PACE', value, 'deliveries a minute');
}

function rangesOf(value: string): readonly AddressRange[] {
  try {
    return parseRanges(value);
  } catch (error) {
    throw new SettingsError(`PRIVATE_PEERS: ${(error as Error).message}.`);
  }
}

function refuseDatabaseUrl(value: string | undefined): void {
  if (value === undefined) return;
  throw new SettingsError(
    'DATABASE_URL is set, but this version of Outward keeps its data in SQLite only. Remove it; the data lies in DATA_DIR.',
  );
}
