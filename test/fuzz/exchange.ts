import type { FetchOutcome } from '../../src/federation/remote.ts';
import { isObject, valuesOf } from '../../src/protocol/property.ts';
import { privateKeyFromPem } from '../../src/protocol/signature/keys.ts';
import { parseUri } from '../../src/protocol/uri.ts';
import type { JsonObject } from '../../src/protocol/vocabulary.ts';
import { signedHeaders } from '../support/cavage.ts';
import type { Random } from '../support/random.ts';
import { aliceKeys, found, NOW, personOf } from '../unit/builders.ts';
import { shapes } from '../unit/protocol/shape.ts';
import { origin } from './blog.ts';
import { changeJson, jsonIn } from './change-json.ts';

const privateKey = privateKeyFromPem(aliceKeys.privateKeyPem);
const alice = 'https://social.test/users/alice';
const inbox = `${origin}/ap/inbox`;

/** What one stranger sends, and what their servers say when they are asked. */
export interface Exchange {
  /** Who signs, when it is not who acts. */
  readonly signer?: string;
  readonly sent: JsonObject;
  readonly served: Readonly<Record<string, unknown>>;
}

/** Undefined for what is nothing that could be sent. */
export function exchangeIn(json: unknown): Exchange | undefined {
  if (!isObject(json) || !isObject(json.sent)) return undefined;
  const { sent, served, signer } = json;
  const claimed = typeof signer === 'string' ? { signer } : {};
  return { ...claimed, sent, served: isObject(served) ? served : {} };
}

/** Most of what can go wrong is in what is said: that is tried more often than what is done. */
export function exchanges(): readonly Exchange[] {
  const all = [...recorded(), vote];
  const said = all.filter(({ sent }) => sent.type === 'Create' || sent.type === 'Update');
  return [...all, ...said, ...said, ...said];
}

/** What real servers sent, with what they would serve. */
function recorded(): readonly Exchange[] {
  return shapes().map(({ document }) => {
    if (document.object === undefined) return namedOnly(document);
    const objects = valuesOf(document.object).filter(isObject);
    const served = Object.fromEntries(objects.map((object) => [String(object.id), object]));
    const sent = Object.hasOwn(document, 'actor') ? document : { ...document, actor: alice };
    return { sent, served: { ...served, [String(sent.actor)]: personOf(String(sent.actor)) } };
  });
}

/** An object of which its author's server sends no more than the name. */
function namedOnly(document: JsonObject): Exchange {
  const actor = typeof document.attributedTo === 'string' ? document.attributedTo : alice;
  const sent = { type: 'Create', id: `${actor}#create`, actor, object: document.id, to: document.to };
  return { sent, served: { [String(document.id)]: document } };
}

const vote: Exchange = {
  sent: {
    ...{ id: `${alice}#votes/1/activity`, type: 'Create', actor: alice, to: `${origin}/ap/actors/blog` },
    object: {
      ...{ id: `${alice}#votes/1`, type: 'Note', name: 'gas', attributedTo: alice },
      inReplyTo: `${origin}/ap/objects/stove`,
    },
  },
  served: {},
};

/** Somebody else's word, or news, or both; with the changes of `changeJson`. */
export function changeExchange(input: string, random: Random, others: readonly string[]): string {
  return changeJson(stolen(renewed(input, random), random), random, others);
}

/** Now and then somebody else says it, and mostly nothing but his word is there for it. */
function stolen(input: string, random: Random): string {
  const exchange = random.chance(0.15) ? jsonIn(input) : undefined;
  if (!isObject(exchange)) return input;
  const served = random.chance(0.7) ? {} : exchange.served;
  return JSON.stringify({ ...exchange, served, signer: 'https://elsewhere.test/users/mallory' });
}

/** About something that nobody has heard of, and that nobody has removed. */
function renewed(input: string, random: Random): string {
  const exchange = random.chance(0.3) ? undefined : jsonIn(input);
  const sent = isObject(exchange) ? exchange.sent : undefined;
  const [object] = isObject(sent) ? valuesOf(sent.object) : [];
  const id = isObject(object) ? object.id : object;
  if (typeof id !== 'string' || id === '' || id.startsWith(origin)) return input;
  return input.replaceAll(id, `${id}${random.below(1e9)}`);
}

export function signedRequest(exchange: Exchange): Request {
  const body = JSON.stringify(exchange.sent);
  const signer = { keyId: `${signerOf(exchange)}#main-key`, privateKey };
  const headers = signedHeaders({ method: 'POST', url: inbox, date: new Date(NOW), body }, signer);
  return new Request(inbox, { method: 'POST', headers, body });
}

/** By default whoever says that he acts, if that can be anybody. */
export function signerOf({ sent: { actor }, signer }: Exchange): string {
  const named = parseUri(signer ?? (isObject(actor) ? actor.id : actor));
  return named !== undefined && /^[\x21-\x7e]+$/.test(named) ? named.replace(/#.*/, '') : alice;
}

/** Whoever acts has an actor, and everybody's key is the same. Elsewhere nobody answers, or says that it is gone. */
export function outcomeOf(url: string, exchange: Exchange): FetchOutcome {
  const { sent, served } = exchange;
  const document = Object.hasOwn(served, url) ? served[url] : undefined;
  if (isObject(document)) return found(url, document);
  if (url === signerOf(exchange) || url === sent.actor || url === alice) return found(url, personOf(url));
  const choice = url.length % 3;
  return choice === 0
    ? { kind: 'gone' }
    : { kind: 'failed', reason: 'nobody there', isPassing: choice === 1 };
}
