import { codeOf } from './sqlite-connection.ts';
import { StoreLost, StoreUnavailable } from './store.ts';

/**
 * What helps against a fault of the machine. 'wait': nothing is wrong with the connections. 'reopen': they may never get over it
 * by themselves. 'check': the file is damaged, and must not be written to before it has been found whole.
 */
export type Remedy = 'wait' | 'reopen' | 'check';

interface Kind {
  readonly remedy: Remedy;
  /** Completes "The database <path> …". */
  readonly why: string;
  /** What a person can do. */
  readonly advice: string;
}

const damaged: Kind = {
  remedy: 'check',
  why: 'is damaged',
  advice:
    'Nothing more is written to it. Restore a backup: stop the server, keep the damaged file, put the copy in its place, ' +
    'remove the files ending in -wal and -shm, and start (README, Backups).',
};
const comesAgain = 'Then it goes on by itself: whoever was turned away meanwhile is asked to come again.';

/** Faults of the machine, not of what was to be written: repeating it in smaller parts would not help. */
const kinds: Readonly<Record<string, Kind>> = {
  SQLITE_BUSY: {
    remedy: 'wait',
    why: 'is locked: another process holds it',
    advice: `End that process (fuser names it). ${comesAgain}`,
  },
  SQLITE_LOCKED: { remedy: 'wait', why: 'is locked', advice: comesAgain },
  SQLITE_FULL: {
    remedy: 'wait',
    why: 'cannot be written: the disk is full',
    advice: `Make room on it. ${comesAgain}`,
  },
  SQLITE_NOMEM: { remedy: 'wait', why: 'cannot be used: memory is short', advice: comesAgain },
  SQLITE_IOERR: {
    remedy: 'reopen',
    why: 'cannot be used: reading or writing the disk failed',
    advice: `See whether the disk is full, or broken (the system's log says so). ${comesAgain}`,
  },
  SQLITE_READONLY: {
    remedy: 'reopen',
    why: 'may not be written to',
    advice: `Make the file, its folder and its disk writable for the user who runs this. ${comesAgain}`,
  },
  SQLITE_CANTOPEN: {
    remedy: 'reopen',
    why: 'cannot be opened',
    advice: `See that its folder is there, and readable and writable for the user who runs this. ${comesAgain}`,
  },
  SQLITE_PROTOCOL: { remedy: 'reopen', why: 'cannot be locked', advice: comesAgain },
  /** What was under way when the connections were closed. */
  SQLITE_MISUSE: { remedy: 'reopen', why: 'is being opened anew', advice: comesAgain },
  SQLITE_CORRUPT: damaged,
  SQLITE_NOTADB: damaged,
};

/** A fault as those are told who wanted something of the store. */
export interface Fault {
  readonly remedy: Remedy;
  readonly told: StoreUnavailable;
}

/** Undefined for what is no fault of the machine. */
export function faultOf(error: unknown, path: string): Fault | undefined {
  if (error instanceof StoreUnavailable) return { remedy: 'reopen', told: error };
  const kind = kinds[codeOf(error) ?? ''];
  if (kind === undefined) return undefined;
  const { advice, remedy, why } = kind;
  const Told = remedy === 'check' ? StoreLost : StoreUnavailable;
  return { remedy, told: new Told(`The database ${path} ${why}. ${advice}`, { cause: error }) };
}

export function isFault(error: unknown): boolean {
  return error instanceof StoreUnavailable || (codeOf(error) ?? '') in kinds;
}
