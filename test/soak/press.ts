import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { exchange } from '../support/exchange.ts';
import type { Random } from '../support/random.ts';
import { waitFor } from '../support/wait-for.ts';
import { broken, keep } from './broken-rule.ts';
import { startCommand } from './command.ts';
import { marksIn, type Content } from './content.ts';
import { untilMoment, type Moment } from './moments.ts';
import { checkFile, reading, rowsOf } from './observe.ts';
import type { PublishingStage } from './publishing-stage.ts';

/** Who is killed, and when. */
export interface Peril {
  readonly moment: Moment;
  readonly victims: readonly ('command' | 'server')[];
}

/** What waited when it was stopped. */
interface Stopped {
  /** When it would have been told. */
  readonly sendAt: number;
  /** Of its activities. */
  readonly ids: readonly string[];
  /** Pages that were new with it, and what must not be on them. */
  readonly pages: readonly (readonly [slug: string, mark: string])[];
}

const startMs = 900;
/** The server looks once a second whether a window is over; then what is told is sent. */
const tellingMs = 1_500;
const patienceMs = 6_000;

/** The program in the hands of somebody whose machine kills it again and again. */
export class Press {
  kills = 0;
  /** Publications of which `cancel` said that it stopped them, and the marks of which nobody ever hears therefore. */
  stopped = 0;
  readonly renounced = new Set<string>();
  #lastStopped: Stopped | undefined;
  #isServing = true;
  readonly #stage: PublishingStage;
  readonly #content: Content;
  readonly #random: Random;

  constructor(stage: PublishingStage, content: Content, random: Random) {
    this.#stage = stage;
    this.#content = content;
    this.#random = random;
  }

  /** `grace` in seconds; with 0 everybody is told at once, also of what waits. */
  async publish(grace: number, peril?: Peril): Promise<void> {
    const args = grace === 0 ? ['publish', '--now'] : ['publish'];
    const { code, output } = await this.#perform(args, grace, peril);
    keep('who publishes succeeds, if nobody kills it', code === 0 || code === null, () => output);
  }

  /** Stops what waits. If that is said to have succeeded, it is written otherwise. */
  async cancel(peril?: Peril): Promise<void> {
    const { blog } = this.#stage;
    const { operations, sendAt } = reading(blog.dataDir, waitingIn);
    const { code } = await this.#perform(['cancel'], 0, peril);
    if (code !== 0) return;
    const marks = new Set(marksIn(operations));
    this.#lastStopped = {
      sendAt,
      ids: idsIn(operations),
      pages: [...this.#content.marks].filter(([, mark]) => marks.has(mark)),
    };
    this.stopped += 1;
    for (const mark of marks) this.renounced.add(mark);
    await this.#content.renounce(marks);
  }

  /** Waits for a moment of the running program, and kills it then. */
  async befall({ moment }: Peril): Promise<void> {
    await this.#until(moment);
    await this.#killServer();
  }

  /** When it recovers, and publishes what is left over. */
  async killWhileStarting(): Promise<void> {
    const { audience, blog } = this.#stage;
    await this.#killServer();
    do {
      audience.begin();
      const starting = blog.start().catch(() => undefined); // Most die before they can say that they listen.
      await pause(this.#random.below(startMs));
      await blog.kill();
      await starting;
      this.kills += 1;
    } while (this.#random.chance(0.3));
  }

  async startAgain(): Promise<void> {
    if (this.#isServing) return;
    const { audience, blog } = this.#stage;
    audience.begin();
    await blog.start().catch(broken('whenever it is killed, it starts again'));
    this.#isServing = true;
    reading(blog.dataDir, checkFile);
  }

  /**
   * Of what was stopped last, nobody was told, and nothing is shown. Waits until it would have been told, if that is soon. To be
   * asked before anything else is published.
   */
  async checkStopped(): Promise<void> {
    const { audience, blog } = this.#stage;
    const { ids = [], pages = [], sendAt = 0 } = this.#lastStopped ?? {};
    this.#lastStopped = undefined;
    const leftMs = sendAt + tellingMs - Date.now();
    if (leftMs > 0 && leftMs < patienceMs) await pause(leftMs);
    const heard = audience.arrivals.find(({ activity }) => ids.includes(activity.id));
    keep('what was stopped is not told', heard === undefined, () => JSON.stringify(heard));
    for (const [slug, mark] of pages) {
      const isGone = async (): Promise<boolean> =>
        !(await exchange(`${blog.address}/posts/${slug}/`)).body.includes(mark);
      await waitFor(isGone, `${mark} to be gone from the page of ${slug}`).catch(
        broken('what was stopped is not shown'),
      );
    }
  }

  /** Runs a command to its end, which is a violent one if `peril` says so: then its code is null. */
  async #perform(args: readonly string[], grace: number, peril?: Peril): Promise<Performed> {
    await using command = startCommand(this.#stage.blog, args, { GRACE: String(grace) });
    if (peril !== undefined) {
      await Promise.race([this.#until(peril.moment), command.ended]);
      const server = peril.victims.includes('server') ? this.#killServer() : undefined;
      if (peril.victims.includes('command')) await command.stop('SIGKILL');
      await server;
    }
    const { code, signal } = await command.ended;
    if (signal === 'SIGKILL') this.kills += 1;
    return { code, output: command.output() };
  }

  #until(moment: Moment): Promise<void> {
    const { audience, blog } = this.#stage;
    return untilMoment(moment, { audience, dataDir: blog.dataDir, random: this.#random });
  }

  async #killServer(): Promise<void> {
    this.#isServing = false;
    this.kills += 1;
    await this.#stage.blog.kill();
  }
}

interface Performed {
  readonly code: number | null;
  readonly output: string;
}

/** What will be written when it is told, as JSON, and when that is. */
function waitingIn(database: DatabaseSync): { readonly operations: string; readonly sendAt: number } {
  const [row] = rowsOf<'operations' | 'at'>(
    database,
    'SELECT operations, CAST(send_at AS TEXT) AS at FROM waiting_publication',
  );
  return { operations: row?.operations ?? '[]', sendAt: Number(row?.at ?? 0) };
}

function idsIn(operations: string): readonly string[] {
  const all = JSON.parse(operations) as readonly {
    readonly kind: string;
    readonly row: { readonly id: string };
  }[];
  return all.filter(({ kind }) => kind.startsWith('enqueue')).map(({ row }) => row.id);
}
