import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wireExamples } from './examples.ts';

const folder = join(import.meta.dirname, '../../fixtures/objects');
const examples = Object.entries(wireExamples());

// A change that is meant is written there by `vitest run -u`, and read in the difference.
test.each(examples)(
  'what is sent as %s is, to the letter, what test/fixtures/objects has',
  async (name, document) => {
    await expect(`${JSON.stringify(document, undefined, 2)}\n`).toMatchFileSnapshot(
      join(folder, `${name}.json`),
    );
  },
);

test('test/fixtures/objects has nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(examples.map(([name]) => `${name}.json`).sort());
});
