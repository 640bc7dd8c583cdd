import type { Fields } from './fields.ts';

/** The web address under key `name`, as written; `what` it is the address of, for the remedy: "the post you answer". */
export function readAddress(fields: Fields, name: string, what: string): string | undefined {
  const text = fields.text(name);
  if (text === undefined || isAddress(text, /^https?:$/)) return text;
  fields.refuse(
    name,
    `"${text}" is not a web address.`,
    `Write the whole address of ${what}, beginning with https://.`,
  );
  return undefined;
}

/** The ids of actors under key `name`, each once: they are compared letter by letter, so they stay as written. */
export function readActorIds(fields: Fields, name: string): readonly string[] {
  const items = fields.list(name);
  for (const { text, line } of items) {
    if (!isAddress(text, /^https:$/)) refuseActorId(fields, name, text, line);
  }
  return [...new Set(items.map(({ text }) => text))];
}

/** The id of one actor under key `name`. */
export function readActorId(fields: Fields, name: string): string | undefined {
  const text = fields.text(name);
  if (text !== undefined && !isAddress(text, /^https:$/)) refuseActorId(fields, name, text);
  return text;
}

/** Where somebody can be reached, as a URI; an e-mail address may be written as it is. */
export function readContact(fields: Fields, name: string): string | undefined {
  const text = fields.text(name);
  if (text === undefined || isAddress(text, /^(?:https|mailto|tel):$/)) return text;
  if (/^[^\s@:/?#]+@[^\s@:/?#]+$/.test(text)) return `mailto:${text}`;
  fields.refuse(name, `"${text}" is no way to reach you.`, 'Write an e-mail address, or https:// and so on.');
  return undefined;
}

/** The address of a WebSub hub. */
export function readHub(fields: Fields, name: string): string | undefined {
  const text = fields.text(name);
  if (text === undefined || isAddress(text, /^https:$/)) return text;
  fields.refuse(
    name,
    `"${text}" is not the https address of a hub.`,
    'Write the address that the hub gives, such as https://hub.example/.',
  );
  return undefined;
}

function refuseActorId(fields: Fields, name: string, text: string, line?: number): void {
  fields.refuse(
    name,
    `"${text}" is not the https address of an account.`,
    'Write the address that its server gives it, such as https://social.example/users/ann.',
    line,
  );
}

function isAddress(text: string, scheme: RegExp): boolean {
  return !/\s/.test(text) && scheme.test(URL.parse(text)?.protocol ?? '');
}
