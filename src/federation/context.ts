import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { QuotePolicy } from '../posts/post.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { ReplyPolicy, Store } from '../store/store.ts';
import type { ActorDirectory } from './actors.ts';
import type { Bell } from './bell.ts';
import type { Circuits } from './circuits.ts';
import type { InboxLimits } from './inbox-limits.ts';
import type { OwnKeys } from './keys.ts';
import type { Moderation } from './moderation.ts';
import type { Quotas } from './quotas.ts';
import type { Remote } from './remote.ts';

/** What the verbs of federation work with. Everything that touches the world is handed in, so that tests can be honest. */
export interface Context {
  readonly site: Site;
  readonly store: Store;
  readonly remote: Remote;
  readonly actors: ActorDirectory;
  /** Those in use now: they may be changed while the server runs. */
  readonly keys: OwnKeys;
  /** The objects of the current release, by any of their addresses. */
  readonly objects: ObjectDirectory;
  /** Rung when deliveries were queued that need not wait. */
  readonly queued: Bell;
  /** Of the hosts that we deliver to. */
  readonly circuits: Circuits;
  readonly counters: Counters;
  readonly limits: InboxLimits;
  readonly quotas: Quotas;
  readonly moderation: Moderation;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds since any moment, which pass evenly: for how long something takes, or is left alone. */
  elapsed(): number;
  /** Whether `now` can be relied on. */
  readonly clock: Clock;
  log(event: LogEvent): void;
}

/** Finds our object behind a URL that a stranger wrote: its id, its page, with or without a slash or a query. */
export type ObjectDirectory = (url: Uri) => LocalObject | undefined;

export interface LocalObject {
  readonly id: Uri;
  readonly slug: string;
  /** Whether new replies are taken; those only that come before `closesAt`, if that is set. */
  readonly open: boolean;
  /** Milliseconds. */
  readonly closesAt?: number | undefined;
  /** How they are taken; by default the first of an account waits. */
  readonly policy?: ReplyPolicy | undefined;
  /** Who may quote it (FEP-044f). */
  readonly quotes: QuotePolicy;
  /** The options of a poll, and whether a voter may choose several; undefined for what is none. */
  readonly poll:
    { readonly options: readonly string[]; readonly multiple: boolean; readonly closes: number } | undefined;
}

/** Something the operator may want to know; never carries a message's text. */
export interface LogEvent {
  readonly event: string;
  readonly [detail: string]: unknown;
}
