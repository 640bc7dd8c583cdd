import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import type { Foundation } from '../app.ts';
import type { Settings } from '../config.ts';
import { ContentError } from '../posts/post.ts';
import { isServerRunning } from '../release/lock.ts';
import { planPublication, type PublishContext } from '../release/publish.ts';
import { pushedFrom, withAcceptedContent } from '../release/pushed.ts';
import { openCommand, settings } from './environment.ts';
import { withoutNetwork } from './plan/assumed-network.ts';
import { tellBase, type PlanBase } from './plan/base.ts';
import { jsonOfPlan } from './plan/json.ts';
import { markdownOfPlan } from './plan/markdown.ts';
import { isWrong, reportOf, reportOfProblems, type PlanReport } from './plan/report.ts';
import { textOfPlan, type TextStyle } from './plan/text.ts';
import { onTerminal } from './progress.ts';

export interface PlanVerbOptions {
  readonly json?: boolean;
  readonly markdown?: boolean;
  /** A revision of git whose content is taken as told, in place of what the store has on record. */
  readonly base?: string;
  /** What might be better, wherever it is. */
  readonly all?: boolean;
  /** With `base`: look up whom the posts name. */
  readonly resolve?: boolean;
}

/** `outward plan`: what publishing would do; changes nothing. Exit status 1 when something stands there that cannot be published. */
export async function plan(options: PlanVerbOptions): Promise<number> {
  const report = await onTerminal('Reading', () => makeReport(options, settings()));
  console.log(formOf(report, options));
  const from = options.base === undefined ? await pushedFrom(settings()) : undefined;
  if (from !== undefined && options.json !== true && options.markdown !== true) console.log(from);
  return isWrong(report) ? 1 : 0;
}

function formOf(report: PlanReport, { json, markdown }: PlanVerbOptions): string {
  if (json === true) return jsonOfPlan(report);
  return markdown === true ? markdownOfPlan(report) : textOfPlan(report, terminalStyle());
}

/** In a folder of its own that is gone afterwards, where there is no store, or where it is not to be asked. */
async function makeReport(options: PlanVerbOptions, loaded: Settings): Promise<PlanReport> {
  const isAll = options.all === true;
  const isAside = options.base !== undefined || !(await hasStore(loaded.dataDir));
  if (!isAside) {
    const accepted = await withAcceptedContent(loaded);
    return withFoundation(accepted, (foundation) => planIn(foundation, undefined, isAll));
  }
  const scratch = await mkdtemp(join(tmpdir(), 'outward-plan-'));
  try {
    return await withFoundation({ ...loaded, dataDir: join(scratch, 'data') }, (foundation) =>
      options.base === undefined
        ? planIn(foundation, undefined, isAll)
        : planSince(options.base, foundation, scratch, options),
    );
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function withFoundation(
  loaded: Settings,
  run: (foundation: Foundation) => Promise<PlanReport>,
): Promise<PlanReport> {
  const foundation = await openCommand(loaded);
  try {
    return await run(foundation);
  } finally {
    await foundation.close();
  }
}

async function planSince(
  rev: string,
  foundation: Foundation,
  scratch: string,
  { all = false, resolve = false }: PlanVerbOptions,
): Promise<PlanReport> {
  const context = resolve ? foundation : withoutNetwork(foundation);
  return planIn(context, await tellBase(rev, context, scratch), all);
}

async function planIn(
  context: PublishContext,
  base: PlanBase | undefined,
  isAll: boolean,
): Promise<PlanReport> {
  try {
    const { contentDir, dataDir } = context.settings;
    const isServed = await isServerRunning(dataDir);
    return await reportOf(await planPublication(context), { base, contentDir, isAll, isServed });
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return reportOfProblems(error.problems, { at: context.now(), base });
  }
}

/** A plan must not make a store where there is none. */
async function hasStore(dataDir: string): Promise<boolean> {
  return (await stat(join(dataDir, 'outward.sqlite')).catch(() => undefined)) !== undefined;
}

const widthMin = 40;
const widthMax = 120;

/** Colours only on a terminal, and not against NO_COLOR; what is read by a program is not broken into lines. */
function terminalStyle(): TextStyle {
  const { stdout } = process;
  return {
    width: stdout.isTTY ? Math.min(Math.max(stdout.columns, widthMin), widthMax) : Infinity,
    paint: (colour, text) => styleText(colour, text, { stream: stdout }),
  };
}
