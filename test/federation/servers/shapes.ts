import { readFileSync } from 'node:fs';
import { AS_CONTEXT, type JsonObject } from '../../../src/protocol/vocabulary.ts';
import { aliceKeys } from '../../unit/builders.ts';
import { BLOG } from './blog.ts';
import type { Answer } from './stage.ts';

/** Every RSA key of the servers on the stage is this one: whose it is, its id tells. */
const { publicKeyPem } = aliceKeys;

/**
 * A payload of test/fixtures (`mastodon/follow`), with all occurrences of some texts replaced, and a key that the stage can
 * sign with in place of any other.
 */
export function fixture(name: string, replacements: Readonly<Record<string, string>> = {}): JsonObject {
  const file = new URL(`../../fixtures/${name}.json`, import.meta.url);
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(replacements)) {
    if (!text.includes(from)) throw new Error(`${name} says nothing of ${from}`);
    text = text.replaceAll(from, to);
  }
  const json = JSON.parse(text, withOurKey) as JsonObject;
  return (json.document as JsonObject | undefined) ?? json;
}

function withOurKey(name: string, value: unknown): unknown {
  return name === 'publicKeyPem' ? publicKeyPem : value;
}

/** An actor as most servers serve it. */
export function actor(id: string, more: JsonObject = {}): JsonObject {
  return {
    '@context': [AS_CONTEXT, 'https://w3id.org/security/v1'],
    id,
    type: 'Person',
    preferredUsername: id.split('/').findLast((part) => part !== ''),
    inbox: `${id}/inbox`,
    followers: `${id}/followers`,
    publicKey: { id: `${id}#main-key`, owner: id, publicKeyPem },
    ...more,
  };
}

/** An activity with nothing around it. */
export function activity(type: string, by: string, object: unknown, more: JsonObject = {}): JsonObject {
  const id = `${by}#${type.toLowerCase()}s/1`;
  return { '@context': AS_CONTEXT, id, type, actor: by, object, ...more };
}

/** An Undo of a whole activity. */
export function undo(undone: JsonObject, more: JsonObject = {}): JsonObject {
  const { '@context': context, ...object } = undone;
  return {
    '@context': context,
    id: `${String(undone.id)}/undo`,
    type: 'Undo',
    actor: undone.actor,
    object,
    ...more,
  };
}

/** Our Accept of `follow`, which embeds it: Threads takes no less. */
export function acceptOf(follow: JsonObject, by: JsonObject): Answer {
  const object = { id: follow.id, type: 'Follow', actor: by.id, object: BLOG };
  return { inbox: String(by.inbox), type: 'Accept', object };
}

/** Our answer to a wish to quote. */
export function quoteAnswerOf(type: 'Accept' | 'Reject', request: JsonObject, by: JsonObject): Answer {
  const quoting = request.instrument;
  const instrument = typeof quoting === 'string' ? quoting : (quoting as { readonly id: string }).id;
  const object = { id: request.id, type: 'QuoteRequest', actor: by.id, object: request.object, instrument };
  const answer = { inbox: String(by.inbox), type, object };
  return type === 'Accept' ? { ...answer, authorizes: instrument } : answer;
}

/** What an activity embeds, as its own server serves it. */
export function objectIn({ '@context': context, object }: JsonObject): JsonObject {
  return { '@context': context, ...(object as JsonObject) };
}
