import { createPublicKey, hash } from 'node:crypto';
import type { OwnKey, OwnKeys } from '../federation/keys.ts';
import { madeAt, rotateKeys } from '../federation/rotate-keys.ts';
import { CommandError, withBlog } from './blog.ts';

/** `outward keys`: which keys are in use; nothing secret. */
export function listKeys(options: { readonly json?: boolean }): Promise<number> {
  return withBlog(({ keys }) => {
    const listed = descriptionsOf(keys);
    if (options.json === true) console.log(JSON.stringify(listed, undefined, 2));
    else print(listed);
    return Promise.resolve(0);
  });
}

/** `outward keys rotate`: new keys in the place of all; a running server takes them up by itself. */
export function rotate({ json }: { readonly json?: boolean } = {}): Promise<number> {
  return withBlog(async ({ site, foundation: { now, store } }) => {
    if ((await store.waitingPublication()) !== undefined)
      throw new CommandError(
        'A publication waits, proved by the keys in use. First tell it (npm run publish -- --now), or stop it ' +
          '(npm run outward -- cancel).',
      );
    const rotated = descriptionsOf(await rotateKeys(store, site, now()));
    if (json === true) {
      console.log(JSON.stringify(rotated, undefined, 2));
      return 0;
    }
    print(rotated);
    console.log('These keys sign from now on. What was signed with the former ones is believed no longer.');
    console.log('Have your posts proved by them too: npm run publish');
    return 0;
  });
}

interface Description {
  readonly use: keyof OwnKeys;
  readonly id: string;
  /** SHA-256 of the public key (SPKI, DER), hex. */
  readonly fingerprint: string;
  /** When it took the place of another; null of the first ones. */
  readonly rotated: string | null;
}

const uses: Readonly<Record<keyof OwnKeys, string>> = {
  request: 'signs what is delivered',
  assertion: 'proves activities and objects',
  instance: 'signs what is fetched',
};

function descriptionsOf({ request, assertion, instance }: OwnKeys): readonly Description[] {
  const describe = (use: keyof OwnKeys, { id, publicKeyPem }: OwnKey): Description => ({
    use,
    id,
    fingerprint: fingerprintOf(publicKeyPem),
    rotated: madeAt(id)?.toISOString() ?? null,
  });
  return [describe('request', request), describe('assertion', assertion), describe('instance', instance)];
}

function fingerprintOf(publicKeyPem: string): string {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  return hash('sha256', der, 'hex');
}

function print(listed: readonly Description[]): void {
  for (const { use, id, fingerprint, rotated } of listed) {
    console.log(`${id}\n  ${uses[use]}\n  SHA-256 ${fingerprint}`);
    if (rotated !== null) console.log(`  in use since ${rotated}`);
  }
}
