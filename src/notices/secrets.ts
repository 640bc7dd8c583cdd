import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { assert } from '../assert.ts';
import type { Store } from '../store/store.ts';

/** 32 bytes, base64url: what stands in the address of the feed. Made when it is first asked for. */
export function feedSecret(store: Store): Promise<string> {
  return madeOnce('notices-feed', store);
}

/** Another secret takes its place: whoever knows the old address reads nothing more. */
export async function renewFeedSecret(store: Store): Promise<string> {
  const secret = newSecret();
  await store.transact((tx) => tx.putSetting('notices-feed', secret));
  return secret;
}

/** What links are signed with, which decide for the writer. Made when it is first asked for. */
export function linkKey(store: Store): Promise<string> {
  return madeOnce('notices-key', store);
}

/** Compared in the same time, however much of it is right. */
export function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}

/** Two processes that ask at once are given the same. */
async function madeOnce(name: string, store: Store): Promise<string> {
  const there = await store.setting(name);
  if (there !== undefined) return there;
  await store.transact((tx) => tx.makeSetting(name, newSecret()));
  const made = await store.setting(name);
  assert(made !== undefined, `the setting ${name} was made and is not there`);
  return made;
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
