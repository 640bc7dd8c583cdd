import { HistoryUnreadable } from '../release/history.ts';
import { PublishingBusy } from '../release/lock.ts';
import { StoreUnavailable } from '../store/store.ts';

const why: Readonly<Record<string, string>> = {
  EACCES: 'it may not be written to',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'no file may become as large',
  EIO: 'the disk failed',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** What a person at the keyboard is told of a fault of the machine; undefined for any other error. */
export function machineFaultOf(error: unknown): string | undefined {
  if (error instanceof StoreUnavailable || error instanceof HistoryUnreadable) return error.message;
  if (error instanceof PublishingBusy) return `Nothing was published: ${error.message}.`;
  const { code = '', path = 'a file' } = (error ?? {}) as NodeJS.ErrnoException;
  const reason = why[code];
  return (
    reason &&
    `Writing ${path} failed: ${reason}. Nothing that was there is lost; try again when it can be written.`
  );
}
