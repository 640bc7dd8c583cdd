import { wayHome, type ActTarget, type Home, type ReaderAct, type Way } from '../protocol/home.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Context } from './context.ts';
import type { FetchOutcome } from './remote.ts';

/**
 * What a reader's server says of where to go on. 'none': it offers no way for that act; 'unknown': it knows no such account;
 * 'silent': it did not answer as WebFinger does, or we do not ask there (`guard.ts`, `fetch-gate.ts`), and which of these is
 * no stranger's business; 'own': it is this very blog.
 */
export type HomeAnswer =
  { readonly kind: 'way'; readonly way: Way } | { readonly kind: 'none' | 'unknown' | 'silent' | 'own' };

/** Asks by WebFinger, in a stranger's name. Nothing of it is kept. */
export async function askHome(
  home: Home,
  act: ReaderAct,
  target: ActTarget,
  { remote, site }: Pick<Context, 'remote' | 'site'>,
): Promise<HomeAnswer> {
  if (home.host === site.host) return { kind: 'own' };
  // A blog that is tried out over plain http finds its neighbours the same way; the guard has the last word.
  const scheme = new URL(site.origin).protocol;
  const resource = encodeURIComponent(home.resource);
  const url = `${scheme}//${home.host}/.well-known/webfinger?resource=${resource}` as Uri;
  const answer = await remote.fetchJrd(url, 'stranger');
  if (answer.kind !== 'document') return { kind: isUnknown(answer) ? 'unknown' : 'silent' };
  const way = wayHome(answer.json, act, target, { home, scheme });
  return way === undefined ? { kind: 'none' } : { kind: 'way', way };
}

function isUnknown(answer: FetchOutcome): boolean {
  return answer.kind === 'gone' || (answer.kind === 'failed' && answer.status === 404);
}
