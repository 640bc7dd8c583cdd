import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pemOfMultikey } from '../../../src/protocol/proof/multikey.ts';
import { proofsOf } from '../../../src/protocol/proof/proof.ts';
import { publicKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { blocksIn, meaningOf, textOf, withExamples } from './blocks.ts';
import { federationExamples } from './federation-examples.ts';

const markdown = readFileSync(join(import.meta.dirname, '../../../FEDERATION.md'), 'utf8');
const blocks = blocksIn(markdown);
const examples = await federationExamples();

// Where one of these fails, `npm run docs` writes what the program does into FEDERATION.md; then read the difference.
describe('FEDERATION.md', () => {
  test.each(Object.entries(examples))('shows %s as it is', (name, example) => {
    const shown = blocks.filter((block) => block.name === name);
    expect(shown.map(({ language }) => language)).toEqual([example.language]);
    expect(shown.map(meaningOf)).toEqual([meaningOf({ language: example.language, text: textOf(example) })]);
  });

  test('shows nothing that the program does not make', () => {
    const strange = blocks.filter(({ name }) => name === undefined || !Object.hasOwn(examples, name));
    expect(strange.map(({ name, text }) => name ?? text)).toEqual([]);
  });
});

/** Documents that FEDERATION.md shows with a proof, as a reader would copy them. */
const proved = blocks.flatMap(({ language, name, text }): readonly [string, JsonObject][] => {
  const value = language === 'json' ? (JSON.parse(text) as JsonObject) : {};
  return value.proof === undefined || name === undefined ? [] : [[name, value]];
});

test.each(proved)('the proof of %s verifies with the key that the actor there shows', (_, document) => {
  const actor = JSON.parse(blocks.find(({ name }) => name === 'actor')?.text ?? '{}') as {
    readonly assertionMethod: readonly { readonly id: string; readonly publicKeyMultibase: string }[];
  };
  const [key] = actor.assertionMethod;
  const [proof] = proofsOf(document);
  expect(proof?.verificationMethod).toBe(key?.id);
  expect(proof?.verify(publicKeyFromPem(pemOfMultikey(key?.publicKeyMultibase ?? '')))).toBe(true);
});

describe('the blocks of a document', () => {
  const shown = '# A\n\n<!-- example: one -->\n\n```json\n{}\n```\n\n```sh\nls\n```\n';

  test('are named by the marker before them', () => {
    expect(blocksIn(shown)).toEqual([
      { name: 'one', language: 'json', text: '{}' },
      { name: undefined, language: 'sh', text: 'ls' },
    ]);
  });

  test('are filled with the example of their name, the others left alone', async () => {
    const example = { language: 'http', text: 'GET / HTTP/1.1' } as const;
    expect(await withExamples(shown, { one: example })).toBe(
      '# A\n\n<!-- example: one -->\n\n```http\nGET / HTTP/1.1\n```\n\n```sh\nls\n```\n',
    );
  });

  test('show only the beginning of long keys and signatures, and of nothing else', () => {
    const pem = `-----BEGIN PUBLIC KEY-----\n${`${'Ab3/'.repeat(16)}\n`.repeat(3)}-----END PUBLIC KEY-----\n`;
    const cut = '-----BEGIN PUBLIC KEY-----\nAb3/Ab3/Ab3/Ab3/Ab3/Ab3/…-----END PUBLIC KEY-----\n';
    const short = 'z'.repeat(90);
    expect(meaningOf({ language: 'json', text: JSON.stringify({ pem, short }) })).toEqual({
      pem: cut,
      short,
    });
    expect(meaningOf({ language: 'json', text: JSON.stringify({ pem: cut }) })).toEqual({ pem: cut });
    expect(meaningOf({ language: 'http', text: `Signature: "${'A'.repeat(342)}=="` })).toBe(
      `Signature: "${'A'.repeat(24)}…"`,
    );
  });
});
