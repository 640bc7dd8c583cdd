import type { ContentProblem } from '../../posts/post.ts';
import type { Appearance } from '../../preview/appearance.ts';
import { printable } from '../blog.ts';
import { scheduledWords } from '../schedule.ts';
import { amount } from '../words.ts';
import type { PlannedChange } from './changes.ts';
import type { PlanReport } from './report.ts';
import {
  baseWords,
  emptyWords,
  heldWords,
  knownWarningsWords,
  lossesOf,
  reachWords,
  registeredWords,
  ruleWords,
  softwareNames,
  subjectOf,
  verbOf,
  waitingWords,
} from './words.ts';

/** How the comment is known again when it is to be replaced by the next one: the workflow files look for it. */
export const planMark = '<!-- outward plan -->';

/** GitHub takes comments of 65,536 characters, and a step's environment 128 KiB. */
const bytesMax = 60_000;
/** So that the rest of a plan finds room below a long list. */
const listBytesMax = 24_000;
const textCharactersMax = 1_000;
const scheduledMax = 20;

/** The plan as a comment on a pull request. What was written by anybody stands in it as text, and mentions or links to nobody. */
export function markdownOfPlan(report: PlanReport): string {
  const sections = [
    `${planMark}\n## What publishing would tell the fediverse`,
    problemsSection(report),
    refusedSection(report),
    ...introductions(report).map(plain),
    changesSection(report),
    rulesSection(report),
    mentionsSection(report),
    commitsSection(report),
    appearancesSection(report),
    warningsSection(report),
  ];
  return `${joined(sections.filter((section) => section !== ''))}\n`;
}

/** As many sections as there is room for. */
function joined(sections: readonly string[]): string {
  const room = bytesMax - Buffer.byteLength(`\n\n${tooLong}\n`);
  const kept = untilFull(sections, '\n\n', room);
  return [...kept, ...(kept.length < sections.length ? [tooLong] : [])].join('\n\n');
}

const tooLong =
  'There is more than fits into a comment: <code>npm run outward -- plan</code> shows all of it.';

/** The longest beginning of `parts` that, joined, has at most `max` bytes. */
function untilFull(parts: readonly string[], between: string, max: number): readonly string[] {
  let used = 0;
  const end = parts.findIndex((part) => (used += Buffer.byteLength(part + between)) > max);
  return end === -1 ? parts : parts.slice(0, end);
}

/** A list or the rows of a table, cut off where it gets too long, which `more` then says. */
function listed(items: readonly string[], more: (left: number) => string): string {
  const kept = untilFull(items, '\n', listBytesMax);
  return [...kept, ...(kept.length < items.length ? [more(items.length - kept.length)] : [])].join('\n');
}

function introductions(report: PlanReport): readonly string[] {
  const { base, isHeld, registered, scheduled } = report;
  return [
    base && baseWords(base),
    registered > 0 && registeredWords(registered),
    ...scheduled.slice(0, scheduledMax).map(scheduledWords),
    scheduled.length > scheduledMax && `And ${scheduled.length - scheduledMax} more that are scheduled.`,
    ...waitingWords(report),
    isHeld && heldWords,
    report.problems.length === 0 && emptyWords(report),
  ].filter((words) => typeof words === 'string');
}

function problemsSection({ problems }: PlanReport): string {
  if (problems.length === 0) return '';
  const items = problems.map(findingItem);
  return `### This cannot be published\n\n${listed(items, (left) => `- ${left} more`)}`;
}

function refusedSection({ refused }: PlanReport): string {
  if (refused.length === 0) return '';
  const items = refused.map(
    ({ file, reason, remedy }) => `- ${placeOf(file, 1)}: ${plain(`${reason}. ${remedy}`)}`,
  );
  return `### This is refused, as it could not be taken back\n\n${listed(items, (left) => `- ${left} more`)}`;
}

function changesSection({ changes }: PlanReport): string {
  if (changes.length === 0) return '';
  const rows = changes.map(
    (change) =>
      `| **${plain(verbOf(change))}** | ${whatOf(change)} | ${plain(reachWords(change.reach))} | ${plain(change.why)} |`,
  );
  const more = (left: number): string => `| | ${left} more | | |`;
  return `| | What | To | Because |\n| --- | --- | --- | --- |\n${listed(rows, more)}`;
}

function rulesSection({ rules }: PlanReport): string {
  if (rules.length === 0) return '';
  const items = rules.map((one) => `- ${plain(ruleWords(one))}`);
  return `### Who may comment\n\n${listed(items, (left) => `- ${left} more`)}`;
}

function whatOf(change: PlannedChange): string {
  const { file, moved, title } = change;
  return [
    plain(title ?? subjectOf(change)),
    file && code(file),
    moved && `${code(moved.from)} becomes ${code(moved.to)}, and leads there`,
  ]
    .filter((part) => part)
    .join('<br>');
}

function mentionsSection({ unresolved }: PlanReport): string {
  if (unresolved.length === 0) return '';
  const items = unresolved.map(
    ({ file, line, name, reason }) => `- ${placeOf(file, line)}: ${code(name)} (${plain(reason)})`,
  );
  const title = 'Mentions of nobody that could be found; the posts go out without them:';
  return `${title}\n\n${listed(items, (left) => `- ${left} more`)}`;
}

function commitsSection({ commitWarnings }: PlanReport): string {
  const items = commitWarnings.map(
    ({ commit, message, remedy }) => `- commit ${plain(commit)}: ${plain(`${message} ${remedy}`)}`,
  );
  return listed(items, (left) => `- ${left} more`);
}

function warningsSection({ knownWarnings, warnings }: PlanReport): string {
  const known = knownWarnings > 0 ? plain(knownWarningsWords(knownWarnings)) : '';
  if (warnings.length === 0) return known;
  const items = warnings.map((warning) => `${findingItem(warning)} (${code(warning.rule)})`);
  const summary = amount(warnings.length, 'thing that might be better', 'things that might be better');
  const list = listed(items, (left) => `- ${left} more`);
  return folded(summary, known === '' ? list : `${list}\n\n${known}`);
}

function appearancesSection({ changes }: PlanReport): string {
  const shown = changes.filter(({ appearances }) => appearances.length > 0);
  if (shown.length === 0) return '';
  const parts = shown.map((change) =>
    [
      `#### ${plain(change.title ?? subjectOf(change))}`,
      ...change.appearances.map(appearanceOf),
      lossesIn(change),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  const kept = untilFull(parts, '\n\n', listBytesMax);
  const rest = shown.slice(kept.length).map((change) => plain(subjectOf(change)));
  const more = rest.length === 0 ? [] : [`And ${amount(rest.length, 'post', 'posts')} more.`];
  return folded('How it will look elsewhere', [...kept, ...more].join('\n\n'));
}

/** In full where most people read it; of the others, what stands before the text. */
function appearanceOf({ card, media, more, poll, software, spoiler, text, title }: Appearance): string {
  const notes = [
    title && `titled ${code(title)}`,
    spoiler && `folded behind ${code(spoiler)}`,
    media.length > 0 && amount(media.length, 'picture', 'pictures'),
    more > 0 && `${amount(more, 'picture', 'pictures')} not shown`,
    poll && `a poll of ${poll.options.map(({ name }) => code(name)).join(', ')}`,
    card && `with a card ${code(card.title)}`,
  ].filter((note) => typeof note === 'string' && note !== '');
  const head = [`**${softwareNames[software]}**`, ...notes].join(', ');
  const cut = text.length > textCharactersMax ? `${text.slice(0, textCharactersMax)}…` : text;
  return software === 'mastodon' && cut !== '' ? `${head}\n\n${quoted(cut)}` : head;
}

function lossesIn({ appearances }: PlannedChange): string {
  const items = Array.from(
    lossesOf(appearances),
    ([what, where]) => `- ${plain(what)} (${where.join(', ')})`,
  );
  return items.join('\n');
}

function findingItem({ field, file, line, message, remedy }: ContentProblem): string {
  const about = field === undefined ? '' : `${code(field)}: `;
  return `- ${placeOf(file, line)}: ${about}${plain(`${message} ${remedy}`)}`;
}

function placeOf(file: string, line: number | undefined): string {
  return code(line === undefined ? file : `${file}:${line}`);
}

/** Blank lines, so that what is inside is read as Markdown again. */
function folded(summary: string, inside: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${inside}\n\n</details>`;
}

/** Text in one line that stays text. It never stands first in a line, where more signs would mean something. */
function plain(text: string): string {
  return escaped(printable(text).trim());
}

function code(text: string): string {
  return `<code>${plain(text)}</code>`;
}

/** Inside tags that are a block of their own, nothing is read as Markdown up to the next blank line, and there is none. */
function quoted(text: string): string {
  const lines = text.split('\n').map((line) => escaped(printable(line)));
  return `<blockquote>${lines.join('<br>')}</blockquote>`;
}

/** What is markup inside a line, of GitHub's formulas and emoji names too. */
const meaningful = /[!#$&*:<=>@[\\\]^_`{|}~]/g;

/** What forges make links of, even where the signs are written as numbers: whom an @ names is notified. */
const linking = /[!#@]|:(?=\/)|www(?=\.)|gh(?=-\d)/gi;

/** U+2060, of no width, and no part of any name. */
const joiner = '\u2060';

function escaped(text: string): string {
  return text
    .replaceAll(linking, (sign) => sign + joiner)
    .replaceAll(meaningful, (sign) => `&#${sign.charCodeAt(0)};`);
}
