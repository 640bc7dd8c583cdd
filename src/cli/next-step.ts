import { readPushTarget } from '../release/pushed.ts';
import { settings } from './environment.ts';

/** What comes next for who has written files of content, as goes on after "then: ". */
export async function nextStep(): Promise<string> {
  const target = await readPushTarget(settings().dataDir);
  if (target === undefined) return 'npm run outward -- plan';
  return `commit, and push to ${target.branch} of ${target.repository}, which shows the plan`;
}
