import { Command, CommanderError } from 'commander';
import { SettingsError } from '../config.ts';
import { ContentError } from '../posts/post.ts';
import { version } from '../app.ts';
import { publish } from './publish.ts';
import { start } from './start.ts';
import { status } from './status.ts';

/** Runs one verb and resolves with the exit status: 0 done, 1 refused or failed, 2 asked wrongly. */
export async function main(args: readonly string[]): Promise<number> {
  let exitStatus = 0;
  const keep = async (verb: Promise<number>): Promise<void> => {
    exitStatus = await verb;
  };
  const program = new Command('outward')
    .description('A blog that is a folder of Markdown under git, and a full citizen of the fediverse.')
    .version(version)
    .exitOverride();
  program
    .command('start')
    .description('build what changed, serve the site, take what arrives and deliver what is due')
    .action(() => keep(start()));
  program
    .command('publish')
    .description('build into a new release, switch to it, and tell followers what changed')
    .option('--dry-run', 'print what would be sent, and change nothing')
    .option('--json', 'print the result for a program')
    .option('--now', 'send at once (there is no grace window in this version: this is what happens anyway)')
    .addHelpText('after', '\nExamples:\n  npm run publish\n  npm run publish -- --dry-run')
    .action((options: { dryRun?: boolean; json?: boolean }) => keep(publish(options)));
  program
    .command('status')
    .description('followers, deliveries, and what was published')
    .option('--json', 'print it for a program')
    .action((options: { json?: boolean }) => keep(status(options)));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitStatus;
  } catch (error) {
    return explain(error);
  }
}

/** Says what the person at the keyboard can do about it. Anything else is our mistake, and shown whole. */
function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ContentError) {
    const count = error.problems.length === 1 ? 'One thing' : `${error.problems.length} things`;
    console.error(`${error.message}\n\n${count} to mend in the content. Nothing was published.`);
    return 1;
  }
  if (error instanceof SettingsError) {
    console.error(error.message);
    return 1;
  }
  throw error;
}
