import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openScratch } from '../../support/scratch.ts';
import { waitFor } from '../../support/wait-for.ts';

test('waiting resolves with the first answer that is one', async () => {
  const answers = [undefined, null, false, 0];
  expect(await waitFor(() => answers.shift(), 'a number')).toBe(0);
});

test('waiting goes on when the condition throws, and names what never came and why', async () => {
  const throwing = (): never => {
    throw new Error('not yet');
  };
  await expect(waitFor(throwing, "alice's Accept", 30)).rejects.toMatchObject({
    message: expect.stringContaining("alice's Accept") as string,
    cause: { message: 'not yet' },
  });
});

test('a scratch folder is gone after use', async () => {
  const { path } = await (async () => {
    await using scratch = openScratch();
    expect(existsSync(scratch.path)).toBe(true);
    return scratch;
  })();
  expect(existsSync(path)).toBe(false);
});
