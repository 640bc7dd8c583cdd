import { Argument, Option, type Command } from 'commander';
import { kinds } from '../../import/found.ts';
import type { RestoreVerbOptions } from '../backup.ts';
import type { CleanVerbOptions } from '../clean.ts';
import { shells, type Shell } from '../completion.ts';
import type { DoctorOptions } from '../doctor.ts';
import type { ImportVerbOptions } from '../import.ts';
import { examples, json, type AddVerbs, type Json, type Keep } from './kit.ts';

/** Verbs that look after the house: health, keys, backups, moving in and out. */
export const addKeeping: AddVerbs = (program, keep) => {
  addDoctor(program, keep);
  addKeys(program, keep);
  addBackups(program, keep);
  addMoving(program, keep);
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
    .addHelpText(
      ...examples('npm run outward -- clean --dry-run', 'npm run outward -- clean --origin spam.example'),
    )
    .action((options: CleanVerbOptions) =>
      keep(import('../clean.ts').then(({ cleanStore }) => cleanStore(options))),
    );
  program
    .command('completion')
    .description('a script that has your shell complete verbs and options of bin/outward')
    .addArgument(new Argument('<shell>').choices(shells))
    .addHelpText(...examples('source <(bin/outward completion bash)'))
    .action(async (shell: Shell) => {
      const { completionFor } = await import('../completion.ts');
      console.log(completionFor(shell, program));
    });
};

function addKeys(program: Command, keep: Keep): void {
  const keys = program
    .command('keys')
    .description('the keys that the blog signs with')
    .option(...json)
    .addHelpText(...examples('npm run outward -- keys'))
    .action((options: Json) => keep(import('../keys.ts').then(({ listKeys }) => listKeys(options))));
  keys
    .command('rotate')
    .description('make new keys, and tell followers; for when the old ones may have leaked')
    .option(...json)
    .addHelpText(...examples('npm run outward -- keys rotate'))
    .action((options: Json) => keep(import('../keys.ts').then(({ rotate }) => rotate(options))));
}

function addBackups(program: Command, keep: Keep): void {
  program
    .command('backup')
    .description('copy store, keys and content into one file, while the blog runs or not')
    .argument('[file]', 'a new one; by default named after the moment')
    .option(...json)
    .addHelpText(
      ...examples('npm run outward -- backup', 'npm run outward -- backup /mnt/elsewhere/monday.backup'),
    )
    .action((file: string | undefined, options: Json) =>
      keep(import('../backup.ts').then(({ backup }) => backup(file, options))),
    );
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
    .addHelpText(...examples('npm run outward -- restore monday.backup'))
    .action((file: string, options: RestoreVerbOptions) =>
      keep(import('../backup.ts').then(({ restore }) => restore(file, options))),
    );
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
      keep(import('../import.ts').then(({ importBlog }) => importBlog(source, options))),
    );
  program
    .command('export')
    .description('write content, followers, comments and what was told into a folder, to take elsewhere')
    .argument('<folder>', 'a new one')
    .option(...json)
    .addHelpText(...examples('npm run outward -- export ../leaving'))
    .action((folder: string, options: Json) =>
      keep(import('../export.ts').then(({ exportBlog }) => exportBlog(folder, options))),
    );
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
    .action((options: DoctorOptions) => keep(import('../doctor.ts').then(({ doctor }) => doctor(options))));
}
