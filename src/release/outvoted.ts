import type { CommitTrailers, OutvotedTrailer } from '../posts/post.ts';
import { shortName, type Commit } from './history.ts';
import { says, saysInText, trailerKeys, trailerOf, type TrailerKey } from './trailer-words.ts';

/** What commits say of one post without effect, and why. `touching` are newest first, `isHeard` says what has an effect. */
export function outvotedIn(
  touching: readonly Commit[],
  isHeard: Readonly<Record<TrailerKey, boolean>>,
  isUncommitted: boolean,
): readonly OutvotedTrailer[] {
  return trailerKeys.flatMap((key) => {
    if (isHeard[key]) return [];
    const speaker = touching.find((commit) => says(commit, key));
    const found = speaker ?? touching.find((commit) => saysInText(commit, key));
    if (found === undefined) return [];
    const because =
      speaker === undefined
        ? 'not in the last paragraph of its message'
        : reasonOf(key, touching, isUncommitted);
    return [{ commit: shortName(found.name), trailer: trailerOf(key), because }];
  });
}

/** Why a commit that says it in the right place is not heard; for a reshare one is enough. */
function reasonOf(key: TrailerKey, touching: readonly Commit[], isUncommitted: boolean): string {
  if (key === 'outward-federate') return 'only the commit that adds a post can say so';
  if (isUncommitted) return 'part of the change is not committed';
  const other = touching.find((commit) => !says(commit, key));
  return `commit ${shortName(other?.name ?? '')} does not`;
}

/** What has an effect on a post of which commits say `said`. */
export function heardOf(
  { minor, reshare }: CommitTrailers,
  isPage: boolean,
): Readonly<Record<TrailerKey, boolean>> {
  return {
    'outward-update': minor !== undefined,
    'outward-federate': isPage,
    'outward-reshare': reshare !== undefined,
  };
}
