import { expect, test } from 'vitest';
import { shapes, understood } from './shape.ts';

test.each(shapes())('$software sends $what', ({ document, expected }) => {
  expect(understood(document)).toEqual(expected);
});
