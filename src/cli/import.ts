import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { carryOver, type ImportReport } from '../import/carry.ts';
import { ImportError, kinds, type Kind } from '../import/found.ts';
import { recognise, withFound } from '../import/recognise.ts';
import { CommandError, printable } from './blog.ts';
import { settings } from './environment.ts';
import { nextStep } from './next-step.ts';
import { whileTelling } from './progress.ts';
import { amount, jsonText } from './words.ts';

export interface ImportVerbOptions {
  readonly from?: Kind;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `outward import <source>`: the posts of another program, as files of content. */
export async function importBlog(source: string, options: ImportVerbOptions): Promise<number> {
  const { contentDir, origin } = settings();
  const { dryRun: isDry = false, json = false } = options;
  const from = resolve(source);
  if ((await stat(from).catch(() => undefined)) === undefined) throw new CommandError(`There is no ${from}.`);
  const kind = options.from ?? recognise(from);
  if (kind === undefined)
    throw new CommandError(`What ${from} is of cannot be seen. Say it: --from ${kinds.join(', --from ')}`);
  const now = new Date();
  const report = await whileTelling(
    `Reading ${from} as ${kind}`,
    () =>
      withFound(from, { kind, now, origin }, (found, root) =>
        carryOver(found, { root, contentDir, now, isDry }),
      ),
    console.error,
  ).catch((error: unknown) => {
    throw error instanceof ImportError ? new CommandError(printable(error.message)) : error;
  });
  if (json) console.log(jsonText({ kind, dryRun: isDry, ...report }));
  else await printReport(report, kind, isDry);
  return 0;
}

const listedMax = 200;

async function printReport(report: ImportReport, kind: Kind, isDry: boolean): Promise<void> {
  const { drafts, known, leftOut, pictures, posts, redirects, remarks } = report;
  printList(
    'Left out:',
    leftOut.map(({ place, why }) => `${place}: ${why}`),
  );
  printList(
    'To look at:',
    remarks.map(({ message, place }) => `${place}: ${message}`),
  );
  const ofThese = drafts === 0 ? '' : ` (${amount(drafts, 'draft', 'drafts')} among them)`;
  const what = [
    `${amount(posts, 'post', 'posts')}${ofThese}`,
    amount(pictures, 'picture', 'pictures'),
    amount(redirects, 'redirect', 'redirects'),
  ].join(', ');
  console.log(`${isDry ? 'Would import' : 'Imported'} from ${kind}: ${what}.`);
  if (known > 0) console.log(`${amount(known, 'post was', 'posts were')} there from an earlier import.`);
  if (posts > 0 && !isDry)
    console.log(`Nobody is told of posts that say archive: true. Look them over, then: ${await nextStep()}`);
}

function printList(title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  console.log(title);
  for (const line of lines.slice(0, listedMax)) console.log(`  ${printable(line)}`);
  if (lines.length > listedMax) console.log(`  and ${lines.length - listedMax} more (--json lists all)`);
}
