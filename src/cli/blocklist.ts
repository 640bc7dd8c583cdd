import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { version, realWorld } from '../app.ts';
import { fetchList } from '../federation/moderation-fetch.ts';
import { openConnections } from '../federation/request.ts';
import {
  changesBetween,
  moderationFileOf,
  parseBlocklist,
  type Blocklist,
  type ListChanges,
  type ListedRule,
} from '../posts/moderation-list.ts';
import { readModeration, readSubscriptions, type Subscription } from '../posts/moderation.ts';
import { ContentError, type ContentProblem, type ContentRule } from '../posts/post.ts';
import { nothingIfAbsent } from '../posts/source.ts';
import { CommandError, printable } from './blog.ts';
import { settings } from './environment.ts';
import { onTerminal } from './progress.ts';
import { amount, jsonText } from './words.ts';

export interface ImportOptions {
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `outward blocklist import`: a list that Mastodon exported, as a file of rules. Nothing holds before it is published. */
export async function importBlocklist(csv: string, { dryRun, json }: ImportOptions): Promise<number> {
  const { contentDir } = settings();
  const text = await readFile(csv, 'utf8').catch(nothingIfAbsent);
  if (text === undefined) throw new CommandError(`${csv}: there is no such file.`);
  const file = `content/moderation/${nameOf(csv)}.yml`;
  const list = withoutRuled(listIn(text, csv), await readWritten(contentDir), file);
  if (dryRun !== true) await writeNew(pathOf(file, contentDir), moderationFileOf(list.rules), file);
  if (json === true) console.log(jsonText({ file, isWritten: dryRun !== true, ...list }));
  else {
    const verb = dryRun === true ? 'would have' : 'has';
    console.log(`${file} ${verb} ${amount(list.rules.length, 'rule', 'rules')}.`);
    printSkipped(list);
    if (dryRun !== true) console.log(reviewHint);
  }
  return 0;
}

export interface UpdateOptions {
  readonly write?: boolean;
  readonly json?: boolean;
}

/** `outward blocklist update`: what the lists that files are subscribed to have changed; `--write` puts it into the files. */
export async function updateBlocklists({ json, write = false }: UpdateOptions): Promise<number> {
  const { contentDir } = settings();
  const written = await readWritten(contentDir);
  const subscriptions = await readSubscriptions(contentDir, []);
  if (subscriptions.length === 0)
    throw new CommandError(
      'No file of content/moderation is subscribed to a list. Write at its head: subscribe: https://list.example/blocks.csv',
    );
  const updates = await updatesOf(subscriptions, written);
  const readable = updates.filter(({ failure }) => failure === undefined);
  if (write) for (const update of readable) await rewrite(update);
  if (json === true)
    console.log(jsonText(updates.map((one) => ({ ...one, isWritten: write && readable.includes(one) }))));
  else {
    for (const update of updates) printUpdate(update);
    if (readable.length > 0) console.log(write ? reviewHint : dryHint);
  }
  return readable.length === updates.length ? 0 : 1;
}

const reviewHint = 'Look at it, commit it, and publish: then it holds.';
const dryHint = 'Nothing was written. To have it in the files: npm run outward -- blocklist update --write';

interface Update extends ListChanges, Subscription {
  readonly list: Blocklist;
  /** Why nothing is known of the list, in words. */
  readonly failure: string | undefined;
}

async function updatesOf(
  subscriptions: readonly Subscription[],
  written: readonly ContentRule[],
): Promise<readonly Update[]> {
  const { origin, privatePeers } = settings();
  const { resolve } = realWorld(() => undefined);
  const connections = openConnections({ resolve, privatePeers });
  const userAgent = `Outward/${version} (+${origin}/)`;
  const updates: Update[] = [];
  let ruled = written;
  try {
    for (const subscription of subscriptions) {
      const fetched = await onTerminal(`Fetching ${subscription.url}`, () =>
        fetchList(subscription.url, { connections, userAgent }),
      );
      const update = updateOf(subscription, fetched, ruled);
      updates.push(update);
      // What two lists name stands in the first file only.
      ruled = [...ruled, ...update.added.map((rule) => ({ ...rule, ...at(subscription.file) }))];
    }
  } finally {
    connections.close();
  }
  return updates;
}

function at(file: string): Pick<ContentRule, 'file' | 'line' | 'since'> {
  return { file, line: 1, since: undefined };
}

async function rewrite({ list, path }: Update): Promise<void> {
  await writeFile(path, moderationFileOf(list.rules, await readFile(path, 'utf8')));
}

function updateOf(
  subscription: Subscription,
  fetched: Awaited<ReturnType<typeof fetchList>>,
  written: readonly ContentRule[],
): Update {
  const { file } = subscription;
  const parsed = typeof fetched === 'string' ? undefined : parseBlocklist(fetched.text);
  const failure =
    typeof fetched === 'string'
      ? fetched
      : parsed === undefined
        ? 'what came is no list of domains'
        : undefined;
  const list = withoutRuled(parsed ?? { rules: [], skipped: [] }, written, file);
  const before = written.filter((rule) => rule.file === file && rule.pattern !== '*');
  const changes =
    failure === undefined ? changesBetween(before, list.rules) : { added: [], removed: [], changed: [] };
  return { ...subscription, list, failure, ...changes };
}

/** A rule may stand once: what other files say of a domain goes before what a list says, an exception from it too. */
function withoutRuled(list: Blocklist, written: readonly ContentRule[], file: string): Blocklist {
  const elsewhere = new Map(written.filter((rule) => rule.file !== file).map((rule) => [rule.pattern, rule]));
  const isRuled = ({ pattern }: ListedRule): boolean => elsewhere.has(pattern);
  const ruled = list.rules.filter(isRuled).map(({ pattern }) => {
    const other = elsewhere.get(pattern);
    return { domain: pattern, why: `${other?.act ?? ''} stands in ${other?.file ?? ''}` };
  });
  return { rules: list.rules.filter((rule) => !isRuled(rule)), skipped: [...list.skipped, ...ruled] };
}

function listIn(text: string, csv: string): Blocklist {
  const list = parseBlocklist(text);
  if (list === undefined)
    throw new CommandError(
      `${csv} is no list of domains as Mastodon exports it: its first line must name a column #domain.`,
    );
  return list;
}

async function readWritten(contentDir: string): Promise<readonly ContentRule[]> {
  const problems: ContentProblem[] = [];
  const rules = await readModeration(contentDir, problems);
  if (problems.length > 0) throw new ContentError(problems);
  return rules;
}

async function writeNew(path: string, text: string, file: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new CommandError(`${file} is there already. Rename the list, or remove that file first.`);
  });
}

function nameOf(csv: string): string {
  const name = basename(csv)
    .replace(/\.csv$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return name || 'blocklist';
}

function pathOf(file: string, contentDir: string): string {
  return join(contentDir, file.replace(/^content\//, ''));
}

function printUpdate({ added, changed, failure, file, list, removed, url }: Update): void {
  console.log(`${file}, from ${printable(url)}:`);
  if (failure !== undefined) return console.log(`  cannot be read: ${printable(failure)}`);
  for (const { act, pattern } of added) console.log(`  + ${act} ${pattern}`);
  for (const { act, pattern } of removed) console.log(`  - ${act} ${pattern}`);
  for (const { from, to } of changed) console.log(`  ~ ${to.act} ${to.pattern} (was: ${from.act})`);
  if (added.length + removed.length + changed.length === 0) console.log('  nothing has changed');
  printSkipped(list);
}

function printSkipped({ skipped }: Blocklist): void {
  for (const { domain, why } of skipped) console.log(`  left out: ${printable(domain)} (${printable(why)})`);
}
