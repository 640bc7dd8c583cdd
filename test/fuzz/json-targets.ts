import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseActor } from '../../src/protocol/actor.ts';
import { emojiOf } from '../../src/protocol/emoji.ts';
import { findKey } from '../../src/protocol/key.ts';
import { parseNote } from '../../src/protocol/note.ts';
import { hasOneMeaning } from '../../src/protocol/one-meaning.ts';
import { parseActivity } from '../../src/protocol/parse.ts';
import { canonicalJson } from '../../src/protocol/proof/jcs.ts';
import { proofsOf } from '../../src/protocol/proof/proof.ts';
import { isObject } from '../../src/protocol/property.ts';
import { readSignature } from '../../src/protocol/signature/claim.ts';
import { publicKeyFromPem } from '../../src/protocol/signature/keys.ts';
import { parseJson } from '../../src/protocol/json.ts';
import { parseUri } from '../../src/protocol/uri.ts';
import type { JsonObject, Uri } from '../../src/protocol/vocabulary.ts';
import { actorInJrd } from '../../src/protocol/webfinger.ts';
import { shapes } from '../unit/protocol/shape.ts';
import { ensure, jsonTarget, type Target } from './target.ts';

function fixture(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8'));
}

const documents = shapes().map(({ document }) => document);
const persons = [
  'mastodon/person',
  'mitra/person',
  'funkwhale/person-with-url-array',
  'gotosocial/key-stub',
].map((name) => fixture(`${name}.json`));

interface SignedRequests {
  readonly now: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly cases: readonly { readonly request: unknown }[];
}
const requests = fixture('signatures/fediverse-requests.json') as SignedRequests;
const publicKeys = Object.values(requests.keys).map(publicKeyFromPem);
const proofs = fixture('signatures/eddsa-jcs-2022.json') as JsonObject;

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? '');
}

/** As it would be when it came over the wire; undefined for what would not have come in. */
function received(json: unknown): JsonObject | undefined {
  return isObject(json) ? parseJson(new TextEncoder().encode(JSON.stringify(json))) : undefined;
}

function objectTarget(name: string, seeds: readonly unknown[], run: (json: JsonObject) => unknown): Target {
  return jsonTarget(name, seeds, (json) => {
    const object = received(json);
    return object && run(object);
  });
}

/** Every reader of JSON that a stranger may have written. */
export const jsonTargets: readonly Target[] = [
  objectTarget('activity', documents, (json) => {
    const activity = parseActivity(json);
    hasOneMeaning(json);
    ensure(activity === undefined || parseUri(activity.actor) === activity.actor, 'an actor is no address');
  }),
  objectTarget('object', documents.map(({ object }) => object).filter(isObject), (json) => {
    const note = parseNote(json);
    emojiOf(json);
    ensure(note === undefined || note.content.isWellFormed(), 'half a character is in the text');
  }),
  objectTarget('actor', persons, (json) => {
    const { id, inbox, keys } = parseActor(json);
    ensure(new URL(inbox).origin === new URL(id).origin, 'an inbox is on another server');
    for (const key of keys) publicKeyFromPem(key.pem);
  }),
  objectTarget('key document', persons, (json) =>
    findKey(json, 'https://gts.test/users/bob/main-key' as Uri),
  ),
  objectTarget(
    'JRD',
    [
      {
        subject: 'acct:a@b.test',
        links: [{ rel: 'self', type: 'application/activity+json', href: 'https://b.test/a' }],
      },
    ],
    actorInJrd,
  ),
  objectTarget('proof', [proofs, ...Object.values(proofs).filter(isObject)], (json) => {
    for (const proof of proofsOf(json)) for (const key of publicKeys) proof.verify(key);
    canonicalJson(json);
  }),
  objectTarget(
    'signed request',
    requests.cases.map(({ request }) => request),
    (json) => {
      const { method, target, headers, body } = json;
      const fields = new Map(
        (Array.isArray(headers) ? headers : [])
          .filter(Array.isArray)
          .map(([name, value]) => [textIn(name).toLowerCase(), textIn(value)]),
      );
      const request = {
        method: textIn(method),
        target: textIn(target),
        header: (name: string): string | null => fields.get(name) ?? null,
        body: new TextEncoder().encode(textIn(body)),
      };
      const claim = readSignature(request, {
        now: Date.parse(requests.now),
        host: 'blog.test',
        origin: 'https://blog.test',
      });
      for (const key of publicKeys) claim.verify(key);
    },
  ),
];
