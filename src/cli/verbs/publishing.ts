import { Option, type Command } from 'commander';
import type { PlanVerbOptions } from '../plan.ts';
import type { PublishVerbOptions } from '../publish.ts';
import { examples, json, type AddVerbs, type Json, type Keep } from './kit.ts';

/** Verbs on the way from the file to the follower. */
export const addPublishing: AddVerbs = (program, keep) => {
  program
    .command('start')
    .description('build what changed, serve the site, take what arrives and deliver what is due')
    .addHelpText(...examples('npm start', 'ORIGIN=https://blog.example npm start'))
    .action(() => keep(import('../start.ts').then(({ start }) => start())));
  program
    .command('publish')
    .description('build into a new release, switch to it, and tell followers what changed')
    .option('--dry-run', 'the same as: outward plan')
    .option('--json', 'print the result for a program')
    .option('--now', 'tell them at once, without the grace window; also what waits already')
    .addOption(new Option('--due', 'only by the server itself, when something falls due').hideHelp())
    .addHelpText(...examples('npm run publish', 'npm run publish -- --dry-run'))
    .action((options: PublishVerbOptions & { dryRun?: boolean }) =>
      keep(
        options.dryRun === true
          ? import('../plan.ts').then(({ plan }) => plan(options))
          : import('../publish.ts').then(({ publish }) => publish(options)),
      ),
    );
  addPlan(program, keep);
  program
    .command('cancel')
    .description('stop what was published, as long as its grace window lasts: nobody is told')
    .option(...json)
    .addHelpText(...examples('npm run outward -- cancel'))
    .action((options: Json) => keep(import('../cancel.ts').then(({ cancel }) => cancel(options))));
  program
    .command('status')
    .description(
      'followers, deliveries, what waits for the writer, and what was published; of one post, how it fared',
    )
    .argument('[post]', 'its slug, id, file or address')
    .option('--all', 'each inbox that the post went to')
    .option(...json)
    .addHelpText(...examples('npm run outward -- status', 'npm run outward -- status how-to-brew --all'))
    .action((post: string | undefined, options: Json & { all?: boolean }) =>
      keep(import('../status.ts').then(({ status }) => status(post, options))),
    );
};

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
    .addHelpText('after', '\nThe exit status is 1 when something could not be published.')
    .addHelpText(
      ...examples(
        'npm run outward -- plan',
        'npm run --silent outward -- plan --base origin/main --markdown',
      ),
    )
    .action((options: PlanVerbOptions) => keep(import('../plan.ts').then(({ plan }) => plan(options))));
}
