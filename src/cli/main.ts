import { Command, CommanderError } from 'commander';
import { version } from '../app.ts';
import { SettingsError } from '../config.ts';
import { ContentError } from '../posts/post.ts';
import { ThemeError } from '../release/theme.ts';
import { CommandError } from './blog.ts';
import { machineFaultOf } from './machine-fault.ts';
import { addGit } from './verbs/git.ts';
import { addKeeping } from './verbs/keeping.ts';
import type { Keep } from './verbs/kit.ts';
import { addModeration } from './verbs/moderation.ts';
import { addNotices } from './verbs/notices.ts';
import { addPeople } from './verbs/people.ts';
import { addPublishing } from './verbs/publishing.ts';
import { addWriting } from './verbs/writing.ts';

/** Runs one verb and resolves with the exit status: 0 done, 1 refused or failed, 2 asked wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  let exitStatus = 0;
  const program = programOf(async (verb) => {
    exitStatus = await verb;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitStatus;
  } catch (error) {
    return explain(error);
  }
}

/** All verbs, in the order in which help lists them. */
export function programOf(keep: Keep): Command {
  const program = new Command('outward')
    .description('A blog that is a folder of Markdown under git, and a full citizen of the fediverse.')
    .version(version)
    .enablePositionalOptions() // So that --json behind a verb of a verb is that one's.
    .exitOverride();
  const groups = [addPublishing, addWriting, addGit, addModeration, addPeople, addNotices, addKeeping];
  for (const add of groups) add(program, keep);
  return program;
}

/** Says what the person at the keyboard can do about it. Anything else is our mistake, and shown whole. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ContentError) {
    const count = error.problems.length === 1 ? 'One thing' : `${error.problems.length} things`;
    console.error(`${error.message}\n\n${count} to mend in the content. Nothing was published.`);
    return 1;
  }
  const isTold =
    error instanceof SettingsError || error instanceof CommandError || error instanceof ThemeError;
  const told = isTold ? error.message : machineFaultOf(error);
  if (told !== undefined) {
    console.error(told);
    return 1;
  }
  throw error;
}
