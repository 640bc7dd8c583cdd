import { Argument, Command, CommanderError, Option } from 'commander';
import { SettingsError } from '../config.ts';
import { kinds } from '../import/found.ts';
import { ContentError } from '../posts/post.ts';
import { ThemeError } from '../release/theme.ts';
import { version } from '../app.ts';
import { backup, restore, type RestoreVerbOptions } from './backup.ts';
import { CommandError } from './blog.ts';
import { completionFor, shells, type Shell } from './completion.ts';
import { doctor, type DoctorOptions } from './doctor.ts';
import { cancel } from './cancel.ts';
import { cleanStore, type CleanVerbOptions } from './clean.ts';
import { fetchForge } from './fetch-forge.ts';
import { answerFollower, listFollowers, type ListOptions } from './followers.ts';
import { hookStatus, installHook, uninstallHook, type HookInstallOptions } from './hook.ts';
import { exportBlog } from './export.ts';
import { finishPushes, postReceive, preReceive } from './hook-receive.ts';
import type { ImportVerbOptions } from './import.ts';
import { listKeys, rotate } from './keys.ts';
import { machineFaultOf } from './machine-fault.ts';
import { addModeration } from './moderation.ts';
import { addNotices } from './notices.ts';
import { plan, type PlanVerbOptions } from './plan.ts';
import { publish, type PublishVerbOptions } from './publish.ts';
import { report } from './report.ts';
import { listReports } from './reports.ts';
import { listReleases, rollback } from './rollback.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { answer, newPost, type AnswerVerbOptions, type NewVerbOptions } from './write.ts';

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
    .option('--dry-run', 'the same as: outward plan')
    .option('--json', 'print the result for a program')
    .option('--now', 'tell them at once, without the grace window; also what waits already')
    .addOption(new Option('--due', 'only by the server itself, when something falls due').hideHelp())
    .addHelpText('after', '\nExamples:\n  npm run publish\n  npm run publish -- --dry-run')
    .action((options: PublishVerbOptions & { dryRun?: boolean }) =>
      keep(options.dryRun === true ? plan(options) : publish(options)),
    );
  addWriting(program, keep);
  addPlan(program, keep);
  program
    .command('cancel')
    .description('stop what was published, as long as its grace window lasts: nobody is told')
    .action(() => keep(cancel()));
  program
    .command('status')
    .description(
      'followers, deliveries, what waits for the writer, and what was published; of one post, how it fared',
    )
    .argument('[post]', 'its slug, id, file or address')
    .option('--all', 'each inbox that the post went to')
    .option(...json)
    .action((post: string | undefined, options: { json?: boolean; all?: boolean }) =>
      keep(status(post, options)),
    );
  program
    .command('clean')
    .description(
      'remove what is kept for a time only and has had it; a running server does so daily by itself',
    )
    .option('--dry-run', 'count it, and change nothing')
    .option(
      '--origin <host>',
      'instead, remove all that the people of this host and of the names below it left here',
    )
    .option('--yes', 'the clock is right, though the last time was long ago')
    .option(...json)
    .action((options: CleanVerbOptions) => keep(cleanStore(options)));
  program
    .command('completion')
    .description('a script that has your shell complete verbs and options of bin/outward')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText('after', '\nExample:\n  source <(bin/outward completion bash)')
    .action((shell: Shell) => console.log(completionFor(shell, program)));
  addBackups(program, keep);
  addMoving(program, keep);
  addPeople(program, keep);
  addModeration(program, keep);
  addNotices(program, keep);
  addKeys(program, keep);
  addGit(program, keep);
  addDoctor(program, keep);
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitStatus;
  } catch (error) {
    return explain(error);
  }
}

type Keep = (verb: Promise<number>) => Promise<void>;

const json = ['--json', 'print it for a program'] as const;

function addWriting(program: Command, keep: Keep): void {
  program
    .command('new')
    .description('write the front matter of a new post, with an id that lasts')
    .argument('[title]', 'without one, it is asked for')
    .option('--tags <tags>', 'with commas between: kettles,repair')
    .option('--lang <language>', 'when it is not that of the blog: de, pt-BR')
    .option('--note', 'a short post, which needs no title')
    .option(...json)
    .addHelpText(
      'after',
      '\nExamples:\n  npm run outward -- new "How to repair a kettle" --tags kettles,repair',
    )
    .action((title: string | undefined, options: NewVerbOptions) => keep(newPost(title, options)));
  const acts = {
    reply: 'write a post that answers one elsewhere; what it says is put into comments, for you',
    like: 'write a post that likes one elsewhere',
    boost: 'write a post that passes one on to your followers',
  };
  for (const [act, description] of Object.entries(acts) as [keyof typeof acts, string][]) {
    program
      .command(act)
      .description(description)
      .argument('<url>', 'the address of the post, as its own server shows it')
      .option('--unseen', 'do not look whether it is there')
      .option(...json)
      .addHelpText('after', `\nExample:\n  npm run outward -- ${act} https://social.example/@ada/1`)
      .action((url: string, options: AnswerVerbOptions) => keep(answer(act, url, options)));
  }
}

function addPlan(program: Command, keep: Keep): void {
  program
    .command('plan')
    .description(
      'what publishing would tell whom, and why; how it would look there; what might be better. Changes nothing',
    )
    .option(...json)
    .addOption(new Option('--markdown', 'print it as a comment for a pull request').conflicts('json'))
    .option('--all', 'tell also what might be better in posts that do not change')
    .option(
      '--base <rev>',
      'compare with the content that git had where this left <rev>, not with what was told',
    )
    .option(
      '--resolve',
      'with --base: ask other servers whom the posts mention, answer, like or boost; else all are taken to be there',
    )
    .addHelpText(
      'after',
      '\nThe exit status is 1 when something could not be published.' +
        '\n\nExamples:\n  npm run outward -- plan\n  npm run --silent outward -- plan --base origin/main --markdown',
    )
    .action((options: PlanVerbOptions) => keep(plan(options)));
}

function addBackups(program: Command, keep: Keep): void {
  program
    .command('backup')
    .description('copy store, keys and content into one file, while the blog runs or not')
    .argument('[file]', 'a new one; by default named after the moment')
    .option(...json)
    .addHelpText('after', '\nExample:\n  npm run outward -- backup /mnt/elsewhere/monday.backup')
    .action((file: string | undefined, options: { json?: boolean }) => keep(backup(file, options)));
  program
    .command('restore')
    .description('make the blog of a backup, with its keys and followers, in an empty data folder')
    .argument('<file>', 'that outward backup made')
    .addOption(
      new Option('--content <what>', 'of the content that is there, if it differs').choices([
        'keep',
        'replace',
      ]),
    )
    .option(...json)
    .addHelpText('after', '\nExample:\n  npm run outward -- restore monday.backup')
    .action((file: string, options: RestoreVerbOptions) => keep(restore(file, options)));
}

function addMoving(program: Command, keep: Keep): void {
  program
    .command('import')
    .description('write the posts of another program into content/posts; nobody is told of them')
    .argument('<source>', 'an archive of Mastodon, an export of WordPress (.xml), or a folder')
    .addOption(new Option('--from <program>', 'what it is of, where that cannot be seen').choices(kinds))
    .option('--dry-run', 'say what would be written, and what not, and write nothing')
    .option(...json)
    .addHelpText(
      'after',
      '\nNothing that is there is written over, and a second import of the same adds only what is new.' +
        '\n\nExamples:\n  npm run outward -- import archive-20260301.tar.gz --dry-run' +
        '\n  npm run outward -- import ../old-blog --from hugo',
    )
    .action((source: string, options: ImportVerbOptions) =>
      // Its readers are slow to load, and needed once in the life of a blog.
      keep(import('./import.ts').then(({ importBlog }) => importBlog(source, options))),
    );
  program
    .command('export')
    .description('write content, followers, comments and what was told into a folder, to take elsewhere')
    .argument('<folder>', 'a new one')
    .option(...json)
    .addHelpText('after', '\nExample:\n  npm run outward -- export ../leaving')
    .action((folder: string, options: { json?: boolean }) => keep(exportBlog(folder, options)));
}

const who = ['<who>', 'a handle (@ada@social.example) or an id'] as const;

function addPeople(program: Command, keep: Keep): void {
  const followers = program
    .command('followers')
    .description('who follows the blog, and who may')
    .option('--pending', 'those who wait for leave (approveFollowers in blog.yml)')
    .addOption(new Option('--servers', 'how many follow from each server').conflicts(['growth', 'csv']))
    .addOption(
      new Option('--growth', 'how many came in each month, of those who follow still').conflicts('csv'),
    )
    .addOption(new Option('--csv', 'a table for other programs: address, id, since').conflicts('json'))
    .option(...json)
    .addHelpText('after', '\nExample:\n  npm run --silent outward -- followers --csv > followers.csv')
    .action((options: ListOptions) => keep(listFollowers(options)));
  followers
    .command('accept')
    .description('let one in who waits')
    .argument(...who)
    .action((name: string) => keep(answerFollower('accept', name)));
  followers
    .command('reject')
    .description('turn one down who waits')
    .argument(...who)
    .action((name: string) => keep(answerFollower('reject', name)));
  followers
    .command('remove')
    .description('have one follow no longer')
    .argument(...who)
    .action((name: string) => keep(answerFollower('remove', name)));
  program
    .command('reports')
    .description('what others reported to you')
    .option(...json)
    .action((options: { json?: boolean }) => keep(listReports(options)));
  program
    .command('report')
    .description('report posts or people to those who run their server')
    .argument('<url...>', 'posts or profiles, as their own server shows them')
    .requiredOption('--reason <text>', 'what is wrong with them')
    .action((urls: readonly string[], options: { reason: string }) => keep(report(urls, options)));
}

function addKeys(program: Command, keep: Keep): void {
  const keys = program
    .command('keys')
    .description('the keys that the blog signs with')
    .option(...json)
    .action((options: { json?: boolean }) => keep(listKeys(options)));
  keys
    .command('rotate')
    .description('make new keys, and tell followers; for when the old ones may have leaked')
    .action(() => keep(rotate()));
}

function addGit(program: Command, keep: Keep): void {
  const hook = program.command('hook').description('publish by git push, into a repository on this machine');
  hook
    .command('install')
    .description('make a repository into which a push publishes; content is taken from there alone')
    .option('--bare <dir>', 'where; by default blog.git in DATA_DIR')
    .option('--branch <name>', 'the branch that publishes; others are accepted without effect', 'main')
    .option(...json)
    .addHelpText(
      'after',
      '\nThe settings that are in the environment now are kept beside the hook, which runs with them whoever pushes.' +
        '\n\nExample:\n  npm run outward -- hook install --bare /srv/blog.git',
    )
    .action((options: HookInstallOptions) => keep(installHook(options)));
  hook
    .command('status')
    .description(
      'which commit was accepted last, which the site shows, what a forge said, and what stands in the way of a push',
    )
    .option(...json)
    .action((options: { json?: boolean }) => keep(hookStatus(options)));
  hook
    .command('uninstall')
    .description('take content from CONTENT_DIR again; the repository stays')
    .action(() => keep(uninstallHook()));
  const byGit = {
    'pre-receive': preReceive,
    'post-receive': postReceive,
    finish: finishPushes,
    fetch: fetchForge,
  };
  for (const [name, run] of Object.entries(byGit))
    hook.command(name, { hidden: true }).action(() => keep(run()));
  program
    .command('releases')
    .description('the releases that are kept, newest first')
    .option(...json)
    .action((options: { json?: boolean }) => keep(listReleases(options)));
  program
    .command('rollback')
    .description('have the site show an earlier release again, and publish nothing by itself')
    .argument('[release]', 'its name or commit, as "outward releases" lists them; by default the one before')
    .option(...json)
    .addHelpText(
      'after',
      '\nFollowers are told nothing: what they were told stays told. What was published and not told yet is never told.' +
        '\nThe next publication, which you ask for or push, compares with what was told, as its plan says.',
    )
    .action((release: string | undefined, options: { json?: boolean }) => keep(rollback(release, options)));
}

function addDoctor(program: Command, keep: Keep): void {
  program
    .command('doctor')
    .description('what is wrong with machine, blog and public address, why, and what to do; changes nothing')
    .option('--inside', 'ask nothing of the public address')
    .option(...json)
    .addHelpText(
      'after',
      '\nRun it with the settings of the server, beside it. The exit status is 1 when anything fails.' +
        '\n\nExample:\n  npm run --silent outward -- doctor --json',
    )
    .action((options: DoctorOptions) => keep(doctor(options)));
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
