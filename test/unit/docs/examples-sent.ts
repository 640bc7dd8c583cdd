import { acceptOf, quoteAcceptOf, quoteRejectOf, rejectOf } from '../../../src/federation/answers.ts';
import type { Named } from '../../../src/federation/objects.ts';
import { proved } from '../../../src/federation/prove.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { NOW, uri } from '../builders.ts';
import { ownKeysOf, site, wireExamples } from '../federation/examples.ts';
import { bodyExample, jsonExample, pick, type Example, type Examples } from './example.ts';

const keys = ownKeysOf(site);

/** Shown as they are served or sent, to the last member. */
const whole: ReadonlySet<string> = new Set(['actor', 'tombstone', 'flag']);
/** Likewise, with the integrity proof that they are sent with. */
const wholeWithProof: ReadonlySet<string> = new Set(['article', 'delete']);
/** Of the object inside only what names and dates it: it is shown elsewhere. */
const wrapping: ReadonlySet<string> = new Set(['create', 'update', 'actor-update']);
/** Only the members that differ from those of the article. All others are shown without context and proof. */
const parts: Readonly<Record<string, readonly string[]>> = {
  note: ['id', 'type', 'content', 'contentMap', 'attachment', 'interactionPolicy'],
  answer: ['id', 'type', 'inReplyTo', 'to', 'cc', 'tag', 'context'],
  warned: ['id', 'type', 'name', 'summary', 'sensitive', 'dcterms:subject', 'preview'],
  unlisted: ['id', 'type', 'to', 'cc'],
  followers: ['id', 'type', 'content', 'published', 'to', 'cc', 'interactionPolicy', 'searchableBy'],
  translation: ['id', 'type', 'name', 'nameMap', 'contentMap', 'context'],
  question: ['id', 'type', 'content', 'oneOf', 'endTime', 'closed', 'votersCount'],
};

/** Every object, actor and activity that the blog sends. */
export function sentExamples(): Examples {
  const sent = Object.entries(wireExamples()).map(([name, document]) => [name, shown(name, document)]);
  return { ...(Object.fromEntries(sent) as Examples), ...answers() };
}

function shown(name: string, document: Named): Example {
  if (whole.has(name)) return jsonExample(document);
  if (wholeWithProof.has(name)) return jsonExample(proved(document, keys, NOW));
  if (wrapping.has(name)) return bodyExample(withoutInside(document));
  const part = parts[name];
  return part === undefined ? bodyExample(document) : jsonExample(pick(document, part));
}

function withoutInside({ object, ...activity }: JsonObject): JsonObject {
  return { ...activity, object: pick(object as JsonObject, ['id', 'type', 'published', 'updated']) };
}

const moss = uri('https://peer.test/users/moss');
const follow = { id: uri(`${moss}#follows/1`), actor: moss };
const objectId = site.objectId('id-kettle');
const quoteRequest = {
  id: uri(`${moss}/quote_requests/1`),
  actor: moss,
  object: objectId,
  instrument: { type: 'named', id: uri('https://peer.test/notes/8') },
} as const;

function answers(): Examples {
  return {
    accept: jsonExample(acceptOf(follow, site, NOW, keys)),
    reject: bodyExample(rejectOf(follow, site, NOW)),
    'quote-accept': jsonExample(quoteAcceptOf(quoteRequest, objectId, site, NOW, keys)),
    'quote-reject': bodyExample(quoteRejectOf(quoteRequest, site, NOW)),
  };
}
