import { idOf } from '../protocol/property.ts';
import { parseUri, sameOrigin } from '../protocol/uri.ts';
import type { JsonObject, RemoteActor, Uri } from '../protocol/vocabulary.ts';
import type { Transaction } from '../store/store.ts';
import type { Context } from './context.ts';
import { fetchActor, fetchOwn } from './fetch-actor.ts';
import type { ResolvedParent } from './objects.ts';
import type { Remote } from './remote.ts';

/** What a post answers, likes or boosts, or why it cannot be found. */
export type ParentOutcome =
  | { readonly kind: 'known'; readonly parent: ResolvedParent }
  | {
      readonly kind: 'fetched';
      readonly parent: ResolvedParent;
      readonly url: string;
      readonly author: RemoteActor;
    }
  | { readonly kind: 'unknown'; readonly url: string; readonly reason: string };

type ParentContext = Pick<Context, 'store' | 'remote'>;

/** Looks in the store only: for objects that are drawn again though nothing of them changed. */
export async function findParent(url: string, { store }: ParentContext): Promise<ResolvedParent | undefined> {
  const [id, authorId, context] = ((await store.setting(settingOf(url))) ?? '').split(' ');
  const author = authorId === undefined ? undefined : await store.findActor(authorId as Uri);
  return author && { id: id as Uri, author: authorOf(author), context: context as Uri | undefined };
}

/** Asks the store, then the address: an object, or a page that leads to one, and its author. Writes nothing. */
export async function resolveParent(url: string, context: ParentContext): Promise<ParentOutcome> {
  const known = await findParent(url, context);
  if (known !== undefined) return { kind: 'known', parent: known };
  const uri = parseUri(url);
  const found = uri === undefined ? 'it is no web address' : await fetchParent(uri, context);
  return typeof found === 'string'
    ? { kind: 'unknown', url, reason: found }
    : { kind: 'fetched', url, ...found };
}

/** Remembers what was found, so that a later build needs no network. */
export function rememberParent(outcome: ParentOutcome | undefined, tx: Transaction, at: number): void {
  if (outcome?.kind !== 'fetched') return;
  const { author, parent, url } = outcome;
  tx.putActor(author, at);
  const words = [parent.id, author.id, parent.context].filter((word) => word !== undefined);
  tx.putSetting(settingOf(url), words.join(' '));
}

type FetchedParent = Pick<Extract<ParentOutcome, { kind: 'fetched' }>, 'parent' | 'author'>;

async function fetchParent(uri: Uri, { remote }: ParentContext): Promise<FetchedParent | string> {
  const object = await fetchObject(uri, remote);
  if (typeof object === 'string') return object;
  const { id, json } = object;
  const authorId = idOf(json.attributedTo);
  if (authorId === undefined || !sameOrigin(id, authorId)) return `${uri} names no author of its own`;
  const author = await fetchActor(authorId, remote);
  if (typeof author === 'string') return author;
  // An answer belongs to the conversation that is answered (FEP-7888); Mastodon's `tag:` names lead nowhere and are left.
  const context = idOf(json.context);
  return { parent: { id, author: authorOf(author), context }, author };
}

/** The object that is shown at `url`. What stands elsewhere than its id is asked for by that id, and must be there (interop 5.3). */
async function fetchObject(
  url: Uri,
  remote: Remote,
): Promise<{ readonly id: Uri; readonly json: JsonObject } | string> {
  const shown = await fetchOwn(url, remote);
  if (typeof shown === 'string') return shown;
  const id = parseUri(shown.json.id);
  if (id === undefined) return `${url} has no id`;
  const found = id === shown.url || id === url ? shown : await fetchOwn(id, remote);
  if (typeof found === 'string') return found;
  return found.json.id === id ? { id, json: found.json } : `${id} calls itself another`;
}

function authorOf({ id, inbox, preferredUsername }: RemoteActor): ResolvedParent['author'] {
  return { name: `@${preferredUsername}@${new URL(id).host}`, actor: id, inbox };
}

function settingOf(url: string): string {
  return `parent:${url}`;
}
