import { isMap, isNode, LineCounter, parseDocument } from 'yaml';
import type { Reading, Sheet } from './fields.ts';
import { Fields, isBlank } from './fields.ts';
import type { ContentProblem } from './post.ts';

/**
 * Reads a YAML mapping that begins with the file's first line. Plain values stay texts: `title: 1984` is a title. YAML that
 * cannot be read is one problem, and what its keys lack is not told: they may well be there.
 */
export function readYaml(yaml: string, reading: Reading): Fields {
  const lineCounter = new LineCounter();
  const lineAt = (offset: number): number => lineCounter.linePos(offset).line;
  const document = parseDocument(yaml, { schema: 'failsafe', lineCounter, prettyErrors: false });
  const root = document.contents;
  const isList = root !== null && !isMap(root) && !isBlank(root);
  const broken = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (broken !== undefined)
    reading.problems.push(brokenYaml(reading.file, lineAt(broken.pos[0]), broken.message));
  else if (isList) reading.problems.push(noMapping(reading.file));
  else for (const { pos } of document.errors) reading.problems.push(keyTwice(reading.file, lineAt(pos[0])));
  const unread = broken !== undefined || isList;
  const lineOf = (node: unknown): number => lineAt((isNode(node) ? node.range?.[0] : undefined) ?? 0);
  const sheet: Sheet = { file: reading.file, problems: unread ? [] : reading.problems, lineOf };
  return new Fields(sheet, isMap(root) ? root : undefined);
}

/** The values of any YAML, each plain one as the text that stands there. Throws an Error, for people, when it cannot be read. */
export function parseYamlValues(yaml: string): unknown {
  const document = parseDocument(yaml, { schema: 'failsafe', prettyErrors: false, uniqueKeys: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw new Error(broken.message);
  return document.toJS() as unknown;
}

/** The fields of a file that has none, about which all is said: nothing is added to its problems. */
export function noFields(file: string): Fields {
  return readYaml('', { file, problems: [] });
}

function brokenYaml(file: string, line: number, message: string): ContentProblem {
  return {
    file,
    line,
    field: undefined,
    message: `This is not valid YAML: ${message.replace(/\.?$/, '.')}`,
    remedy: 'Put a text that has a colon or begins with a sign in quotes.',
  };
}

function noMapping(file: string): ContentProblem {
  return {
    file,
    line: 1,
    field: undefined,
    message: 'This is not a list of keys and values.',
    remedy: 'Write one "key: value" a line.',
  };
}

function keyTwice(file: string, line: number): ContentProblem {
  return {
    file,
    line,
    field: undefined,
    message: 'This key is there twice.',
    remedy: 'Keep one of the two lines.',
  };
}
