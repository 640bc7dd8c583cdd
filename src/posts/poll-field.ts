import type { Fields, ListItem } from './fields.ts';
import type { Poll } from './post.ts';

const keys = { noun: 'key of a poll', known: ['options', 'multiple', 'closes'] } as const;
const optionsMin = 2;
const optionsMax = 10;
/** Characters that an option may have: what the narrowest column of a timeline shows. */
const optionCharactersMax = 100;
const example = '{ options: [Green tea, Black tea], closes: 2026-03-08 }';

/** The poll under key `poll` of a post of `date`; one with problems ends at that date. */
export function readPoll(fields: Fields, date: Date): Poll | undefined {
  if (!fields.has('poll')) return undefined;
  const map = fields.map('poll');
  if (map === undefined) {
    fields.refuse('poll', 'is not a poll.', `Write poll: ${example}.`);
    return undefined;
  }
  map.checkKeys(keys);
  return {
    options: readOptions(map),
    multiple: map.flag('multiple', false),
    closes: readCloses(map, date),
  };
}

/** Votes come back by the very text, so two options must not share it, and white space is folded as peers do. */
function readOptions(map: Fields): readonly string[] {
  const options = map.list('options').map(({ text, line }) => ({ text: text.replace(/\s+/g, ' '), line }));
  if (options.length < optionsMin || options.length > optionsMax) {
    const message = `must be ${optionsMin} to ${optionsMax} texts, not ${options.length}.`;
    map.refuse('options', message, `Write poll: ${example}.`);
  }
  const seen = new Set<string>();
  for (const option of options) {
    checkOption(map, option, seen);
    seen.add(option.text);
  }
  return options.map(({ text }) => text);
}

function checkOption(map: Fields, { text, line }: ListItem, before: ReadonlySet<string>): void {
  if (before.has(text)) map.refuse('options', `"${text}" is there twice.`, 'Remove one of the two.', line);
  if (text.length <= optionCharactersMax) return;
  const message = `"${text}" has ${text.length} characters.`;
  map.refuse('options', message, `Say it in ${optionCharactersMax}.`, line);
}

function readCloses(map: Fields, date: Date): Date {
  const closes = map.date('closes');
  if (!map.has('closes')) {
    map.refuse('closes', 'is missing.', 'Write when the last vote counts: closes: 2026-03-08.');
  }
  if (closes !== undefined && closes <= date) {
    map.refuse('closes', 'is not after the date of the post.', 'Write a later one.');
  }
  return closes ?? date;
}
