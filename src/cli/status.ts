import type { Foundation } from '../app.ts';
import { countWaiting } from '../federation/approve.ts';
import { versionOf, writtenId } from '../federation/versions.ts';
import { mailTrouble } from '../notices/courier.ts';
import { currentManifest } from '../release/current.ts';
import { readForgeState, type ForgeState } from '../release/forge.ts';
import { shortName } from '../release/history.ts';
import { isServerRunning } from '../release/lock.ts';
import type { Manifest } from '../release/manifest.ts';
import type {
  Announcement,
  DeliveryCounts,
  FailingHost,
  Saying,
  WaitingPublication,
} from '../store/store.ts';
import { printable } from './blog.ts';
import { openCommand, settings } from './environment.ts';
import { forgeFaults } from './forge-words.ts';
import { mailTroubleLine } from './notices.ts';
import { scheduleLines, scheduleOf, type ScheduledEntry } from './schedule.ts';
import { meaningOf, statusOfPost } from './status-post.ts';
import { amount, jsonText, stamp, whenTold } from './words.ts';

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
  /** Comments that wait for the writer. */
  readonly heldComments: number;
  /** 'delivered': accepted by the receiver, which answered 2xx. */
  readonly deliveries: DeliveryCounts;
  /** What nobody is told before its grace window is over. */
  readonly publication: WaitingView | undefined;
  /** Whether a server runs on this machine: without one nothing is delivered, taken in, or published when it falls due. */
  readonly served: boolean;
  /** What goes out by itself later, or stays back with what is held; undefined where the content has mistakes. */
  readonly scheduled: readonly ScheduledEntry[] | undefined;
  /** A publication was stopped: until the writer publishes again, nothing is published by itself. */
  readonly held: boolean;
  readonly failingHosts: readonly FailingHost[];
  /** Why mail to the writer does not go out; undefined while it does. */
  readonly mail: Awaited<ReturnType<typeof mailTrouble>>;
  /** What came from a forge last, and what became of it; undefined where nothing did. */
  readonly webhook: ForgeState | undefined;
  /** What the site shows. */
  readonly release: ReleaseView | undefined;
  readonly posts: readonly PostView[];
}

interface WaitingView {
  readonly tellAt: number;
  readonly says: readonly Saying[];
  /** The page with the button that stops it, for who has its address. */
  readonly page: string;
}

interface ReleaseView {
  readonly name: string;
  /** Whole name of the last commit when it was built, where the content lies in git. */
  readonly commit: string | undefined;
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

async function overviewOf(foundation: Foundation): Promise<Overview> {
  const { settings, store } = foundation;
  const { dataDir, origin } = settings;
  const [followers, waiting, reports, deliveries, announcements, publication, hosts, schedule, standings] =
    await Promise.all([
      store.countFollowers(),
      countWaiting(store),
      store.reports(reportsMax),
      store.deliveryCounts(),
      store.announcements(),
      store.waitingPublication(),
      store.failingHosts(hostsMax),
      scheduleOf(foundation),
      store.standingCounts(),
    ]);
  return {
    ...{ followers, waiting, reports: reports.length, deliveries },
    heldComments: standings.get('held') ?? 0,
    publication: publication && waitingView(publication, origin),
    served: await isServerRunning(dataDir),
    scheduled: schedule.entries,
    held: schedule.isHeld,
    failingHosts: hosts,
    mail: settings.mail && (await mailTrouble(store)),
    webhook: await readForgeState(dataDir),
    release: viewOf(await currentManifest(dataDir)),
    posts: announcements.map(postView).sort((a, b) => changedAt(b) - changedAt(a)),
  };
}

function postView({ id, slug, state, type, published, updated, deleted }: Announcement): PostView {
  return { id, slug, state, type, publishedAt: published, updatedAt: updated, deletedAt: deleted };
}

/** When it came, or went. */
function changedAt({ deletedAt, publishedAt }: PostView): number {
  return deletedAt ?? publishedAt;
}

function viewOf(manifest: Manifest | undefined): ReleaseView | undefined {
  return manifest && { name: manifest.release, commit: manifest.commit };
}

function waitingView({ says, sendAt, token }: WaitingPublication, origin: string): WaitingView {
  return { tellAt: sendAt, says, page: `${origin}/waiting/${token}` };
}

/** What there is to say, a line each. */
export function linesOf(overview: Overview, now: number): readonly string[] {
  const { deliveries, failingHosts, followers, held, heldComments, posts, publication, release, reports } =
    overview;
  const { waiting } = overview;
  const { delivered, failed, pending } = deliveries;
  return [
    ...(overview.served ? [] : [notServed]),
    `Followers: ${followers}`,
    ...(waiting > 0 ? [`Waiting to follow: ${waiting} (see: npm run outward -- followers --pending)`] : []),
    ...(heldComments > 0
      ? [`Comments that wait for you: ${heldComments} (see: npm run outward -- comments)`]
      : []),
    ...(reports > 0 ? [`Reports: ${reports} (see: npm run outward -- reports)`] : []),
    `Deliveries: ${delivered} accepted, ${pending} waiting, ${failed} given up`,
    ...(publication === undefined ? [] : waitingLines(publication, overview, now)),
    ...(held ? ['Held: nothing is published by itself until you run: npm run publish'] : []),
    ...scheduleLines({ entries: overview.scheduled, isHeld: held }),
    ...(overview.mail === undefined ? [] : [mailTroubleLine(overview.mail)]),
    ...(overview.webhook === undefined ? [] : forgeFaults(overview.webhook)),
    ...(release === undefined ? [] : [releaseLine(release)]),
    ...hostLines(failingHosts),
    ...newestVersions(posts).map((post) => {
      return `${post.state.padEnd(10)} ${stamp(changedAt(post)).slice(0, 16)} ${post.slug}`;
    }),
  ];
}

const notServed =
  'No server runs here: nothing is delivered, taken in, or published when it falls due. To start one: npm start';

/** Of a post that was deleted and is back, what it is by now. */
function newestVersions(posts: readonly PostView[]): readonly PostView[] {
  const versions = Map.groupBy(posts, ({ id }) => writtenId(id));
  const byVersion = (a: PostView, b: PostView): number => versionOf(a.id) - versionOf(b.id);
  const newest = new Set([...versions.values()].map((all) => all.toSorted(byVersion).at(-1)));
  return posts.filter((post) => newest.has(post));
}

function releaseLine({ commit, name }: ReleaseView): string {
  return `On the site: release ${name}${commit === undefined ? '' : `, commit ${shortName(commit)}`}`;
}

function waitingLines(
  { page, says, tellAt }: WaitingView,
  { served }: Overview,
  now: number,
): readonly string[] {
  const orThere = served ? `, or ${page}` : '';
  return [
    `Told ${whenTold(tellAt, now, served)}, unless you stop it (npm run outward -- cancel${orThere}):`,
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
