import { readModeration } from '../posts/moderation.ts';
import type { ModerationRule } from '../store/store.ts';
import { settings } from './environment.ts';

/** Says where rules are written down. */
export type RulePlaces = (rule: ModerationRule) => string;

/**
 * `content/moderation/spam.yml:3` of a rule that stands in a file, its line as the folder with the content has it now; else that
 * a command made it.
 */
export async function findRulePlaces(): Promise<RulePlaces> {
  const written = await readModeration(settings().contentDir, []);
  const lines = new Map(written.map(({ file, line, pattern }) => [`${file} ${pattern}`, line]));
  return ({ file, pattern, source }) => {
    if (source === 'command' || file === undefined) return 'by command';
    const line = lines.get(`${file} ${pattern}`);
    return line === undefined ? file : `${file}:${line}`;
  };
}
