import type { AnswerVerbOptions, NewVerbOptions } from '../write.ts';
import { examples, json, type AddVerbs } from './kit.ts';

/** Verbs that write a file for the writer to commit. */
export const addWriting: AddVerbs = (program, keep) => {
  program
    .command('new')
    .description('write the front matter of a new post, with an id that lasts')
    .argument('[title]', 'without one, it is asked for')
    .option('--tags <tags>', 'with commas between: kettles,repair')
    .option('--lang <language>', 'when it is not that of the blog: de, pt-BR')
    .option('--note', 'a short post, which needs no title')
    .option(...json)
    .addHelpText(...examples('npm run outward -- new "How to repair a kettle" --tags kettles,repair'))
    .action((title: string | undefined, options: NewVerbOptions) =>
      keep(import('../write.ts').then(({ newPost }) => newPost(title, options))),
    );
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
      .addHelpText(...examples(`npm run outward -- ${act} https://social.example/@ada/1`))
      .action((url: string, options: AnswerVerbOptions) =>
        keep(import('../write.ts').then(({ answer }) => answer(act, url, options))),
      );
  }
};
