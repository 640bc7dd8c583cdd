/** Thrown for our own mistakes: it is not meant to be caught, so a wrong assumption stops the process at once. */
class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** States what must hold here. Throws when it does not. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** The end of a `switch` over a union: the compiler refuses it when a case is missing. */
export function unreachable(value: never): never {
  throw new AssertionError(`unexpected value: ${JSON.stringify(value)}`);
}
