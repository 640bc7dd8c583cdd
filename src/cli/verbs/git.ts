import type { HookInstallOptions } from '../hook.ts';
import { examples, json, type AddVerbs, type Json } from './kit.ts';

/** Verbs about pushes and the releases that came of them. */
export const addGit: AddVerbs = (program, keep) => {
  const hook = program
    .command('hook')
    .description('publish by git push, into a repository on this machine')
    .addHelpText(
      ...examples('npm run outward -- hook install --bare /srv/blog.git', 'npm run outward -- hook status'),
    );
  hook
    .command('install')
    .description('make a repository into which a push publishes; content is taken from there alone')
    .option('--bare <dir>', 'where; by default blog.git in DATA_DIR')
    .option('--branch <name>', 'the branch that publishes; others are accepted without effect', 'main')
    .option(...json)
    .addHelpText(
      'after',
      '\nThe settings that are in the environment now are kept beside the hook, which runs with them whoever pushes.',
    )
    .addHelpText(...examples('npm run outward -- hook install --bare /srv/blog.git'))
    .action((options: HookInstallOptions) =>
      keep(import('../hook.ts').then(({ installHook }) => installHook(options))),
    );
  hook
    .command('status')
    .description(
      'which commit was accepted last, which the site shows, what a forge said, and what stands in the way of a push',
    )
    .option(...json)
    .addHelpText(...examples('npm run outward -- hook status'))
    .action((options: Json) => keep(import('../hook.ts').then(({ hookStatus }) => hookStatus(options))));
  hook
    .command('uninstall')
    .description('take content from CONTENT_DIR again; the repository stays')
    .option(...json)
    .addHelpText(...examples('npm run outward -- hook uninstall'))
    .action((options: Json) =>
      keep(import('../hook.ts').then(({ uninstallHook }) => uninstallHook(options))),
    );
  const byGit = {
    'pre-receive': () => import('../hook-receive.ts').then(({ preReceive }) => preReceive()),
    'post-receive': () => import('../hook-receive.ts').then(({ postReceive }) => postReceive()),
    finish: () => import('../hook-receive.ts').then(({ finishPushes }) => finishPushes()),
    fetch: () => import('../fetch-forge.ts').then(({ fetchForge }) => fetchForge()),
  };
  for (const [name, run] of Object.entries(byGit))
    hook.command(name, { hidden: true }).action(() => keep(run()));
  program
    .command('releases')
    .description('the releases that are kept, newest first')
    .option(...json)
    .addHelpText(...examples('npm run outward -- releases'))
    .action((options: Json) =>
      keep(import('../rollback.ts').then(({ listReleases }) => listReleases(options))),
    );
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
    .addHelpText(...examples('npm run outward -- rollback'))
    .action((release: string | undefined, options: Json) =>
      keep(import('../rollback.ts').then(({ rollback }) => rollback(release, options))),
    );
};
