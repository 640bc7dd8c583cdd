import { Option } from 'commander';
import type { ListOptions } from '../followers.ts';
import { examples, json, type AddVerbs, type Json } from './kit.ts';

/** Verbs about followers and reports. */
export const addPeople: AddVerbs = (program, keep) => {
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
    .addHelpText(
      ...examples(
        'npm run outward -- followers --servers',
        'npm run --silent outward -- followers --csv > followers.csv',
      ),
    )
    .action((options: ListOptions) =>
      keep(import('../followers.ts').then(({ listFollowers }) => listFollowers(options))),
    );
  const answers = {
    accept: 'let one in who waits',
    reject: 'turn one down who waits',
    remove: 'have one follow no longer',
  };
  for (const [verb, description] of Object.entries(answers) as [keyof typeof answers, string][])
    followers
      .command(verb)
      .description(description)
      .argument('<who>', 'a handle (@ada@social.example) or an id')
      .option(...json)
      .addHelpText(...examples(`npm run outward -- followers ${verb} @ada@social.example`))
      .action((name: string, options: Json) =>
        keep(import('../followers.ts').then(({ answerFollower }) => answerFollower(verb, name, options))),
      );
  program
    .command('reports')
    .description('what others reported to you')
    .option(...json)
    .addHelpText(...examples('npm run outward -- reports'))
    .action((options: Json) => keep(import('../reports.ts').then(({ listReports }) => listReports(options))));
  program
    .command('report')
    .description('report posts or people to those who run their server')
    .argument('<url...>', 'posts or profiles, as their own server shows them')
    .requiredOption('--reason <text>', 'what is wrong with them')
    .option(...json)
    .addHelpText(
      ...examples(
        'npm run outward -- report https://social.example/@spam/1 --reason "Sells teapots that leak."',
      ),
    )
    .action((urls: readonly string[], options: Json & { reason: string }) =>
      keep(import('../report.ts').then(({ report }) => report(urls, options))),
    );
};
