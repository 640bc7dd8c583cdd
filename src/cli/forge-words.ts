import { shortName } from '../release/history.ts';
import type { ForgeState } from '../release/forge.ts';
import { printable } from './blog.ts';
import { stamp } from './words.ts';

/** What came from the forge last, and what became of it: lines. */
export function forgeLines({ arrival, isPending, outcome }: ForgeState): readonly string[] {
  return [
    ...(arrival === undefined
      ? []
      : [`Webhook: ${printable(arrival.about)}, from ${arrival.forge}, ${stamp(arrival.arrivedAt)}`]),
    ...(outcome === undefined ? [] : outcomeLines(outcome)),
    ...(isPending ? ['What the forge has is to be fetched: by the running server, or the next.'] : []),
  ];
}

const meanings = {
  accepted: 'accepted',
  unchanged: 'nothing new',
  refused: 'refused; nothing was published of it',
  failed: 'failed, and will be tried again',
} as const;

/** What an accepted commit tells whom, the writer has seen in the plan. */
function outcomeLines({
  commit,
  endedAt,
  kind,
  words,
}: NonNullable<ForgeState['outcome']>): readonly string[] {
  const what = commit === undefined ? 'Fetching' : `Fetched ${shortName(commit)}`;
  const shown = kind === 'accepted' ? [] : words;
  return [`${what}, ${stamp(endedAt)}: ${meanings[kind]}`, ...shown.map((line) => `  ${printable(line)}`)];
}

/** For a look at everything: one line where the last commit of the forge is not published; else none. */
export function forgeFaults({ outcome }: ForgeState): readonly string[] {
  if (outcome === undefined || (outcome.kind !== 'refused' && outcome.kind !== 'failed')) return [];
  return [`From the forge: ${meanings[outcome.kind]} (see: npm run outward -- hook status)`];
}
