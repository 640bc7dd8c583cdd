import type { DatabaseSync } from 'node:sqlite';
import { randomOf } from '../support/random.ts';
import { waitFor } from '../support/wait-for.ts';
import { broken, keep } from './broken-rule.ts';
import { openContent, type Content } from './content.ts';
import { checkFile, reading, rowsOf } from './observe.ts';
import { checkLedger, checkReceivers, checkRenounced } from './publishing-rules.ts';
import { openPublishingStage, type PublishingStage } from './publishing-stage.ts';
import { Press, type Peril } from './press.ts';
import type { SoakOptions } from './run.ts';

export interface PublishingReport {
  readonly kills: number;
  /** Publications of which `cancel` said that it stopped them. */
  readonly stopped: number;
  /** How often something about a post was taken at an inbox, copies included. */
  readonly arrivals: number;
  /** Posts that there are in the end. */
  readonly posts: number;
}

/** Something is written and published, and somebody dies. */
interface Round extends Peril {
  /** Seconds until it is told, as the writer wants it; 0: `--now`. */
  readonly grace: number;
  /** Whether it is to be stopped before that. */
  readonly isStopped?: boolean;
  /** What is under way, or was just done, when it happens. */
  readonly during: 'publish' | 'cancel' | 'afterwards' | 'start';
}

const rounds: readonly Round[] = [
  { grace: 0, during: 'publish', moment: 'anytime', victims: ['command'] },
  { grace: 0, during: 'publish', moment: 'switch', victims: ['command'] },
  { grace: 3, isStopped: true, during: 'afterwards', moment: 'anytime', victims: ['server'] },
  { grace: 0, during: 'publish', moment: 'switch', victims: ['server'] },
  { grace: 1, during: 'afterwards', moment: 'telling', victims: ['server'] },
  { grace: 0, during: 'afterwards', moment: 'arrival', victims: ['server'] },
  { grace: 3_600, isStopped: true, during: 'cancel', moment: 'anytime', victims: ['command'] },
  { grace: 1, during: 'publish', moment: 'anytime', victims: ['command', 'server'] },
  { grace: 0, during: 'start', moment: 'anytime', victims: ['server'] },
  { grace: 1, during: 'afterwards', moment: 'arrival', victims: ['server'] },
  { grace: 1, isStopped: true, during: 'cancel', moment: 'anytime', victims: ['server'] },
  { grace: 0, during: 'publish', moment: 'switch', victims: ['command', 'server'] },
];

interface Run {
  readonly stage: PublishingStage;
  readonly content: Content;
  readonly press: Press;
}

/**
 * Publishes with the real program while command and server are killed at moments that hurt, and compares what receivers know
 * in the end with what is written. Throws a BrokenRule at the first difference.
 */
export async function runPublishingSoak(options: SoakOptions): Promise<PublishingReport> {
  const { kills, seed, dir, log = () => undefined } = options;
  const random = randomOf(seed);
  await using stage = await openPublishingStage(dir, seed);
  const content = openContent(stage.blog.contentDir, random);
  const press = new Press(stage, content, random);
  for (let count = 0; press.kills < kills; count += 1) {
    const round = rounds[count % rounds.length]!;
    await live(round, { stage, content, press });
    log(`${press.kills} of ${kills} kills, ${round.during}: ${stage.audience.arrivals.length} arrivals`);
  }
  return await settle({ stage, content, press });
}

async function live(round: Round, { content, press }: Run): Promise<void> {
  const { during, grace, isStopped = false } = round;
  const perilOf = (step: Round['during']): Peril | undefined => (step === during ? round : undefined);
  await content.change();
  await press.publish(grace, perilOf('publish'));
  if (isStopped) await press.cancel(perilOf('cancel'));
  if (during === 'afterwards') await press.befall(round);
  if (during === 'start') await press.killWhileStarting();
  await press.startAgain();
  await press.checkStopped();
}

/** One that was refused once is tried again after ten seconds or a little more. */
const settleMs = 60_000;

/** Lets everything end that was begun, and looks at all of it. */
async function settle({ content: { marks }, press, stage }: Run): Promise<PublishingReport> {
  const { blog, inboxes, site } = stage;
  const { arrivals } = stage.audience;
  stage.audience.heal();
  await stage.speak();
  await press.publish(0);
  await waitFor(() => reading(blog.dataDir, isSettled), 'everything to be delivered', settleMs).catch(
    broken('everything is delivered in the end'),
  );
  const told = reading(blog.dataDir, countTold);
  await press.publish(0);
  const again = reading(blog.dataDir, countTold) - told;
  keep('what was told is not told again', again === 0, () => `${again} more`);
  checkReceivers(arrivals, inboxes, { marks: marks.values(), site });
  checkRenounced(arrivals, press.renounced);
  reading(blog.dataDir, (database) => {
    checkFile(database);
    checkLedger(arrivals, database);
  });
  return { kills: press.kills, stopped: press.stopped, arrivals: arrivals.length, posts: marks.size };
}

function isSettled(database: DatabaseSync): boolean {
  const open = `SELECT row FROM deliveries WHERE state = 'pending' UNION ALL SELECT row FROM waiting_publication`;
  return rowsOf(database, open).length === 0;
}

function countTold(database: DatabaseSync): number {
  return rowsOf(database, 'SELECT id FROM activities').length;
}
