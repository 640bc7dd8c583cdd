import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { programOf } from '../../../src/cli/main.ts';

function verbsBelow(command: Command): readonly Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.filter((verb) => verb.name() !== 'help').flatMap((verb) => [verb, ...verbsBelow(verb)]);
}

function helpOf(verb: Command): string {
  let text = '';
  verb.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

function pathOf(verb: Command): string {
  return verb.parent === null ? '' : `${pathOf(verb.parent)} ${verb.name()}`.trim();
}

const verbs = verbsBelow(programOf((verb) => verb.then(() => undefined))).map((verb) => ({
  path: pathOf(verb),
  verb,
}));

test.each(verbs)('$path says what it does, and shows an example of itself', ({ path, verb }) => {
  expect(verb.description()).toMatch(/^[a-z].*[^.]$/);
  expect(helpOf(verb)).toMatch(new RegExp(`Examples?:\\n(.*\\n)*.*\\b${path}\\b`));
});

/** What serves till it is stopped, what prints a script, and groups of verbs. */
const withoutJson = ['start', 'completion', 'hook', 'blocklist'];

test('whatever a script could read comes as JSON', () => {
  const silent = verbs.filter(({ verb }) => !verb.options.some(({ long }) => long === '--json'));
  expect(silent.map(({ path }) => path).filter((path) => !withoutJson.includes(path))).toEqual([]);
});

test('no description is so long that the list of verbs cannot be read', () => {
  expect(verbs.filter(({ verb }) => verb.description().length > 120)).toEqual([]);
});
