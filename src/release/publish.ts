import { join } from 'node:path';
import { SettingsError, type Settings } from '../config.ts';
import { findMention } from '../federation/mentions.ts';
import { planChanges, type RefusedChange } from '../federation/plan.ts';
import type { OwnKeys } from '../federation/keys.ts';
import { findParent } from '../federation/parents.ts';
import { commitPublication, preparePublication, type Publication } from '../federation/publish.ts';
import type { Remote } from '../federation/remote.ts';
import { parentOf, resolvedOf } from '../federation/step.ts';
import type { Library, Post } from '../posts/post.ts';
import { loadLibrary } from '../posts/load.ts';
import { isReaction, targetOf } from '../posts/reaction.ts';
import { siteOf, type Site } from '../site.ts';
import type { Announcement, Store } from '../store/store.ts';
import { buildRelease, type BuildInput } from './build.ts';
import { currentManifest, nextReleaseName, removeOldReleases, removeRelease, switchTo } from './current.ts';
import { documentsOf, publishedPosts, type PeopleOfPost } from './documents.ts';
import { digestOfFiles, hashOf } from './files.ts';
import type { Manifest } from './manifest.ts';
import { compileTheme, loadRenderer, themeDigest } from './theme.ts';

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
  /** The release that is current afterwards; undefined when something was refused or only a plan was asked for. */
  readonly manifest: Manifest | undefined;
  readonly site: Site;
  readonly store: Store;
}

/** A plan, with what it was made from. */
interface Planned extends PublishResult {
  readonly library: Library;
  readonly keys: OwnKeys;
  readonly now: number;
}

/** Digest of everything that a release is made from, apart from time: content, theme, origin. */
export async function inputsDigest({ contentDir, origin }: Settings, projectDir: string): Promise<string> {
  return hashOf([await digestOfFiles([contentDir]), await themeDigest(projectDir), origin].join());
}

/** Whether the current release is what a build would make now, and all it says has been queued. */
export async function isUpToDate(
  manifest: Manifest | undefined,
  inputs: string,
  { store, now }: Pick<PublishContext, 'store' | 'now'>,
): Promise<boolean> {
  if (manifest?.inputs !== inputs || (manifest.nextDue ?? Infinity) <= now()) return false;
  const { actor } = siteOf(manifest.blog, manifest.origin);
  const key = await store.keyPair(actor, 'assertion');
  return key?.id === manifest.assertionKey && (await store.setting('release')) === manifest.release;
}

/** What publishing would do now. Reads content, store and network; changes nothing. Throws ContentError on bad content. */
export async function planPublication(context: PublishContext): Promise<Planned> {
  const { settings, store, remote } = context;
  const now = context.now();
  const library = await loadLibrary({
    contentDir: settings.contentDir,
    origin: settings.origin,
    now: new Date(now),
    cacheDir: join(settings.dataDir, 'cache'),
  });
  const site = siteOf(library.blog, settings.origin);
  await refuseAnotherActor(site, store);
  const keys = await context.useKeysOf(site);
  const isFirst = (await store.setting('registeredAt')) === undefined;
  const plan = planChanges(library.posts, await store.announcements(), isFirst, now);
  const publication = await preparePublication(plan, library.posts, { store, remote, site, keys }, now);
  const refused = [...plan.refused, ...publication.refused];
  return { publication, refused, manifest: undefined, site, store, library, keys, now };
}

/**
 * Publishing as a reconciliation: builds a release beside the current one, switches to it in one step, and only then, when
 * every object can be fetched, records and queues what followers are told. Killed at any point, the next run completes it;
 * repeated, it sends nothing more. `served` resolves when running servers answer from the new release.
 */
export async function publishContent(
  context: PublishContext,
  served: (release: string) => Promise<void>,
): Promise<PublishResult> {
  const { projectDir, settings, store } = context;
  const planned = await planPublication(context);
  if (planned.refused.length > 0) return planned;
  const { keys, publication, site } = planned;
  const previous = await currentManifest(settings.dataDir);
  const inputs = await inputsDigest(settings, projectDir);
  const isCurrent =
    publication.steps.length === 0 &&
    previous?.inputs === inputs &&
    previous.assertionKey === keys.assertion.id &&
    (previous.nextDue ?? Infinity) > planned.now;
  const manifest = isCurrent ? previous : await build(context, planned, inputs, previous);
  await switchTo(settings.dataDir, manifest.release);
  await served(manifest.release);
  await commitPublication(publication, manifest.release, { ...context, site });
  await removeOldReleases(settings.dataDir, manifest.release);
  return { publication, refused: [], manifest, site, store };
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

async function build(
  context: PublishContext,
  { keys, library, now, publication, site }: Planned,
  inputs: string,
  previous: Manifest | undefined,
): Promise<Manifest> {
  const { projectDir, settings, store } = context;
  const theme = await compileTheme(projectDir, settings.dataDir, await themeDigest(projectDir));
  const announcements = announcementsAfter(await store.announcements(), publication);
  const people = await peopleByPost(library, publication, { ...context, site });
  const published = publishedPosts(library, announcements, (post) => people.get(post) ?? nobody);
  const polls = await store.polls();
  const { dataDir } = settings;
  const input: BuildInput = {
    dataDir,
    release: await nextReleaseName(dataDir, context.now()),
    inputs,
    site,
    library,
    theme,
    render: await loadRenderer(join(dataDir, theme)),
    documents: documentsOf(published, announcements, { site, keys, polls, now }),
    assertionKey: keys.assertion.id,
    now,
    formerSlugs: formerSlugsAfter(await store.formerSlugs(), publication),
    previous,
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
