import { Option, type Command } from 'commander';
import type { RuleAct } from '../../store/store.ts';
import type { ImportOptions, UpdateOptions } from '../blocklist.ts';
import type { CommentsOptions, CommentVerb, JudgeOptions } from '../comments.ts';
import type { RuleOptions } from '../rules.ts';
import { examples, json, type AddVerbs, type Json, type Keep } from './kit.ts';

/** The verbs about comments, and about who may write them. */
export const addModeration: AddVerbs = (program, keep) => {
  addComments(program, keep);
  addRules(program, keep);
  addBlocklists(program, keep);
  program
    .command('messages')
    .description('what was written to the blog for you alone; kept for 30 days, and shown nowhere else')
    .option(...json)
    .addHelpText(...examples('npm run outward -- messages'))
    .action((options: Json) =>
      keep(import('../messages.ts').then(({ listMessages }) => listMessages(options))),
    );
};

const standings = ['held', 'hidden', 'limited', 'blocked', 'refused'] as const;

function addComments(program: Command, keep: Keep): void {
  const comments = program
    .command('comments')
    .description('comments that readers do not see, and why; by default those that wait for you')
    .option(...json)
    .addHelpText(...examples('npm run outward -- comments', 'npm run outward -- comments --refused'));
  for (const standing of standings)
    comments.addOption(
      new Option(`--${standing}`, standingHelp[standing]).conflicts(
        standings.filter((other) => other !== standing),
      ),
    );
  comments.action((options: CommentsOptions) =>
    keep(import('../comments.ts').then(({ listComments }) => listComments(options))),
  );
  for (const [verb, description] of Object.entries(judging) as [CommentVerb, string][]) {
    const command = comments
      .command(verb)
      .description(description)
      .argument(verb === 'approve' ? '[comment]' : '<comment>', which)
      .option(...json);
    command.addHelpText(
      ...examples(
        `npm run outward -- comments ${verb} 12`,
        ...(verb === 'approve' ? ['npm run outward -- comments approve --all-of @ada@social.example'] : []),
      ),
    );
    if (verb === 'approve') command.option('--all-of <account>', 'instead, all that wait of a handle or id');
    command.action((name: string | undefined, options: JudgeOptions) =>
      keep(import('../comments.ts').then(({ judgeComment }) => judgeComment(verb, name, options))),
    );
  }
  comments
    .command('why')
    .description('each fact that decides where one stands: policy, rules, your word')
    .argument('<comment>', which)
    .option(...json)
    .addHelpText(...examples('npm run outward -- comments why 12'))
    .action((name: string, options: Json) =>
      keep(import('../comments.ts').then(({ explainComment }) => explainComment(name, options))),
    );
}

const which = 'its number in the list, its id or its address';

const standingHelp = {
  held: 'those that wait for you',
  hidden: 'those that you, or a rule about words, have hidden',
  limited: 'those of accounts that are limited',
  blocked: 'those of accounts that are blocked',
  refused: 'how many were not even taken, and by which rule',
} as const;

const judging: Readonly<Record<CommentVerb, string>> = {
  approve: 'show one, and from then on what its author writes',
  hide: 'show one no longer',
  restore: 'take back your word on one, so that policy and rules decide',
};

const deeds: Readonly<Record<RuleAct, string>> = {
  block: 'refuse an account or domain, or hide comments with a word',
  limit: 'take what an account or domain does, and show none of it',
  hold: 'let the comments of an account or domain, or those with a word, wait for you',
  allow: 'let an account or domain past rules and policies',
};

const whom = ['<whom>', '@ada@social.example or its id; social.example; *.social.example; a word'] as const;

function addRules(program: Command, keep: Keep): void {
  for (const [act, description] of Object.entries(deeds) as [RuleAct, string][])
    program
      .command(act)
      .description(description)
      .argument(...whom)
      .option('--reason <text>', 'for your own memory')
      .option(...json)
      .addHelpText(...examples(`npm run outward -- ${act} social.example --reason "too loud"`))
      .action((name: string, options: RuleOptions) =>
        keep(import('../rules.ts').then(({ rule }) => rule(act, name, options))),
      );
  program
    .command('unblock')
    .description('take back what block, limit, hold or allow said: all is as it was')
    .argument(...whom)
    .option(...json)
    .addHelpText(...examples('npm run outward -- unblock social.example'))
    .action((name: string, options: RuleOptions) =>
      keep(import('../rules.ts').then(({ unblock }) => unblock(name, options))),
    );
  program
    .command('rules')
    .description('all rules about accounts, domains and words, and where they are written')
    .option(...json)
    .addHelpText(...examples('npm run outward -- rules'))
    .action((options: RuleOptions) =>
      keep(import('../rules.ts').then(({ listRules }) => listRules(options))),
    );
}

function addBlocklists(program: Command, keep: Keep): void {
  const blocklist = program
    .command('blocklist')
    .description('lists of domains that others keep')
    .addHelpText(
      ...examples('npm run outward -- blocklist import blocks.csv', 'npm run outward -- blocklist update'),
    );
  blocklist
    .command('import')
    .description("make a file in content/moderation of a list in Mastodon's form, for you to look at")
    .argument('<file>', 'CSV, as Mastodon exports its domain blocks')
    .option('--dry-run', 'show what would be written')
    .option(...json)
    .addHelpText(...examples('npm run outward -- blocklist import blocks.csv --dry-run'))
    .action((file: string, options: ImportOptions) =>
      keep(import('../blocklist.ts').then(({ importBlocklist }) => importBlocklist(file, options))),
    );
  blocklist
    .command('update')
    .description('compare files that have subscribe: with the lists there; changes nothing by itself')
    .option('--write', 'put what has changed into the files')
    .option(...json)
    .addHelpText(...examples('npm run outward -- blocklist update --write'))
    .action((options: UpdateOptions) =>
      keep(import('../blocklist.ts').then(({ updateBlocklists }) => updateBlocklists(options))),
    );
}
