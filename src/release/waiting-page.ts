import { hash, timingSafeEqual } from 'node:crypto';
import { postPath } from '../posts/paths.ts';
import type { EndedPublication, Saying, Store, WaitingPublication } from '../store/store.ts';
import type { SayingView, WaitingView } from '../theme.ts';
import type { ServedRelease } from './served.ts';

/** Nobody reads more before deciding. */
const sayingsMax = 20;

/** The publication that `token` names: the one that waits, or the last that did. Undefined for any other token. */
export async function findByToken(
  token: string,
  store: Store,
): Promise<WaitingPublication | EndedPublication | undefined> {
  const all = [await store.waitingPublication(), await store.endedPublication()];
  return all.find((publication) => publication !== undefined && isSame(publication.token, token));
}

/** Compared in the same time, however much of it is right. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
}

/** The page on which the writer stops a publication, or has it told at once. It only shows. */
export async function waitingPage(
  publication: WaitingPublication | EndedPublication,
  release: ServedRelease,
  now: number,
): Promise<string> {
  const { manifest, render, site } = release;
  const waiting = waitingView(publication, release, now);
  const locals = { site, navigation: manifest.navigation, waiting };
  return (await render(`/waiting/${waiting.state}/`, locals)).body;
}

/** What the theme is given to draw. */
function waitingView(
  publication: WaitingPublication | EndedPublication,
  release: Pick<ServedRelease, 'objectBySlug'>,
  now: number,
): WaitingView {
  if ('outcome' in publication) return { state: publication.outcome, at: publication.at };
  const { says, sendAt } = publication;
  return {
    state: 'waiting',
    says: says.slice(0, sayingsMax).map((saying) => sayingView(saying, release)),
    more: Math.max(0, says.length - sayingsMax),
    sendAt,
    secondsLeft: Math.max(0, Math.ceil((sendAt - now) / 1000)),
  };
}

function sayingView(
  { inboxes, slug, verb }: Saying,
  { objectBySlug }: Pick<ServedRelease, 'objectBySlug'>,
): SayingView {
  if (slug === null) return { verb, title: undefined, path: undefined, inboxes };
  const object = objectBySlug(slug);
  const path = object === undefined ? undefined : postPath(slug);
  return { verb, title: object?.title === '' ? slug : (object?.title ?? slug), path, inboxes };
}
