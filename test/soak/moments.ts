import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '../support/random.ts';
import type { Audience } from './audience.ts';

/**
 * `anytime`: while something is read, planned or built. `switch`: when the site has another release, and soon nothing can be
 * called back. `arrival`: when a few have been told, and others have not. `telling`: around the end of a grace window.
 */
export type Moment = 'anytime' | 'switch' | 'arrival' | 'telling';

interface Watched {
  readonly dataDir: string;
  readonly audience: Audience;
  readonly random: Random;
}

const commandMs = 900;
/** From the switch until what is said is on record. */
const commitMs = 250;
const arrivalsMax = 12;
/** A window of a second, and another until the server looks. */
const windowMs = 2_000;
/** However little happens, nothing is waited for longer. */
const longestMs = 3_000;

/** Resolves at such a moment, counted from the call. */
export async function untilMoment(moment: Moment, { dataDir, audience, random }: Watched): Promise<void> {
  switch (moment) {
    case 'anytime':
      return pause(random.below(commandMs));
    case 'switch': {
      const soon = random.below(commitMs);
      const current = (): string => readFileSync(join(dataDir, 'current'), 'utf8');
      const before = current();
      await until(() => current() !== before);
      return pause(soon);
    }
    case 'arrival': {
      const count = audience.arrivals.length + 1 + random.below(arrivalsMax);
      return until(() => audience.arrivals.length >= count);
    }
    case 'telling':
      return pause(random.below(windowMs));
  }
}

const lookMs = 2;

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + longestMs;
  while (!condition() && performance.now() < deadline) await pause(lookMs);
}
