import { join } from 'node:path';
import { SettingsError, type Settings } from '../config.ts';
import { findMention } from '../federation/mentions.ts';
import { planChanges, type RefusedChange } from '../federation/plan.ts';
import type { OwnKeys } from '../federation/keys.ts';
import { reconcileModeration, ruleChanges, type RuleChange } from '../federation/moderation-content.ts';
import { findParent } from '../federation/parents.ts';
import { effectsOf, preparePublication, sayingsOf, type Publication } from '../federation/publish.ts';
import type { Remote } from '../federation/remote.ts';
import { parentOf, resolvedOf, type Step } from '../federation/step.ts';
import { versioned } from '../federation/versions.ts';
import type { ContentWarning, Library, Post, Scheduled } from '../posts/post.ts';
import { loadLibrary } from '../posts/load.ts';
import { isReaction, targetOf } from '../posts/reaction.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import { siteOf, type Site } from '../site.ts';
import type { Announcement, Saying, Store, WaitingPublication } from '../store/store.ts';
import { buildRelease, type BuildInput } from './build.ts';
import {
  currentManifest,
  nextReleaseName,
  releaseFolder,
  removeOldReleases,
  removeRelease,
  switchTo,
} from './current.ts';
import { changedPages } from './changed-pages.ts';
import { documentsOf, publishedPosts, type PeopleOfPost } from './documents.ts';
import { digestOfFiles, hashOf } from './files.ts';
import { knownBeyondContent } from './known.ts';
import { headOf } from './history.ts';
import { readManifest, type Manifest } from './manifest.ts';
import { readCorrections } from './revisions.ts';
import { pagefindIndexer } from './search.ts';
import { compileTheme, loadRenderer, themeDigest } from './theme.ts';
import { readTrailers, type SaidByCommits, type TrailerWarning } from './trailers.ts';
import { carryOutNow, waitFor } from './waiting.ts';

export interface PublishContext {
  readonly settings: Settings;
  readonly projectDir: string;
  readonly store: Store;
  readonly remote: Remote;
  now(): number;
  /** What is sent carries their proofs, and whoever is asked about a mention is asked with a signature. */
  useKeysOf(site: Site): Promise<OwnKeys>;
}

export interface PublishResult {
  readonly publication: Publication;
  readonly refused: readonly RefusedChange[];
  /** What might be better in the content. */
  readonly warnings: readonly ContentWarning[];
  /** Files of posts of which there is nothing new to say: what might be better there is no news either. */
  readonly unchanged: ReadonlySet<string>;
  /** What commits say and nobody understands. */
  readonly commitWarnings: readonly TrailerWarning[];
  /** Posts that are pages only because a commit since the last publication says so. */
  readonly newPages: readonly Post[];
  /** What becomes of rules of moderation. */
  readonly rules: readonly RuleChange[];
  /** What goes out by itself later. */
  readonly scheduled: readonly Scheduled[];
  /** What waited to be told, and is not to be told any more. */
  readonly withdrawn: readonly Saying[];
  /** Slugs of pages that read otherwise than before, of which nobody is told; none in a plan, which draws nothing. */
  readonly changedPages: readonly string[];
  /** Set when nobody is told yet. */
  readonly waiting: WaitingPublication | undefined;
  /** The release that is current afterwards; undefined when something was refused or only a plan was asked for. */
  readonly manifest: Manifest | undefined;
  readonly site: Site;
  readonly store: Store;
}

/** A plan, with what it was made from. */
export interface Planned extends PublishResult {
  readonly library: Library;
  readonly keys: OwnKeys;
  readonly now: number;
}

/** Digest of everything that a release is made from, apart from time: content, theme, origin. */
export async function inputsDigest({ contentDir, origin }: Settings, projectDir: string): Promise<string> {
  return hashOf([await digestOfFiles([contentDir]), await themeDigest(projectDir), origin].join());
}

/** Whether the current release is what a build would make now, and all it says has been queued, or waits to be. */
export async function isUpToDate(
  manifest: Manifest | undefined,
  inputs: string,
  { store, now }: Pick<PublishContext, 'store' | 'now'>,
): Promise<boolean> {
  if (manifest?.inputs !== inputs || (manifest.nextDue ?? Infinity) <= now()) return false;
  const { actor } = siteOf(manifest.blog, manifest.origin);
  const [key, told, waiting] = await Promise.all([
    store.keyPair(actor, 'assertion'),
    store.setting('release'),
    store.waitingPublication(),
  ]);
  return key?.id === manifest.assertionKey && manifest.release === (waiting?.release ?? told);
}

/** What publishing would do now. Reads content, store and network; changes nothing. Throws ContentError on bad content. */
export async function planPublication(context: PublishContext): Promise<Planned> {
  const { settings, store, remote } = context;
  const now = context.now();
  const { announcements, commits, library } = await readContent(context, now);
  const site = siteOf(library.blog, settings.origin);
  await refuseAnotherActor(site, store);
  const keys = await context.useKeysOf(site);
  const isFirst = (await store.setting('registeredAt')) === undefined;
  const plan = planChanges(library.posts, announcements, isFirst, now, library.withheld);
  const prepared = await preparePublication(plan, library.posts, { store, remote, site, keys }, now);
  const publication = { ...prepared, settings: new Map([...prepared.settings, ...commits.settings]) };
  const refused = [...plan.refused, ...publication.refused];
  const warned = {
    warnings: library.warnings,
    unchanged: unchangedIn(library, publication),
    commitWarnings: commits.warnings,
    newPages: library.posts.filter(({ federate, file }) => !federate && commits.newPages.has(file)),
    rules: ruleChanges(library.moderation ?? [], await store.rules()),
    scheduled: library.scheduled,
    changedPages: [],
  };
  const waiting = await store.waitingPublication();
  const withdrawn = await withdrawnBy(publication, waiting, store);
  const made = { publication, refused, ...warned, withdrawn, waiting };
  return { ...made, manifest: undefined, site, store, library, keys, now };
}

async function withdrawnBy(
  publication: Publication,
  waiting: WaitingPublication | undefined,
  store: Store,
): Promise<readonly Saying[]> {
  if (waiting === undefined) return [];
  const nameOf = ({ slug, verb }: Saying): string => JSON.stringify([verb, slug]);
  const said = new Set((await sayingsOf(publication, store)).map(nameOf));
  return waiting.says.filter((saying) => !said.has(nameOf(saying)));
}

function unchangedIn({ posts }: Library, { steps }: Publication): ReadonlySet<string> {
  const changed = new Set(steps.map(({ announcement }) => announcement.id));
  return new Set(posts.filter(({ id }) => !changed.has(id)).map(({ file }) => file));
}

/** What is written: posts as their commits qualify them, by the ids that the world knows them by. */
async function readContent({ projectDir, settings, store }: PublishContext, now: number): Promise<Content> {
  const commits = await readTrailers(settings.contentDir, store);
  const library = await loadLibrary({
    contentDir: settings.contentDir,
    origin: settings.origin,
    now: new Date(now),
    cacheDir: join(settings.dataDir, 'cache'),
    trailers: commits.trailers,
    ...(await knownBeyondContent(projectDir, store)),
  });
  const announcements = await store.announcements();
  return { announcements, commits, library: { ...library, posts: versioned(library.posts, announcements) } };
}

interface Content {
  readonly announcements: readonly Announcement[];
  readonly commits: SaidByCommits;
  readonly library: Library;
}

/**
 * Publishing as a reconciliation: builds a release beside the current one, switches to it in one step, and only then, when
 * every object can be fetched, records and queues what followers are told; or keeps that until the grace window is over, in
 * place of what waited before. Killed at any point, the next run completes it; repeated, it sends nothing more. `served`
 * resolves when running servers answer from the new release.
 */
export async function publishContent(
  context: PublishContext,
  served: (release: string) => Promise<void>,
  occasion: Occasion = 'asked',
): Promise<PublishResult> {
  const { settings, store } = context;
  const waiting = await store.waitingPublication();
  const planned = await planPublication(context);
  if (planned.refused.length > 0) return planned;
  if (occasion === 'due' && (await hasTheWriterDecided(store))) return planned;
  const { publication, site } = planned;
  const previous = await currentManifest(settings.dataDir);
  const inputs = await inputsDigest(settings, context.projectDir);
  if (previous !== undefined && waiting !== undefined && (await isUpToDate(previous, inputs, context))) {
    const isTold = occasion === 'at once' && (await carryOutNow(context, waiting.token));
    return { ...planned, manifest: previous, waiting: isTold ? undefined : waiting };
  }
  await reconcileModeration(planned.library, answeredIn(planned), { now: planned.now, site, store });
  const manifest = await releaseOf(context, planned, inputs, previous);
  await switchTo(settings.dataDir, manifest.release);
  await served(manifest.release);
  const next = await waitFor(publication, {
    now: context.now(),
    graceMs: graceFor(occasion, planned, previous) ?? settings.graceMs,
    release: manifest.release,
    previous: await store.setting('release'),
    store,
  });
  const isPut = await store.putPublication(effectsOf(publication, manifest.release, site, settings.pace), {
    instead: waiting?.token,
    waiting: next,
    now: context.now(),
  });
  // What waited was told, or stopped, meanwhile: what is to be said now is another thing.
  if (!isPut) return publishContent(context, served, occasion);
  await removeOldReleases(settings.dataDir, manifest.release, next?.previous);
  await removeRelease(settings.dataDir, rehearsal);
  const pages = changedPages(previous, manifest, planned.library);
  return { ...planned, manifest, waiting: next, changedPages: pages };
}

/** What the writer's posts answer: as they name it, and as it was found to be called. */
function answeredIn({ library, publication }: Planned): readonly Uri[] {
  const named = library.posts.flatMap(({ inReplyTo }) => (inReplyTo === undefined ? [] : [inReplyTo as Uri]));
  return [...named, ...publication.steps.flatMap(({ parent }) => parentOf(parent)?.id ?? [])];
}

/** Why something is published: the writer asks for it, or asks that nobody waits; the program starts; something falls due. */
export type Occasion = 'asked' | 'at once' | 'start' | 'due';

/** What waits would be told too early by what falls due; what was stopped waits for the writer. */
export async function hasTheWriterDecided(store: Store): Promise<boolean> {
  return (
    (await store.waitingPublication()) !== undefined || (await store.endedPublication())?.isHeld === true
  );
}

/** What was to go out at this moment was decided long ago: undefined where anything else goes with it. */
function graceFor(
  occasion: Occasion,
  { publication: { notices, steps } }: Planned,
  previous: Manifest | undefined,
): number | undefined {
  if (occasion === 'at once') return 0;
  if (occasion !== 'due') return undefined;
  const dueAt = previous?.nextDue ?? Infinity;
  const fellDue = ({ activity, change }: Step): boolean =>
    activity === undefined ||
    change.kind === 'close' ||
    (change.kind === 'create' && change.post.date.getTime() >= dueAt);
  return steps.every(fellDue) && notices.every(({ kind }) => kind === 'reshare') ? 0 : undefined;
}

/** A new release, or the current one where a build would make the same. */
async function releaseOf(
  context: PublishContext,
  planned: Planned,
  inputs: string,
  previous: Manifest | undefined,
): Promise<Manifest> {
  const isCurrent =
    planned.publication.steps.length === 0 &&
    previous?.inputs === inputs &&
    previous.assertionKey === planned.keys.assertion.id &&
    (previous.nextDue ?? Infinity) > planned.now;
  return isCurrent ? previous : build(context, planned, inputs, previous);
}

/**
 * Followers belong to an actor's id, which holds origin and name. With another one in front of the same store they would be
 * written to in the name of somebody they never followed.
 */
async function refuseAnotherActor(site: Site, store: Store): Promise<void> {
  const known = await store.setting('actor');
  if (known === undefined || known === site.actor || (await store.countFollowers()) === 0) return;
  throw new SettingsError(
    `The data folder belongs to ${known}, which has followers; ORIGIN and the id in blog.yml now make it ${site.actor}. ` +
      'Restore them, or give the new actor a DATA_DIR of its own.',
  );
}

/** Where a release is built that nobody is to see: no name that a release could have. */
const rehearsal = 'rehearsal';

/**
 * Builds what publishing `planned` would build, and switches to nothing: what goes wrong goes wrong here. The next publication
 * takes over the pages that are the same, so the work is done once. To be run while no other process publishes.
 */
export async function rehearse(context: PublishContext, planned: Planned): Promise<void> {
  const { dataDir } = context.settings;
  await removeRelease(dataDir, rehearsal);
  await build(context, planned, '', await currentManifest(dataDir), rehearsal);
}

async function build(
  context: PublishContext,
  { keys, library, now, publication, site }: Planned,
  inputs: string,
  previous: Manifest | undefined,
  name?: string,
): Promise<Manifest> {
  const { projectDir, settings, store } = context;
  const theme = await compileTheme(projectDir, settings.dataDir, await themeDigest(projectDir));
  const announcements = announcementsAfter(await store.announcements(), publication);
  const people = await peopleByPost(library, publication, { ...context, site });
  const published = publishedPosts(library, announcements, (post) => people.get(post) ?? nobody);
  const polls = await store.polls();
  const toldAt = new Map(announcements.map(({ id, published: at }) => [id, at]));
  const publishedAt = (post: Post): number => Math.max(post.date.getTime(), toldAt.get(post.id) ?? 0);
  const { dataDir } = settings;
  const input: BuildInput = {
    dataDir,
    release: name ?? (await nextReleaseName(dataDir, context.now())),
    inputs,
    site,
    library,
    theme,
    render: await loadRenderer(join(dataDir, theme)),
    indexer: pagefindIndexer,
    documents: documentsOf(published, announcements, { site, keys, polls, now }),
    corrections: await readCorrections(settings.contentDir, library.posts, publishedAt),
    assertionKey: keys.assertion.id,
    now,
    formerSlugs: formerSlugsAfter(await store.formerSlugs(), publication),
    previous: (await readManifest(releaseFolder(dataDir, rehearsal))) ?? previous,
    commit: (await headOf(settings.contentDir))?.name,
  };
  try {
    return await buildRelease(input);
  } catch (error) {
    await removeRelease(dataDir, input.release); // Half a release would fill a disk that is full.
    throw error;
  }
}

function announcementsAfter(
  before: readonly Announcement[],
  { steps }: Publication,
): readonly Announcement[] {
  const after = new Map(before.map((announcement) => [announcement.id, announcement]));
  for (const { announcement } of steps) after.set(announcement.id, announcement);
  return [...after.values()];
}

function formerSlugsAfter(
  before: ReadonlyMap<string, string>,
  { steps }: Publication,
): ReadonlyMap<string, string> {
  const renamed = steps.flatMap(({ announcement, change }) =>
    'before' in change && change.before.slug !== announcement.slug
      ? [[change.before.slug, announcement.id] as const]
      : [],
  );
  return new Map([...before, ...renamed]);
}

/** Who is mentioned, and what is answered or liked: as just looked up for what changes, from the store for the rest. */
async function peopleByPost(
  library: Library,
  { steps }: Publication,
  context: PublishContext & { readonly site: Site },
): Promise<ReadonlyMap<Post, PeopleOfPost>> {
  const fresh = new Map(
    steps.map(({ announcement, mentions, parent }) => [
      announcement.id,
      { mentions: resolvedOf(mentions), parent: parentOf(parent) },
    ]),
  );
  const entries = library.posts.map(async (post) => {
    return [post, fresh.get(post.id) ?? (await storedPeople(post, context))] as const;
  });
  return new Map(await Promise.all(entries));
}

async function storedPeople(
  post: Post,
  context: PublishContext & { readonly site: Site },
): Promise<PeopleOfPost> {
  const handles = isReaction(post) ? [] : post.body.mentions;
  const found = await Promise.all(handles.map((handle) => findMention(handle, context)));
  const target = targetOf(post);
  const parent = target === undefined ? undefined : await findParent(target, context);
  return { mentions: found.filter((mention) => mention !== undefined), parent };
}

const nobody: PeopleOfPost = { mentions: [], parent: undefined };
