import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Foundation } from '../app.ts';
import { ContentError } from '../posts/post.ts';
import { checkOut, removeCheckout, removeOldCheckouts } from '../release/checkout.ts';
import { git, shortName } from '../release/history.ts';
import { whilePublishing } from '../release/lock.ts';
import { planPublication, rehearse, type Planned, type PublishContext } from '../release/publish.ts';
import { acceptedCommit, forgetPush, notePush, pendingPushes, readPushTarget } from '../release/pushed.ts';
import { openCommand, projectDir, settings } from './environment.ts';
import { isWrong, reportOf, reportOfProblems } from './plan/report.ts';
import { textOfPlan } from './plan/text.ts';
import { whileTelling } from './progress.ts';
import { print, publishNow } from './publish.ts';
import { amount } from './words.ts';

/** A push waits for the one before it, which may compile the theme. */
const lockWaitMs = 600_000;

/** What a push does to the branch that publishes. */
interface Push {
  readonly repository: string;
  readonly branch: string;
  /** Whole names; undefined for none. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * `outward hook pre-receive`, which git runs before it accepts anything: exit status 1 refuses the whole push. What could go
 * wrong with the commit goes wrong here, where nothing is changed yet: it is laid out, planned, and built without a switch.
 */
export async function preReceive(): Promise<number> {
  const push = await readPush();
  if (push === undefined) return 0;
  const { after, branch } = push;
  if (after === undefined) {
    console.log(
      `Refused: the blog is published from ${branch}, so it cannot be deleted. To delete posts, remove their files and push that.`,
    );
    return 1;
  }
  return withFoundation((foundation) => decide(foundation, { ...push, after }));
}

async function decide(foundation: Foundation, push: Push & { readonly after: string }): Promise<number> {
  const { dataDir } = foundation.settings;
  const { after } = push;
  const isGood = await whileTelling(`Reading and building ${shortName(after)}`, () =>
    whilePublishing(dataDir, lockWaitMs, () => isPublishable(foundation, push)),
  );
  if (!isGood) {
    await removeCheckout(dataDir, after);
    console.log(
      `Refused: nothing of ${shortName(after)} was accepted, and nothing published. Mend it and push again.`,
    );
    return 1;
  }
  await notePush(dataDir, after, process.ppid);
  return 0;
}

async function isPublishable(
  foundation: Foundation,
  { after, before, repository }: Push & { readonly after: string },
): Promise<boolean> {
  const { GIT_QUARANTINE_PATH: apart } = process.env;
  const quarantine = apart === undefined ? undefined : resolve(apart);
  const { dataDir } = foundation.settings;
  const contentDir = await checkOut(after, { dataDir, repository, quarantine });
  if ((await stat(contentDir).catch(() => undefined)) === undefined) {
    console.log(
      'There is no folder content/ in it. Put blog.yml and posts/ into content/ at the top of the repository.',
    );
    return false;
  }
  const context = { ...foundation, settings: { ...foundation.settings, contentDir } };
  const planned = await planAloud(context);
  if (planned === undefined) return false;
  if (before !== undefined) await tellWhatElse(contentDir, before);
  await rehearse(context, planned);
  return true;
}

/** Undefined when something stands there that cannot be published; the reasons have been said. */
async function planAloud(context: PublishContext): Promise<Planned | undefined> {
  const { contentDir } = context.settings;
  try {
    const planned = await planPublication(context);
    const report = await reportOf(planned, { base: undefined, contentDir, isAll: false });
    console.log(textOfPlan({ ...report, isHeld: false }, plain)); // What holds publishing ends with the push.
    return isWrong(report) ? undefined : planned;
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    console.log(textOfPlan(reportOfProblems(error.problems, { at: context.now(), base: undefined }), plain));
    return undefined;
  }
}

/** Git puts "remote: " before each line. */
const plain = { width: 90, paint: (_: unknown, line: string) => line, isFollowed: true };

/** What a push brings beside posts: none of it is run here, which would let whoever may push do anything. */
async function tellWhatElse(contentDir: string, before: string): Promise<void> {
  const isAfter = await git(contentDir, ['merge-base', '--is-ancestor', before, 'HEAD']).then(
    () => true,
    () => false,
  );
  if (!isAfter)
    console.log('The history was rewritten: what is not in it any more is deleted, as the plan says.');
  const others = await git(contentDir, [
    'diff',
    '-z',
    '--name-only',
    before,
    'HEAD',
    '--',
    ':(top)',
    ':(top,exclude)content',
  ]);
  const count = others.split('\0').length - 1;
  if (count > 0)
    console.log(
      `${amount(count, 'file', 'files')} outside content/ changed too, which changes nothing on the site: program and theme are those in ${projectDir}.`,
    );
}

/**
 * `outward hook post-receive`, which git runs when the branch has moved: publishes what it holds by now. Killed or failed, it
 * is done again by the running server, or by whatever publishes next.
 */
export async function postReceive(): Promise<number> {
  const { after } = (await readPush()) ?? {};
  return after === undefined ? 0 : withFoundation((foundation) => publishPushed(foundation, after));
}

async function publishPushed(foundation: Foundation, commit: string): Promise<number> {
  const { dataDir } = foundation.settings;
  try {
    const result = await whileTelling('Publishing', () => publishNow(foundation, 'asked', lockWaitMs));
    await print(result, 'publish');
    const published = result.manifest?.commit;
    if (published !== undefined && published !== commit)
      console.log(
        `${shortName(published)}, which was pushed after ${shortName(commit)}, is published in its place.`,
      );
  } catch (error) {
    console.error(
      'The push was accepted, but not all of it is published. The running server tries again; "npm run publish" does at once.',
    );
    throw error;
  }
  await forgetPush(dataDir, commit);
  await removeOldCheckouts(dataDir, commit);
  return 0;
}

/**
 * `outward hook finish`: publishes what git accepted when nobody lived to publish it, and forgets pushes that it did not
 * accept. Exit status 1 when what was accepted is refused by now.
 */
export async function finishPushes(): Promise<number> {
  const { dataDir } = settings();
  const target = await readPushTarget(dataDir);
  const left = (await pendingPushes(dataDir)).filter(({ isLeft }) => isLeft);
  const accepted = target && (await acceptedCommit(target));
  const isAccepted = left.some(({ commit }) => commit === accepted);
  const exitStatus = isAccepted ? await withFoundation(publishAccepted) : 0;
  for (const { commit } of left) await forgetPush(dataDir, commit);
  return exitStatus;
}

async function publishAccepted(foundation: Foundation): Promise<number> {
  const result = await publishNow(foundation, 'asked');
  await print(result, 'publish');
  return result.refused.length > 0 ? 1 : 0;
}

/** What git says on standard input (githooks(5)); undefined when it does not concern the branch, which has been said. */
async function readPush(): Promise<Push | undefined> {
  const target = await readPushTarget(settings().dataDir);
  const lines = (await text(process.stdin)).trim().split('\n');
  if (target === undefined) {
    console.log('Accepted, but the blog is not published from here any more.');
    return undefined;
  }
  const updates = lines.map((line) => line.split(' '));
  const [before, after] = updates.find(([, , ref]) => ref === `refs/heads/${target.branch}`) ?? [];
  if (before !== undefined && after !== undefined)
    return { ...target, before: nameIn(before), after: nameIn(after) };
  console.log(`Nothing is published: only ${target.branch} is.`);
  return undefined;
}

/** Nought stands for no commit. */
function nameIn(word: string): string | undefined {
  return /^0+$/.test(word) ? undefined : word;
}

async function withFoundation(run: (foundation: Foundation) => Promise<number>): Promise<number> {
  const foundation = await openCommand(settings());
  try {
    return await run(foundation);
  } finally {
    await foundation.close();
  }
}
