import { formatProblem, formatWarning } from '../../posts/post.ts';
import type { Appearance } from '../../preview/appearance.ts';
import { printable } from '../blog.ts';
import { scheduledWords } from '../schedule.ts';
import { amount } from '../words.ts';
import type { PlannedChange } from './changes.ts';
import type { PlanReport } from './report.ts';
import {
  baseWords,
  emptyWords,
  headWords,
  heldWords,
  knownWarningsWords,
  lossesOf,
  refusalWords,
  registeredWords,
  ruleWords,
  verbOf,
  waitingWords,
} from './words.ts';

export type Colour = 'bold' | 'dim' | 'green' | 'red' | 'yellow';

/** How a terminal, or a file in its place, is written to. */
export interface TextStyle {
  /** Columns; Infinity breaks no line. */
  readonly width: number;
  /** Set where publishing follows at once: a plan says that nothing was changed. */
  readonly isFollowed?: boolean;
  paint(colour: Colour, text: string): string;
}

const changesMax = 20;
const warningsMax = 20;
const excerptCharactersMax = 240;

/** The plan for a terminal: mistakes first, then what would be told, then what might be better. */
export function textOfPlan(report: PlanReport, style: TextStyle): string {
  const paragraphs = [
    problemLines(report, style),
    refusedLines(report, style),
    report.base === undefined ? [] : wrapped(baseWords(report.base), style),
    report.registered === 0 ? [] : wrapped(registeredWords(report.registered), style),
    ...report.changes.slice(0, changesMax).map((change) => changeLines(change, style)),
    moreLines(report.changes.length - changesMax, 'change', style),
    ruleLines(report, style),
    scheduledLines(report, style),
    warningLines(report, style),
    waitingLines(report, style),
    endLines(report, style),
  ];
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

type Lines = readonly string[];

function problemLines({ problems }: PlanReport, style: TextStyle): Lines {
  if (problems.length === 0) return [];
  const listed = problems.flatMap((problem) => wrapped(formatProblem(problem), style));
  const sum = problems.length === 1 ? 'One thing' : `${problems.length} things`;
  return [...listed, '', style.paint('red', `${sum} to mend in the content. It cannot be published.`)];
}

function refusedLines({ refused }: PlanReport, style: TextStyle): Lines {
  return refused.flatMap((one) => wrapped(refusalWords(one), style));
}

const colours: Readonly<Record<string, Colour>> = {
  Create: 'green',
  Update: 'yellow',
  Delete: 'red',
  Undo: 'red',
};

function changeLines(change: PlannedChange, style: TextStyle): Lines {
  const { file, moved, title } = change;
  const verb = verbOf(change);
  const about = [title && `"${title}"`, file].filter((part) => part);
  const details = [
    about.join(', '),
    moved && `Its address ${moved.from} becomes ${moved.to}, and the old one leads there.`,
    ...appearanceParagraphs(change.appearances),
    ...Array.from(lossesOf(change.appearances), ([what, where]) => `${what} (${where.join(', ')})`),
  ];
  const [first = '', ...rest] = wrapped(headWords(change), style);
  return [
    style.paint(colours[verb] ?? 'bold', verb) + first.slice(verb.length),
    ...rest,
    ...details.flatMap((detail) => (detail ? wrapped(detail, style, '  ') : [])),
  ];
}

/** Where most people read it, in short. */
function appearanceParagraphs(appearances: readonly Appearance[]): readonly string[] {
  const mastodon = appearances.find(({ software }) => software === 'mastodon');
  if (mastodon === undefined) return [];
  const { card, media, more, poll, spoiler, text, title } = mastodon;
  const excerpt = text.length > excerptCharactersMax ? `${text.slice(0, excerptCharactersMax)}…` : text;
  const parts = [
    spoiler && `folded behind "${spoiler}"`,
    title && `"${title}"`,
    excerpt,
    media.length + more > 0 &&
      `[${amount(media.length, 'picture', 'pictures')}${more > 0 ? `, ${more} more not shown` : ''}]`,
    poll && `[poll: ${poll.options.map(({ name }) => name).join(' / ')}]`,
    card && `[card: ${card.title}]`,
  ];
  return [`On Mastodon: ${parts.filter((part) => part).join(' ')}`];
}

function moreLines(number: number, what: string, style: TextStyle): Lines {
  return number > 0
    ? wrapped(`And ${amount(number, `${what} more`, `${what}s more`)}: --json lists all.`, style)
    : [];
}

function warningLines(
  { commitWarnings, knownWarnings, unresolved, warnings }: PlanReport,
  style: TextStyle,
): Lines {
  const mentions = unresolved.map(
    ({ file, line, name, reason }) =>
      `${file}${line === undefined ? '' : `:${line}`}: ${name} is nobody that could be found (${reason}). ` +
      'The post goes out without mentioning anybody there.',
  );
  const commits = commitWarnings.map(
    ({ commit, message, remedy }) => `commit ${commit}: ${message} ${remedy}`,
  );
  const all = [...mentions, ...commits, ...warnings.map(formatWarning)];
  return [
    ...all.slice(0, warningsMax).flatMap((warning) => wrapped(warning, style)),
    ...moreLines(all.length - warningsMax, 'remark', style),
    ...(knownWarnings > 0 ? wrapped(knownWarningsWords(knownWarnings), style) : []),
  ];
}

function ruleLines({ rules }: PlanReport, style: TextStyle): Lines {
  return [
    ...rules.slice(0, changesMax).flatMap((one) => wrapped(ruleWords(one), style)),
    ...moreLines(rules.length - changesMax, 'rule', style),
  ];
}

function scheduledLines({ scheduled }: PlanReport, style: TextStyle): Lines {
  return [
    ...scheduled.slice(0, changesMax).flatMap((one) => wrapped(scheduledWords(one), style)),
    ...moreLines(scheduled.length - changesMax, 'scheduled post', style),
  ];
}

function waitingLines(report: PlanReport, style: TextStyle): Lines {
  return [...waitingWords(report), ...(report.isHeld ? [heldWords] : [])].flatMap((words) =>
    wrapped(words, style),
  );
}

function endLines(report: PlanReport, style: TextStyle): Lines {
  if (report.problems.length > 0) return [];
  const empty = emptyWords(report);
  return [
    ...(empty === undefined ? [] : wrapped(empty, style)),
    ...(style.isFollowed === true ? [] : planEnd(style)),
  ];
}

function planEnd(style: TextStyle): Lines {
  return wrapped('This was a plan. Nothing was changed and nothing sent.', style).map((line) =>
    style.paint('dim', line),
  );
}

/** Lines of at most the width where words are short enough, the second and later ones indented further. Steers no terminal. */
function wrapped(text: string, { width }: TextStyle, indent = ''): Lines {
  const lines: string[] = [];
  let line = '';
  for (const word of printable(text).trim().split(' ')) {
    const longer = line === '' ? `${indent}${word}` : `${line} ${word}`;
    if (line !== '' && longer.length > width) lines.push(line);
    line = line !== '' && longer.length > width ? `${indent}  ${word}` : longer;
  }
  return [...lines, line];
}
