import { parseUri } from '../protocol/uri.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { OutgoingActivity } from '../store/store.ts';
import { deliveryOf } from './answers.ts';
import type { Context } from './context.ts';
import { fetchActor } from './fetch-actor.ts';
import { flagOf } from './objects.ts';
import { resolveParent } from './parents.ts';

/** What the writer reports, found on its own server: an object, or nothing but its author. */
export interface Reported {
  readonly object: Uri | undefined;
  readonly author: { readonly actor: Uri; readonly inbox: Uri };
}

type ReportContext = Pick<Context, 'now' | 'remote' | 'site' | 'store'>;

/** The object or actor at `url`, or why there is none. */
export async function findReported(url: string, context: ReportContext): Promise<Reported | string> {
  const outcome = await resolveParent(url, context);
  if (outcome.kind !== 'unknown') return { object: outcome.parent.id, author: outcome.parent.author };
  const uri = parseUri(url);
  const actor = uri === undefined ? outcome.reason : await fetchActor(uri, context.remote);
  if (typeof actor === 'string') return outcome.reason;
  return { object: undefined, author: { actor: actor.id, inbox: actor.inbox } };
}

/** One Flag an author, to his server: his objects together, because peers file a report by account. */
export function reportsOf(
  reported: readonly Reported[],
  reason: string,
  { now, site }: Pick<Context, 'now' | 'site'>,
): readonly OutgoingActivity[] {
  const at = now();
  return [...Map.groupBy(reported, ({ author }) => author.actor)].flatMap(([actor, ofAuthor], index) => {
    const [first] = ofAuthor;
    if (first === undefined) return [];
    const objects = ofAuthor.flatMap(({ object }) => object ?? []);
    // Its id is made of the moment.
    const flag = flagOf(site, [actor, ...new Set(objects)], reason, at + index);
    return [deliveryOf(flag, first.author.inbox, at)];
  });
}
