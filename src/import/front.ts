import { parse as parseToml } from 'smol-toml';
import { parseYamlValues } from '../posts/yaml.ts';
import { valuesOf, type Values } from './values.ts';

export interface Front {
  readonly values: Values;
  /** What stands below. */
  readonly text: string;
}

/**
 * Takes a file apart whose front matter is YAML between dashes, TOML between pluses, or JSON in braces; a file without has no
 * values. Throws an Error, for people, when what is there cannot be read.
 */
export function takeFront(file: string): Front {
  const content = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  for (const { fence, parse } of fenced) {
    const match = fence.exec(content);
    if (match !== null)
      return { values: valuesOf(parse(match[1] ?? '')), text: content.slice(match[0].length) };
  }
  return content.startsWith('{\n') || content.startsWith('{"')
    ? takeJson(content)
    : { values: {}, text: content };
}

const fenced: readonly { readonly fence: RegExp; readonly parse: (text: string) => unknown }[] = [
  { fence: /^---[^\S\n]*\n([^]*?)(?:^|\n)---[^\S\n]*(?:\n|$)/, parse: parseYamlValues },
  { fence: /^\+\+\+[^\S\n]*\n([^]*?)(?:^|\n)\+\+\+[^\S\n]*(?:\n|$)/, parse: parseToml },
];

/** JSON ends where its first brace is closed, at the beginning of a line. */
function takeJson(content: string): Front {
  const end = content.search(/^\}[^\S\n]*$/m);
  if (end === -1) throw new Error('its JSON has no closing brace on a line of its own');
  return {
    values: valuesOf(JSON.parse(content.slice(0, end + 1))),
    text: content.slice(end + 1).trimStart(),
  };
}

/** A file of settings, by the ending of its name: TOML, JSON, or else YAML. Throws an Error when it cannot be read. */
export function parseSettings(name: string, content: string): Values {
  if (name.endsWith('.toml')) return valuesOf(parseToml(content));
  return valuesOf(name.endsWith('.json') ? JSON.parse(content) : parseYamlValues(content));
}
