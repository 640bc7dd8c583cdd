import { clean, isClockDoubtful, removeAllFrom, type Swept } from '../federation/clean.ts';
import type { DomainUse } from '../store/store.ts';
import { CommandError, printable, withBlog, type PublishedBlog } from './blog.ts';

export interface CleanVerbOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly origin?: string;
  readonly yes?: boolean;
}

const domainsShown = 5;

/** `outward clean`: what has had its time goes; with `--origin` all that the people of one host left. */
export function cleanStore(options: CleanVerbOptions): Promise<number> {
  return withBlog((blog) =>
    options.origin === undefined ? cleanAll(blog, options) : cleanOrigin(options.origin, blog, options),
  );
}

async function cleanAll(
  blog: PublishedBlog,
  { dryRun = false, json, yes }: CleanVerbOptions,
): Promise<number> {
  const { settings, store } = blog.foundation;
  const context = contextOf(blog);
  if (!dryRun && yes !== true && (await isClockDoubtful(context))) throw doubtful(context.now());
  const rows = await clean(context, { dryRun });
  const domains = await store.fullestDomains(domainsShown);
  if (json === true) {
    const quotaBytes = settings.domainQuotaBytes;
    console.log(
      JSON.stringify({ dryRun, rows: Object.fromEntries(rows), domains, quotaBytes }, undefined, 2),
    );
  } else {
    printRows(rows, dryRun);
    printDomains(domains, settings.domainQuotaBytes);
  }
  return 0;
}

async function cleanOrigin(
  origin: string,
  blog: PublishedBlog,
  { dryRun = false, json }: CleanVerbOptions,
): Promise<number> {
  const host = URL.parse(origin.includes('://') ? origin : `https://${origin}`)?.hostname;
  if (host === undefined || host === '')
    throw new CommandError(`${origin} is no host. Write it like social.example.`);
  const people = await removeAllFrom(host, contextOf(blog), { dryRun });
  if (json === true) console.log(JSON.stringify({ dryRun, host, people }, undefined, 2));
  else {
    for (const id of people) console.log(`  ${printable(id)}`);
    console.log(`${people.length} people of ${host}: all that they left ${dryRun ? 'would go' : 'is gone'}.`);
  }
  return 0;
}

function contextOf({ foundation: { now, store }, site }: PublishedBlog): Parameters<typeof clean>[0] {
  return { now, site, store };
}

function doubtful(now: number): CommandError {
  return new CommandError(
    `By the clock of this machine it is ${new Date(now).toISOString()}, and the last cleaning was long before. ` +
      'With a wrong clock too much would go. If it is right: npm run outward -- clean --yes',
  );
}

function printRows(rows: Swept, dryRun: boolean): void {
  const some = [...rows].filter(([, count]) => count > 0);
  if (some.length === 0) console.log(dryRun ? 'Nothing would go.' : 'There was nothing to remove.');
  for (const [kind, count] of some)
    console.log(`${String(count).padStart(8)} ${kind}${dryRun ? ' would go' : ''}`);
}

function printDomains(domains: readonly DomainUse[], quotaBytes: number): void {
  if (domains.length === 0) return;
  console.log(`\nWho fills most, of ${megabytes(quotaBytes)} each:`);
  for (const { domain, bytes } of domains)
    console.log(`${megabytes(bytes).padStart(11)} ${printable(domain)}`);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
