import { base58 } from '@scure/base';

/** Multibase says by its first character how the rest is written; `z` is base58btc, the only one in use here (FEP-521a). */
const base58btc = 'z';

export function multibaseOf(bytes: Uint8Array): string {
  return base58btc + base58.encode(bytes);
}

/** The bytes in a multibase text of at most `lengthMax` characters, whose reading costs the square of them. */
export function parseMultibase(text: unknown, lengthMax: number): Buffer | undefined {
  if (typeof text !== 'string' || text.length > lengthMax || !text.startsWith(base58btc)) return undefined;
  try {
    return Buffer.from(base58.decode(text.slice(1)));
  } catch {
    return undefined;
  }
}
