import type { Foundation } from '../app.ts';
import { countWaiting } from '../federation/approve.ts';
import type {
  Announcement,
  DeliveryCounts,
  FailingHost,
  Saying,
  WaitingPublication,
} from '../store/store.ts';
import { printable } from './blog.ts';
import { openCommand, settings } from './environment.ts';
import { meaningOf, statusOfPost } from './status-post.ts';
import { amount, jsonText, spanOf, stamp } from './words.ts';

interface StatusOptions {
  readonly json?: boolean;
  readonly all?: boolean;
}

/** `outward status`: what the store knows, in one look; of one post, how it fared. `--json` prints an `Overview`. */
export async function status(post: string | undefined, options: StatusOptions): Promise<number> {
  if (post !== undefined) return statusOfPost(post, options);
  const foundation = await openCommand(settings());
  try {
    const overview = await overviewOf(foundation);
    const text = options.json === true ? jsonText(overview) : linesOf(overview, foundation.now()).join('\n');
    console.log(text);
    return 0;
  } finally {
    await foundation.close();
  }
}

/** Its names are those of the JSON, where times are ISO 8601 and what is undefined is null. */
export interface Overview {
  readonly followers: number;
  /** Who waits for leave to follow. */
  readonly waiting: number;
  readonly reports: number;
  /** 'delivered': accepted by the receiver, which answered 2xx. */
  readonly deliveries: DeliveryCounts;
  /** What nobody is told before its grace window is over. */
  readonly publication: WaitingView | undefined;
  /** A publication was stopped: until the writer publishes again, nothing is published by itself. */
  readonly held: boolean;
  readonly failingHosts: readonly FailingHost[];
  readonly posts: readonly PostView[];
}

interface WaitingView {
  readonly tellAt: number;
  readonly says: readonly Saying[];
  /** The page with the button that stops it, for who has its address. */
  readonly page: string;
}

interface PostView extends Pick<Announcement, 'id' | 'slug' | 'state' | 'type'> {
  readonly publishedAt: number;
  readonly updatedAt: number | undefined;
  readonly deletedAt: number | undefined;
}

/** More are not counted. */
const reportsMax = 1_000;
const hostsMax = 1_000;
const hostsShown = 10;

async function overviewOf({ settings: { origin }, store }: Foundation): Promise<Overview> {
  const [followers, waiting, reports, deliveries, announcements, publication, ended, hosts] =
    await Promise.all([
      store.countFollowers(),
      countWaiting(store),
      store.reports(reportsMax),
      store.deliveryCounts(),
      store.announcements(),
      store.waitingPublication(),
      store.endedPublication(),
      store.failingHosts(hostsMax),
    ]);
  return {
    ...{ followers, waiting, reports: reports.length, deliveries },
    publication: publication && waitingView(publication, origin),
    held: ended?.isHeld ?? false,
    failingHosts: hosts,
    posts: announcements.map(({ id, slug, state, type, published, updated, deleted }) => {
      return { id, slug, state, type, publishedAt: published, updatedAt: updated, deletedAt: deleted };
    }),
  };
}

function waitingView({ says, sendAt, token }: WaitingPublication, origin: string): WaitingView {
  return { tellAt: sendAt, says, page: `${origin}/waiting/${token}` };
}

/** What there is to say, a line each. */
export function linesOf(overview: Overview, now: number): readonly string[] {
  const { deliveries, failingHosts, followers, held, posts, publication, reports, waiting } = overview;
  const { delivered, failed, pending } = deliveries;
  return [
    `Followers: ${followers}`,
    ...(waiting > 0 ? [`Waiting to follow: ${waiting} (see: outward followers --pending)`] : []),
    ...(reports > 0 ? [`Reports: ${reports} (see: outward reports)`] : []),
    `Deliveries: ${delivered} accepted, ${pending} waiting, ${failed} given up`,
    ...(publication === undefined ? [] : waitingLines(publication, now)),
    ...(held ? ['Held: nothing is published by itself until you run: npm run publish'] : []),
    ...hostLines(failingHosts),
    ...posts.map(({ deletedAt, publishedAt, slug, state }) => {
      return `${state.padEnd(10)} ${stamp(deletedAt ?? publishedAt).slice(0, 16)} ${slug}`;
    }),
  ];
}

function waitingLines({ page, says, tellAt }: WaitingView, now: number): readonly string[] {
  return [
    `Told in ${spanOf(tellAt - now)}, unless you stop it (npm run outward -- cancel, or ${page}):`,
    ...says.map(({ inboxes, slug, verb }) => {
      return `  ${verb} ${slug ?? 'of the blog itself'} to ${amount(inboxes, 'inbox', 'inboxes')}`;
    }),
  ];
}

function hostLines(hosts: readonly FailingHost[]): readonly string[] {
  if (hosts.length === 0) return [];
  const more = hosts.length - hostsShown;
  return [
    'Servers that fail:',
    ...hosts.slice(0, hostsShown).map(hostLine),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function hostLine({ failures, host, nextAt, pending, reason, sinceAt }: FailingHost): string {
  const why = reason === undefined ? '' : ` (${printable(meaningOf(reason))})`;
  const next = nextAt === undefined ? '' : `, next try ${stamp(nextAt)}`;
  const times = amount(failures, 'time', 'times');
  return `  ${printable(host)} since ${stamp(sinceAt)}, ${times} in a row${why}: ${amount(pending, 'delivery', 'deliveries')} pending${next}`;
}
