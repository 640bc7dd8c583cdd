import { Option, type Command } from 'commander';
import type { RuleAct } from '../store/store.ts';
import { importBlocklist, updateBlocklists, type ImportOptions, type UpdateOptions } from './blocklist.ts';
import {
  explainComment,
  judgeComment,
  listComments,
  type CommentsOptions,
  type CommentVerb,
  type JudgeOptions,
} from './comments.ts';
import { listMessages } from './messages.ts';
import { listRules, rule, unblock, type RuleOptions } from './rules.ts';

type Keep = (verb: Promise<number>) => Promise<void>;

const json = ['--json', 'print it for a program'] as const;

/** The verbs about comments, and about who may write them. */
export function addModeration(program: Command, keep: Keep): void {
  addComments(program, keep);
  addRules(program, keep);
  addBlocklists(program, keep);
  program
    .command('messages')
    .description('what was written to the blog for you alone; kept for 30 days, and shown nowhere else')
    .option(...json)
    .action((options: { json?: boolean }) => keep(listMessages(options)));
}

const standings = ['held', 'hidden', 'limited', 'blocked', 'refused'] as const;

function addComments(program: Command, keep: Keep): void {
  const comments = program
    .command('comments')
    .description('comments that readers do not see, and why; by default those that wait for you')
    .option(...json)
    .addHelpText(
      'after',
      '\nExamples:\n  npm run outward -- comments\n  npm run outward -- comments approve 12' +
        '\n  npm run outward -- comments approve --all-of @ada@social.example',
    );
  for (const standing of standings)
    comments.addOption(
      new Option(`--${standing}`, standingHelp[standing]).conflicts(
        standings.filter((other) => other !== standing),
      ),
    );
  comments.action((options: CommentsOptions) => keep(listComments(options)));
  for (const [verb, description] of Object.entries(judging) as [CommentVerb, string][]) {
    const command = comments
      .command(verb)
      .description(description)
      .argument(verb === 'approve' ? '[comment]' : '<comment>', which)
      .option(...json);
    if (verb === 'approve') command.option('--all-of <account>', 'instead, all that wait of a handle or id');
    command.action((name: string | undefined, options: JudgeOptions) =>
      keep(judgeComment(verb, name, both(options, comments))),
    );
  }
  comments
    .command('why')
    .description('each fact that decides where one stands: policy, rules, your word')
    .argument('<comment>', which)
    .option(...json)
    .action((name: string, options: { json?: boolean }) =>
      keep(explainComment(name, both(options, comments))),
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
      .addHelpText('after', `\nExample:\n  npm run outward -- ${act} social.example --reason "too loud"`)
      .action((name: string, options: RuleOptions) => keep(rule(act, name, options)));
  program
    .command('unblock')
    .description('take back what block, limit, hold or allow said: all is as it was')
    .argument(...whom)
    .option(...json)
    .action((name: string, options: RuleOptions) => keep(unblock(name, options)));
  program
    .command('rules')
    .description('all rules about accounts, domains and words, and where they are written')
    .option(...json)
    .action((options: RuleOptions) => keep(listRules(options)));
}

function addBlocklists(program: Command, keep: Keep): void {
  const blocklist = program.command('blocklist').description('lists of domains that others keep');
  blocklist
    .command('import')
    .description("make a file in content/moderation of a list in Mastodon's form, for you to look at")
    .argument('<file>', 'CSV, as Mastodon exports its domain blocks')
    .option('--dry-run', 'show what would be written')
    .option(...json)
    .action((file: string, options: ImportOptions) => keep(importBlocklist(file, options)));
  blocklist
    .command('update')
    .description('compare files that have subscribe: with the lists there; changes nothing by itself')
    .option('--write', 'put what has changed into the files')
    .option(...json)
    .action((options: UpdateOptions) => keep(updateBlocklists(options)));
}

/** `--json` is taken by whichever of the two commands it stands behind. */
function both<Options extends { readonly json?: boolean }>(options: Options, parent: Command): Options {
  return { ...parent.opts<{ json?: boolean }>(), ...options };
}
