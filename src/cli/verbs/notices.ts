import { examples, json, type AddVerbs, type Json } from './kit.ts';

/** The verb `notices`: how the writer hears of what came. */
export const addNotices: AddVerbs = (program, keep) => {
  const notices = program
    .command('notices')
    .description('how you hear of comments, requests to follow and reports: a feed of your own, and mail')
    .option(...json)
    .addHelpText(...examples('npm run outward -- notices'))
    .action((options: Json) => keep(import('../notices.ts').then(({ showNotices }) => showNotices(options))));
  notices
    .command('renew')
    .description('give the feed another address, for when somebody else has got to know it')
    .option(...json)
    .addHelpText(...examples('npm run outward -- notices renew'))
    .action((options: Json) =>
      keep(import('../notices.ts').then(({ renewNotices }) => renewNotices(options))),
    );
};
