/** What the writer hears of, and what he decided by a link. */
import type { Uri } from '../protocol/vocabulary.ts';
import type { Report } from './values.ts';

/**
 * 'comment': one came that waits or is shown, or was edited and waits again. 'request': to follow. 'report': a Flag. 'message': for
 * the writer alone.
 */
export type NoticeKind = 'comment' | 'request' | 'report' | 'message';

/** Something came that the writer may want to hear of. What it was is still to be looked up, and may be gone by then. */
export interface StoredNotice {
  /** Grows by one in the order of arrival, and is never given again. */
  readonly row: number;
  readonly kind: NoticeKind;
  /** Id of the reply; of who asks or wrote a message; of a report its row, in digits. */
  readonly subject: string;
}

/** What was decided by a link, which decides once. */
export interface Decision {
  /** Names what it is about; links about the same share it. */
  readonly about: string;
  readonly verb: string;
  /** Milliseconds. */
  readonly at: number;
}

/** A reply that must still have this content, or nothing is decided: who decides has read it. */
export interface ReadReply {
  readonly id: Uri;
  readonly content: string;
  readonly summary: string | undefined;
  readonly url: Uri;
}

/** What a Store promises of these. */
export interface NoticeStore<Transaction> {
  /** At most `limit` with a row above `after`, in row order. The newest 10,000 are kept. */
  notices(after: number, limit: number): Promise<readonly StoredNotice[]>;
  /** Row of the newest; 0 when there was none. */
  newestNotice(): Promise<number>;
  report(row: number): Promise<Report | undefined>;
  /** What was decided about this; kept for 30 days at least. */
  decision(about: string): Promise<Decision | undefined>;
  /**
   * Writes `effects` and that this was decided, in one transaction. False, with nothing written, when something was decided about
   * it before, or the reply that was `read` is not as it was.
   */
  decideOnce(
    decision: Decision,
    read: ReadReply | undefined,
    effects: (tx: Transaction) => void,
  ): Promise<boolean>;
}
