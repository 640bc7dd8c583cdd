import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { actorOf } from '../federation/actor-object.ts';
import { followersIn } from '../federation/approve.ts';
import type { OwnKeys } from '../federation/keys.ts';
import { createOf, type Named } from '../federation/objects.ts';
import { reactionSetting } from '../federation/step.ts';
import { nothingIfAbsent } from '../posts/source.ts';
import { AS_CONTEXT, type JsonObject, type Uri } from '../protocol/vocabulary.ts';
import { currentManifest, releaseFolder } from '../release/current.ts';
import type { Manifest } from '../release/manifest.ts';
import type { Site } from '../site.ts';
import type { Store } from '../store/store.ts';
import { CommandError, withBlog } from './blog.ts';
import { csvOf } from './follower-list.ts';
import { whileTelling } from './progress.ts';
import { amount, jsonText } from './words.ts';

/** `outward export <folder>`: everything that a writer needs to leave, in formats that others read; never over what is there. */
export function exportBlog(folder: string, { json = false }: { readonly json?: boolean }): Promise<number> {
  return withBlog(async ({ foundation: { settings, store }, keys, site }) => {
    const to = resolve(folder);
    await refuseUnfit(to, settings.contentDir);
    const manifest = await currentManifest(settings.dataDir);
    if (manifest === undefined) throw new CommandError('Nothing was published yet.');
    const release = releaseFolder(settings.dataDir, manifest.release);
    const counts = await whileTelling(
      `Exporting into ${to}`,
      async () => {
        await copyContent(settings.contentDir, join(to, 'content'));
        return writeExport(to, { keys, manifest, release, site, store });
      },
      console.error,
    );
    console.log(json ? jsonText({ folder: to, ...counts }) : wordsOf(to, counts));
    return 0;
  });
}

/** A folder inside of what is copied would copy itself. */
async function refuseUnfit(to: string, contentDir: string): Promise<void> {
  const there = await readdir(to).catch(nothingIfAbsent);
  if (there !== undefined && there.length > 0)
    throw new CommandError(
      `${to} is not empty, and nothing is written over what is there. Name a new folder.`,
    );
  const inside = relative(contentDir, to);
  if (!inside.startsWith('..') && inside !== to)
    throw new CommandError(`${to} lies in the content that is exported. Name a folder elsewhere.`);
}

async function copyContent(contentDir: string, to: string): Promise<void> {
  await cp(contentDir, to, {
    recursive: true,
    filter: (path) => !relative(contentDir, path).split(sep).includes('.git') && basename(path) !== '.git',
  });
}

/** What a copy of the blog is made of, besides its content. */
export interface ExportSource {
  readonly manifest: Manifest;
  /** The folder of the current release. */
  readonly release: string;
  readonly site: Site;
  readonly store: Store;
  readonly keys: OwnKeys;
}

export interface ExportCounts {
  readonly followers: number;
  readonly comments: number;
  readonly activities: number;
  readonly redirects: number;
}

/** Writes all files but `content` below `to`. */
export async function writeExport(to: string, source: ExportSource): Promise<ExportCounts> {
  const { keys, manifest, site, store } = source;
  await mkdir(to, { recursive: true });
  const put = (name: string, text: string): Promise<void> => writeFile(join(to, name), text, { flag: 'wx' });
  const followers = await Array.fromAsync(followersIn('accepted', store));
  await put('followers.csv', csvOf(followers));
  const conversations = await conversationsOf(source);
  await put('comments.json', jsonText(conversations));
  const since = Number((await store.setting('registeredAt')) ?? 0);
  await put('actor.json', JSON.stringify(actorOf(site, keys, since), undefined, 2));
  const orderedItems = await activitiesOf(source);
  const outbox = {
    '@context': AS_CONTEXT,
    id: 'outbox.json',
    type: 'OrderedCollection',
    totalItems: orderedItems.length,
  };
  await put('outbox.json', JSON.stringify({ ...outbox, orderedItems }, undefined, 2));
  const redirects = Object.entries(manifest.redirects);
  await put('_redirects', redirects.map(([from, path]) => `${from} ${path} 301\n`).join(''));
  await put('README.md', readme(site));
  return {
    followers: followers.length,
    comments: conversations.reduce((sum, { comments }) => sum + comments.length, 0),
    activities: orderedItems.length,
    redirects: redirects.length,
  };
}

interface ExportedConversation {
  readonly object: Uri;
  readonly page: string;
  readonly likes: number;
  readonly boosts: number;
  readonly quotes: number;
  /** Of all that there are the store shows the first 1,000. */
  readonly replies: number;
  readonly comments: readonly JsonObject[];
}

/** What readers may see of each, where anybody took part. */
async function conversationsOf({
  manifest,
  site,
  store,
}: ExportSource): Promise<readonly ExportedConversation[]> {
  const found: ExportedConversation[] = [];
  for (const { id, slug } of manifest.objects) {
    const object = site.objectId(id);
    const { boosts, likes, quotes, replies, thread } = await store.conversation(object);
    if (boosts + likes + quotes + replies === 0) continue;
    const comments = thread.map(({ published, updated, ...reply }) => ({
      ...reply,
      published: new Date(published).toISOString(),
      ...(updated === undefined ? {} : { updated: new Date(updated).toISOString() }),
    }));
    found.push({ object, page: site.pageUrl(slug), likes, boosts, quotes, replies, comments });
  }
  return found;
}

/** What was told of each post, as an outbox has it: the Create of its object as it is now, or its like or boost. */
async function activitiesOf(source: ExportSource): Promise<readonly JsonObject[]> {
  const { site, store } = source;
  const activities: JsonObject[] = [];
  const told = (await store.announcements()).filter(({ state }) => state !== 'deleted');
  for (const { id } of told.toSorted((a, b) => a.published - b.published)) {
    const reaction = await store.setting(reactionSetting(id));
    const object = await documentAt(site.objectId(id), source);
    if (reaction !== undefined) activities.push(JSON.parse(reaction) as JsonObject);
    else if (object !== undefined) activities.push(createOf(object, site));
  }
  return activities;
}

/** The document of an id of ours, as the current release has it. */
async function documentAt(id: Uri, { manifest, release }: ExportSource): Promise<Named | undefined> {
  const path = new URL(id).pathname;
  const resource = manifest.resources[path] ?? manifest.restricted[path];
  return resource && (JSON.parse(await readFile(join(release, resource.file), 'utf8')) as Named);
}

function wordsOf(to: string, { activities, comments, followers, redirects }: ExportCounts): string {
  const parts = [
    amount(activities, 'activity', 'activities'),
    amount(comments, 'comment', 'comments'),
    amount(followers, 'follower', 'followers'),
    amount(redirects, 'redirect', 'redirects'),
  ];
  return `Wrote ${to}: content, ${parts.join(', ')}. Its README.md says what is what. The keys are in a backup only.`;
}

function readme({ blog, origin }: Site): string {
  return `# ${blog.title}

A copy of ${origin}/, made to be taken elsewhere.

- \`content/\`: all posts, pages, authors and pictures, in Markdown with YAML front matter, as they were written.
- \`outbox.json\`: what followers were told of each post, in the form of Mastodon's archives (ActivityPub). Posts for followers only
  are in it, so do not put this folder where everybody can read it. Pictures are named by their address on the site; the files
  are in \`content/\`.
- \`actor.json\`: the profile that other servers know.
- \`followers.csv\`: who follows. They come along when the profile elsewhere names this one (alsoKnownAs), and \`movedTo\` in
  \`content/blog.yml\` names that one.
- \`comments.json\`: what readers saw below each post, by the address of the post: who wrote it, when, and the HTML. Of a post with
  more than 1,000 comments the first 1,000.
- \`_redirects\`: old addresses of posts and where they lead, one a line, with status 301, in the form that Netlify and others read.
`;
}
