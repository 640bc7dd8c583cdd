import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { isPublicAddress, parseRanges, type AddressRange } from './addresses.ts';

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
  /** How the writer hears of what came; undefined: by the feed alone. */
  readonly mail?: MailSettings | undefined;
  /** Lets whoever shows it read the metrics from elsewhere than this machine. */
  readonly metricsToken: string | undefined;
  /** Where the branch is fetched from when a forge says that something was pushed there; undefined: it is not listened to. */
  readonly webhook: WebhookSettings | undefined;
  /** Addresses that may be reached although private, over plain http and any port too. */
  readonly privatePeers: readonly AddressRange[];
}

export interface WebhookSettings {
  /** What the forge signs with, 16 characters or more. */
  readonly secret: string;
  /** As git takes it: an address (https, ssh, file) or an absolute path. */
  readonly repository: string;
}

/** Through whom, from whom and to whom mail goes, and how often. */
export interface MailSettings {
  readonly server: MailServer;
  /** `Name <address>` or an address alone. */
  readonly from: string;
  readonly to: string;
  /** 'each': a mail a notice, while they are few. Otherwise at most one mail in that time. */
  readonly pace: 'each' | 'hourly' | 'daily';
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else by STARTTLS. */
  readonly isTls: boolean;
  /** On this machine or a private network: TLS is neither demanded nor its certificate looked at. */
  readonly isNear: boolean;
  readonly login: { readonly user: string; readonly password: string } | undefined;
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
    mail: mailOf(read),
    metricsToken: read('METRICS_TOKEN'),
    webhook: webhookOf(read('WEBHOOK_SECRET'), read('WEBHOOK_REPOSITORY')),
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

const secretLengthMin = 16;

function webhookOf(secret: string | undefined, repository: string | undefined): WebhookSettings | undefined {
  if (secret === undefined && repository === undefined) return undefined;
  if (secret === undefined || repository === undefined)
    throw new SettingsError(
      'WEBHOOK_SECRET and WEBHOOK_REPOSITORY belong together, and one is not set. Set both, or none.',
    );
  if (secret.length < secretLengthMin)
    throw new SettingsError(
      `WEBHOOK_SECRET has ${secret.length} characters. Take ${secretLengthMin} or more, as "openssl rand -hex 32" makes them.`,
    );
  // Anything else could name a program for git to run, or a way in which others can change what arrives.
  if (/^(?:https|ssh|file):\/\/\S+$|^\//.test(repository)) return { secret, repository };
  throw new SettingsError(
    'WEBHOOK_REPOSITORY is no address that is safe to fetch from. Write it like https://forge.example/ann/blog.git or ssh://git@forge.example/ann/blog.git.',
  );
}

function mailOf(read: (name: string) => string | undefined): MailSettings | undefined {
  const [url, from, to] = [read('SMTP_URL'), read('MAIL_FROM'), read('MAIL_TO')];
  const pace = read('NOTICES') ?? 'hourly';
  if (pace !== 'each' && pace !== 'hourly' && pace !== 'daily')
    throw new SettingsError(`NOTICES is "${pace}". Write each, hourly or daily.`);
  if (url === undefined) return undefined;
  if (to === undefined)
    throw new SettingsError('SMTP_URL is set, but MAIL_TO is not. Write the address that notices go to.');
  const address = mailAddressOf('MAIL_TO', to);
  return {
    server: mailServerOf(url),
    from: from === undefined ? address : mailAddressOf('MAIL_FROM', from),
    to: address,
    pace,
  };
}

function mailAddressOf(name: string, value: string): string {
  if (/^(?:[^\p{Cc}<>@"]*<[^\s<>@,;"]+@[^\s<>@,;"]+>|[^\s<>@,;"]+@[^\s<>@,;"]+)$/u.test(value)) return value;
  throw new SettingsError(
    `${name} is "${value}", which is no mail address. Write it like ann@mail.example or Ann <ann@mail.example>.`,
  );
}

const smtpPorts: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };

/** Messages do not repeat the address, which has a password in it. */
function mailServerOf(value: string): MailServer {
  const url = URL.parse(value);
  const standardPort = url === null ? undefined : smtpPorts[url.protocol];
  const login = url === null ? undefined : loginOf(url);
  if (url === null || standardPort === undefined || login === undefined || url.hostname === '')
    throw new SettingsError(
      'SMTP_URL is no address of a mail server. Write it like smtps://user:password@mail.example:465 or ' +
        'smtp://user:password@mail.example:587; what is no letter or digit in the password as %40 and so on.',
    );
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: url.port === '' ? standardPort : Number(url.port),
    isTls: url.protocol === 'smtps:',
    isNear: host.toLowerCase() === 'localhost' || (isIP(host) !== 0 && !isPublicAddress(host)),
    login: login.user === '' ? undefined : login,
  };
}

/** Undefined when it cannot be read. */
function loginOf({ password, username }: URL): MailServer['login'] {
  const [user, secret] = [decoded(username), decoded(password)];
  return user === undefined || secret === undefined ? undefined : { user, password: secret };
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
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
