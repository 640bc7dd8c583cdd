import { cancelWaiting } from '../release/waiting.ts';
import { CommandError } from './blog.ts';
import { openCommand, settings } from './environment.ts';
import { scheduleLines, scheduleOf } from './schedule.ts';
import { jsonText } from './words.ts';

/** `outward cancel`: takes back what was published, as long as nobody was told. Exit status 1 when it is too late. */
export async function cancel({ json }: { readonly json?: boolean } = {}): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    const waiting = await foundation.store.waitingPublication();
    if (waiting === undefined)
      throw new CommandError(
        'Nothing waits to be told. What was told can be corrected (edit the post and publish again) or deleted ' +
          '(remove its file and publish again).',
      );
    if (!(await cancelWaiting(foundation, waiting.token)))
      throw new CommandError('Too late: it was told just now.');
    if (json === true) {
      console.log(jsonText({ stopped: waiting.says }));
      return 0;
    }
    for (const { slug, verb } of waiting.says)
      console.log(`Stopped: ${verb} ${slug ?? 'of the blog itself'}`);
    console.log(
      'Nobody was told, and the site shows what it showed before. Nothing is published by itself until you run: npm run publish',
    );
    for (const line of scheduleLines(await scheduleOf(foundation))) console.log(line);
    return 0;
  } finally {
    await foundation.close();
  }
}
