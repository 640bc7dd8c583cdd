import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseActor } from '../../../src/protocol/actor.ts';
import { parseJson } from '../../../src/protocol/json.ts';
import { findKey } from '../../../src/protocol/key.ts';
import { prefersActivityJson } from '../../../src/protocol/media-type.ts';
import { parseNote } from '../../../src/protocol/note.ts';
import { parseActivity } from '../../../src/protocol/parse.ts';
import { isObject } from '../../../src/protocol/property.ts';
import { Refusal } from '../../../src/protocol/refusal.ts';
import { readSignature } from '../../../src/protocol/signature/claim.ts';
import { parseSignatureHeader } from '../../../src/protocol/signature/header.ts';
import { spkiPemOf } from '../../../src/protocol/signature/keys.ts';
import { cleanLine } from '../../../src/protocol/text.ts';
import { parseUri } from '../../../src/protocol/uri.ts';
import type { JsonObject, NamedObject, RemoteNote, Uri } from '../../../src/protocol/vocabulary.ts';
import { actorInJrd, parseResource } from '../../../src/protocol/webfinger.ts';
import { fixture } from './fixture.ts';
import { shapes } from './shape.ts';
import { KEY_ID, publicKey, received, RULES, signedFields } from './signature/peer.ts';

const seed = 20_261_122;
const check = (property: fc.IProperty<[unknown]>): void => fc.assert(property, { seed, numRuns: 500 });

/** What `parse` gives, or undefined for a Refusal; any other error fails the test. */
function orRefusal<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return undefined;
  }
}

const uri = fc.constantFrom(
  'https://a.test/users/ann',
  'https://a.test/users/ann/1',
  'https://blog.test/ap/objects/kettle',
);
const word = fc.constantFrom(
  ...[
    'Follow',
    'Undo',
    'Create',
    'Update',
    'Delete',
    'Like',
    'EmojiReact',
    'Announce',
    'Accept',
    'QuoteRequest',
    'Block',
    'Flag',
    'Move',
    'Note',
    'Article',
    'Question',
    'Link',
    'Person',
  ],
);
const name = fc.constantFrom(
  ...[
    'id',
    'type',
    'actor',
    'object',
    'attributedTo',
    'inReplyTo',
    'content',
    'contentMap',
    'summary',
    'to',
    'cc',
  ],
  ...[
    'url',
    'published',
    'name',
    'inbox',
    'publicKey',
    'publicKeyPem',
    'owner',
    'endpoints',
    'preferredUsername',
  ],
  ...[
    'instrument',
    'target',
    'quote',
    'tag',
    'rel',
    'attachment',
    'oneOf',
    'sensitive',
    'language',
    'nameMap',
  ],
  ...['mediaType', 'href', 'toString', 'constructor', '__proto__'],
);

/** JSON whose names and words are often those of Activity Streams, in places where they may not belong. */
const { value } = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(uri, word, fc.string({ unit: 'binary' }), fc.jsonValue()),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('object'),
  ),
  object: fc.dictionary(name, tie('value'), { maxKeys: 8 }),
}));

/** An activity with all that is required, in which anything else may be anything. */
const activity = fc
  .record({
    type: word,
    actor: uri,
    object: fc.oneof(
      value,
      fc.record({
        id: uri,
        type: word,
        attributedTo: uri,
        content: value,
        to: value,
        url: value,
        inReplyTo: value,
      }),
    ),
  })
  .map((json) => json as JsonObject);

/** A payload in which one member, at whatever depth, has become something else. */
function mutated(json: JsonObject): fc.Arbitrary<JsonObject> {
  const paths = pathsOf(json);
  return fc
    .tuple(fc.constantFrom(...paths), value)
    .map(([path, replacement]) => replaced(json, path, replacement) as JsonObject);
}

function pathsOf(json: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [path];
  return [path, ...Object.entries(json).flatMap(([key, member]) => pathsOf(member, [...path, key]))].filter(
    (p) => p.length > 0,
  );
}

function replaced(json: unknown, path: readonly string[], replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  const copy = structuredClone(json) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, replacement);
  return copy;
}

/** What is kept of an object is of a length that we chose, and something a database takes. */
function expectBounded(object: RemoteNote | NamedObject): void {
  expect(parseUri(object.id)).toBe(object.id);
  if (object.type === 'named') return;
  const { content, summary, vote, published } = object as RemoteNote;
  expect(content).not.toContain('\0');
  expect(content.isWellFormed()).toBe(true);
  expect(summary ?? '').toMatch(/^[^\p{Cc}]{0,500}$/u);
  expect(vote?.length ?? 0).toBeLessThanOrEqual(500);
  expect(published?.getTime()).not.toBeNaN();
}

describe('whatever strangers send, an activity is typed or refused', () => {
  test.each([
    ['any JSON', fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>],
    ['activities of anything', activity],
    ['an updated actor with a part replaced', mutated(fixture('mastodon/update-person'))],
    [
      'whatever any server sends with a part replaced',
      fc.oneof(...shapes().map((shape) => mutated(shape.document))),
    ],
  ])('%s', (_, json) => {
    check(
      fc.property(json, (input) => {
        const result = orRefusal(() => parseActivity(input));
        if (result === undefined) return;
        expect(parseUri(result.actor)).toBe(result.actor);
        if (result.type === 'Create' || result.type === 'Update') result.objects.forEach(expectBounded);
        else expect('objects' in result ? result.objects[0] : result.object).toBeDefined();
      }),
    );
  });

  test('an object too', () => {
    const objects = shapes().map(({ document }) => mutated((document.object ?? document) as JsonObject));
    check(
      fc.property(fc.oneof(value, ...objects), (input) => {
        const note = isObject(input) ? parseNote(input) : undefined; // It refuses nothing.
        if (note !== undefined) expectBounded(note);
      }),
    );
  });

  test('an actor too', () => {
    check(
      fc.property(
        fc.oneof(
          mutated(fixture('mastodon/person')),
          mutated(fixture('funkwhale/person-with-url-array')),
          mutated(fixture('mitra/person')),
        ),
        (input) => {
          const actor = orRefusal(() => parseActor(input));
          if (actor === undefined) return;
          expect(new URL(actor.inbox).origin).toBe(new URL(actor.id).origin);
          expect(actor.name).toMatch(/^[^\p{Cc}]{1,200}$/u);
          expect(actor.keys.length).toBeGreaterThan(0);
          for (const { id, pem } of actor.keys) {
            expect(new URL(id).origin).toBe(new URL(actor.id).origin);
            expect(pem).toContain('BEGIN PUBLIC KEY');
          }
        },
      ),
    );
  });

  test('a key document too', () => {
    const keyId = 'https://gts.test/users/bob/main-key' as Uri;
    check(
      fc.property(
        mutated(fixture('gotosocial/key-stub')),
        (input) => orRefusal(() => findKey(input, keyId)) === undefined || true,
      ),
    );
  });

  test('bytes too', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      value.map((json) => new TextEncoder().encode(JSON.stringify(json))),
    );
    check(
      fc.property(noise, (bytes) => {
        const json = orRefusal(() => parseJson(bytes));
        expect(json === undefined || Object.getPrototypeOf(json) === Object.prototype).toBe(true);
      }),
    );
  });
});

describe('any text is read as what it is, or not at all', () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 });

  test('a Uri parses, and is the same text', () => {
    check(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `https://${rest}`),
          fc.webUrl(),
        ),
        (written) => {
          const parsed = parseUri(written);
          if (parsed === undefined) return;
          expect(parsed).toBe(written);
          expect(new URL(parsed)).toMatchObject({ username: '', password: '' });
        },
      ),
    );
  });

  test('a name has no line break, no control and no override of direction', () => {
    check(
      fc.property(text, (written) => {
        expect(cleanLine(written, 200)).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  test('an Accept header, a resource, a JRD, a PEM and a Signature header never fail otherwise', () => {
    check(
      fc.property(text, (written) => {
        expect(typeof prefersActivityJson(`+json${written}`)).toBe('boolean');
        parseResource(written);
        actorInJrd({ links: written });
        orRefusal(() => spkiPemOf(`-----BEGIN X-----${written}-----END X-----`));
        orRefusal(() => parseSignatureHeader(`keyId="${written}",signature="AAAA"`));
      }),
    );
  });
});

test('whatever is signed is read and verified, and with one character changed it is not', async () => {
  const line = fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/);
  const cases = fc.record({
    body: fc.string({ unit: 'grapheme' }),
    agent: line,
    path: fc.stringMatching(/^[a-z0-9/?=&%-]{0,40}$/),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ body, agent, path }) => {
      const names = ['(request-target)', 'host', 'date', 'digest', 'user-agent'];
      const layout = { names, body, target: `/${path}`, fields: { 'user-agent': agent } };
      const fields = await signedFields(layout);
      const claim = readSignature(received(layout, fields), RULES);
      expect(claim.keyId).toBe(KEY_ID);
      expect(claim.verify(publicKey)).toBe(true);
      const changed = received(layout, { ...fields, 'user-agent': `${agent}.` });
      expect(readSignature(changed, RULES).verify(publicKey)).toBe(false);
    }),
    { seed, numRuns: 60 },
  );
});
