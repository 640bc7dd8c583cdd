import { Refusal } from './refusal.ts';
import { cleanLine, cut } from './text.ts';
import { parseUri } from './uri.ts';
import type { Uri } from './vocabulary.ts';

/** What the owner of an account wishes to do, sent home from a page elsewhere (FEP-3b86). */
export type Intent =
  | { readonly activity: 'like' | 'announce' | 'object'; readonly object: Uri }
  | {
      readonly activity: 'create';
      readonly inReplyTo: Uri | undefined;
      /** One line; empty when none was sent. */
      readonly name: string;
      /** Plain text in lines; empty when none was sent. */
      readonly content: string;
    };

/** A link of WebFinger to where an intent is met. */
export interface IntentLink {
  readonly rel: string;
  /** An address with the names of parameters in braces. */
  readonly template: string;
}

/** The intents that are met, with those of their parameters that are read. */
const parameters = {
  Like: ['object'],
  Announce: ['object'],
  Create: ['inReplyTo', 'name', 'content'],
  Object: ['object'],
} as const;

const nameCharactersMax = 200;
const contentCharactersMax = 5_000;

/** The links of an account whose intents are met below `base`: `https://blog.example/intents/`. */
export function intentLinks(base: string): readonly IntentLink[] {
  return Object.entries(parameters).map(([activity, names]) => ({
    rel: `https://w3id.org/fep/3b86/${activity}`,
    template: `${base}${activity.toLowerCase()}?${names.map((name) => `${name}={${name}}`).join('&')}`,
  }));
}

/**
 * Reads what a stranger's page sent: `activity` is the last part of the template's path. Texts are freed of what hides or
 * reorders, and cut; where to go afterwards (`on-success`, `on-cancel`) is never read. Throws Refusal('not-found') for an
 * activity that has no template, Refusal('bad-request') where the address of the post is missing or none.
 */
export function parseIntent(activity: string, query: URLSearchParams): Intent {
  switch (activity) {
    case 'like':
    case 'announce':
    case 'object':
      return { activity, object: addressIn(query, 'object') };
    case 'create':
      return {
        activity,
        inReplyTo: query.get('inReplyTo') ? addressIn(query, 'inReplyTo') : undefined,
        name: cleanLine(query.get('name') ?? '', nameCharactersMax),
        content: cleanText(query.get('content') ?? ''),
      };
    default:
      throw new Refusal('not-found', 'there is no such intent');
  }
}

/** As it travels: what is no ASCII is escaped, so that nothing in it looks like something else. */
function addressIn(query: URLSearchParams, name: string): Uri {
  const uri = parseUri(query.get(name));
  if (uri === undefined) throw new Refusal('bad-request', `say which post: ?${name}=https://…`);
  return new URL(uri).href as Uri;
}

function cleanText(text: string): string {
  const lines = cut(text, contentCharactersMax).split(/\r\n?|\n/);
  return lines
    .map((line) => cleanLine(line, contentCharactersMax))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
