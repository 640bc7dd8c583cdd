import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { writtenId } from '../federation/versions.ts';
import { ACTIVITY_JSON } from '../protocol/media-type.ts';
import { mapConcurrently } from '../posts/concurrent.ts';
import type { Library, Post } from '../posts/post.ts';
import { hasConversation } from '../posts/reaction.ts';
import { pagePath, postPath } from '../posts/paths.ts';
import type { Site } from '../site.ts';
import type { NavigationItem, Renderer, ThemeLocals } from '../theme.ts';
import { releaseFolder } from './current.ts';
import type { DocumentSpec } from './documents.ts';
import { carryOver, filesBelow, hashOf, syncBelow, writeInto } from './files.ts';
import {
  manifestVersion,
  writeManifest,
  type Manifest,
  type ReleasedObject,
  type Resource,
} from './manifest.ts';
import { answeredIds, ownAnswerOf } from './own-answers.ts';
import { pagesOf, type PageSpec } from './pages.ts';
import type { Corrections } from './revisions.ts';
import { mediaFiles } from './media.ts';
import { searchFiles, type Indexer } from './search.ts';
import { redirectKey } from './served.ts';
import { socialImageFiles } from './social-image-files.ts';
import { socialImagesOf, type SocialImages } from './social-images.ts';

export interface BuildInput {
  readonly dataDir: string;
  readonly release: string;
  readonly inputs: string;
  readonly site: Site;
  readonly library: Library;
  /** Folder of the compiled theme, below the data folder. */
  readonly theme: string;
  readonly render: Renderer;
  readonly indexer: Indexer;
  readonly documents: readonly DocumentSpec[];
  /** Id of the key that their proofs were made with. */
  readonly assertionKey: string;
  readonly now: number;
  readonly corrections: Corrections;
  /** Slug a post had before → its slug. */
  readonly formerSlugs: ReadonlyMap<string, string>;
  /** The release to carry unchanged pages over from. */
  readonly previous: Manifest | undefined;
  /** Whole name of the commit that the content is of. */
  readonly commit?: string | undefined;
}

type Entry = readonly [path: string, resource: Resource];

/**
 * Builds a whole release beside the current one: pages, pictures, the theme's files, ActivityPub documents, and last the
 * manifest, once all it names is on disk. Pure in what it makes: no network, no database. Only pages whose inputs changed are
 * drawn.
 */
export async function buildRelease(input: BuildInput): Promise<Manifest> {
  const { dataDir, documents, library, release, site } = input;
  const folder = releaseFolder(dataDir, release);
  const navigation = navigationOf(library);
  // Nothing that draws a page ever sees a post that is for followers only.
  const shown = { ...library, posts: library.posts.filter(({ visibility }) => visibility !== 'followers') };
  const open = documents.filter(({ isRestricted }) => !isRestricted);
  const socialImages = socialImagesOf(shown, site);
  const entries = [
    ...(await themeFiles(input, folder)),
    ...(await pictureFiles(input, folder)),
    ...(await socialImageEntries(input, folder, socialImages)),
    ...(await drawPages({ ...input, library: shown }, folder, navigation, socialImages)),
    ...(await searchFiles({ ...input, library: shown })),
    ...(await writeDocuments(open, folder)),
  ];
  const restricted = await writeDocuments(
    documents.filter(({ isRestricted }) => isRestricted),
    folder,
  );
  const manifest: Manifest = {
    version: manifestVersion,
    release,
    inputs: input.inputs,
    origin: site.origin,
    theme: input.theme,
    blog: site.blog,
    navigation,
    resources: Object.fromEntries(entries),
    restricted: Object.fromEntries(restricted),
    objects: objectsOf(library, site, answeredIds(documents)),
    redirects: redirectsOf(shown, input.formerSlugs),
    nextDue: nextDueOf(library, input.now),
    assertionKey: input.assertionKey,
    ...(input.commit === undefined ? {} : { commit: input.commit }),
  };
  await syncBelow(folder);
  await writeManifest(folder, manifest);
  return manifest;
}

/** A release of nothing but objects: what the functions need to know while the pages are drawn by the dev server. */
export function draftManifest(library: Library, site: Site): Manifest {
  const { blog, origin } = site;
  return {
    version: manifestVersion,
    release: 'draft',
    inputs: '',
    origin,
    theme: '',
    blog,
    navigation: navigationOf(library),
    resources: {},
    restricted: {},
    objects: objectsOf(library, site, new Map()),
    redirects: {},
    nextDue: undefined,
    assertionKey: '',
  };
}

function objectsOf(
  library: Library,
  site: Site,
  answered: ReadonlyMap<string, string>,
): readonly ReleasedObject[] {
  return library.posts.filter(hasConversation).map((post) => {
    const answer = ownAnswerOf(post, library, answered.get(site.objectId(post.id)));
    return { ...releasedObject(post), ...(answer === undefined ? {} : { answer }) };
  });
}

function releasedObject(post: Post): ReleasedObject {
  const { body, closesAt, contentWarning, comments, id, lang, poll, quotes, slug, title, translationOf } =
    post;
  const isRestricted = post.visibility === 'followers';
  return {
    id,
    slug,
    title: isRestricted ? '' : title || (contentWarning ?? body.text.slice(0, 60)),
    lang,
    commentsOpen: comments !== 'closed',
    ...(comments === 'closed' ? {} : { policy: comments }),
    ...(closesAt === undefined ? {} : { closesAt: closesAt.getTime() }),
    ...(contentWarning === undefined ? {} : { contentWarning }),
    ...(translationOf === undefined ? {} : { translationOf }),
    quotes,
    ...(poll === undefined ? {} : { poll: { ...poll, closes: poll.closes.getTime() } }),
    isReply: post.inReplyTo !== undefined,
    isRestricted,
  };
}

/** The end of a poll falls due like a scheduled post: publishing then tells followers how it went; that of comments, too. */
function nextDueOf({ nextDue, posts }: Library, now: number): number | undefined {
  const ends = posts.flatMap(({ federate, poll }) => (federate && poll ? [poll.closes.getTime()] : []));
  const closings = posts.flatMap(({ closesAt }) => closesAt?.getTime() ?? []);
  const due = [
    ...[...ends, ...closings].filter((end) => end > now),
    ...(nextDue === undefined ? [] : [nextDue.getTime()]),
  ];
  return due.length === 0 ? undefined : Math.min(...due);
}

/** What the writer names, and at the end of pages those that readers look for there, if they are written. */
export function navigationOf({ blog, pages }: Pick<Library, 'blog' | 'pages'>): readonly NavigationItem[] {
  const itemOf = (slug: string): readonly NavigationItem[] =>
    pages.filter((page) => page.slug === slug).map(({ title }) => ({ title, path: pagePath(slug) }));
  const inFooter = footerPages.filter((slug) => !blog.navigation.includes(slug)).flatMap(itemOf);
  return [...blog.navigation.flatMap(itemOf), ...inFooter.map((item) => ({ ...item, inFooter: true }))];
}
const footerPages: readonly string[] = ['rules', 'colophon'];

/** Old addresses of posts: the writer's `aliases`, and slugs that a post had before. Never over a page that exists. */
function redirectsOf(
  { posts }: Pick<Library, 'posts'>,
  formerSlugs: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const current = new Set(posts.map(({ slug }) => slug));
  const aliases = posts.flatMap(({ aliases: old, slug }) =>
    old.map((path) => [redirectKey(path), postPath(slug)] as const),
  );
  const renamed = posts.flatMap(({ id, slug }) =>
    [...formerSlugs]
      .filter(([old, of]) => writtenId(of) === writtenId(id) && !current.has(old))
      .map(([old]) => [postPath(old), postPath(slug)] as const),
  );
  return Object.fromEntries([...aliases, ...renamed]);
}

async function themeFiles({ dataDir, theme }: BuildInput, folder: string): Promise<readonly Entry[]> {
  const client = join(dataDir, theme, 'client');
  const files = await filesBelow(client);
  return Promise.all(
    files.map((file) => fileEntry(`/${file.replaceAll('\\', '/')}`, join(client, file), folder)),
  );
}

async function pictureFiles({ dataDir, library }: BuildInput, folder: string): Promise<readonly Entry[]> {
  const files = await mediaFiles(library.media, join(dataDir, 'cache'));
  return mapConcurrently(files, copiedAtOnce, ({ source, url }) => fileEntry(url, source, folder));
}
const copiedAtOnce = 16;

/** Their addresses say all that is drawn, so what the release before has of them need not even be read. */
async function socialImageEntries(
  input: BuildInput,
  folder: string,
  socialImages: SocialImages,
): Promise<readonly Entry[]> {
  const drawings = [
    ...new Map([...socialImages.values()].map((drawing) => [drawing.image.url, drawing])).values(),
  ];
  const carried = await mapConcurrently(drawings, copiedAtOnce, ({ image: { url } }) =>
    carriedOver({ path: url, key: url }, url, input, folder),
  );
  const absent = drawings.filter((_, index) => carried[index] === undefined);
  const files = await socialImageFiles(absent, join(input.dataDir, 'cache'));
  const made = await mapConcurrently(files, copiedAtOnce, async ({ source, url }): Promise<Entry> => {
    const [path, resource] = await fileEntry(url, source, folder);
    return [path, { ...resource, key: url }];
  });
  return [...carried.filter((entry) => entry !== undefined), ...made];
}

/** A file that is served as it is; a copy, because a link would change with the original under a release that is current. */
async function fileEntry(path: string, source: string, folder: string): Promise<Entry> {
  const content = await readFile(source);
  const file = join('files', path);
  await writeInto(join(folder, file), content);
  return [path, { file, type: typeOf(path), status: 200, hash: hashOf(content) }];
}

async function drawPages(
  input: BuildInput,
  folder: string,
  navigation: readonly NavigationItem[],
  drawings: SocialImages,
): Promise<readonly Entry[]> {
  const { corrections, library, render, site } = input;
  const socialImages = new Map([...drawings].map(([path, { image }]) => [path, image]));
  const counts = [...corrections].map(([{ id }, list]) => [id, list.length] as const);
  const locals: ThemeLocals = { site, navigation, library, socialImages, corrections: new Map(counts) };
  const front = socialImages.get('/')?.url; // Stands for pages without a picture too.
  const common = hashOf(JSON.stringify([input.theme, site.origin, site.blog, navigation, front]));
  const entries: Entry[] = [];
  for (const page of pagesOf(library, site, corrections)) {
    const key = hashOf(`${common} ${page.key} ${socialImages.get(page.path)?.url ?? ''}`);
    entries.push(
      (await carriedOver(page, key, input, folder)) ?? (await drawn(page, key, render, locals, folder)),
    );
  }
  return entries;
}

async function carriedOver(
  page: PageSpec,
  key: string,
  input: BuildInput,
  folder: string,
): Promise<Entry | undefined> {
  const old = input.previous?.resources[page.path];
  if (input.previous === undefined || old?.key !== key) return undefined;
  await carryOver(
    join(releaseFolder(input.dataDir, input.previous.release), old.file),
    join(folder, old.file),
  );
  return [page.path, old];
}

async function drawn(
  page: PageSpec,
  key: string,
  render: Renderer,
  locals: ThemeLocals,
  folder: string,
): Promise<Entry> {
  const { body, contentType, status } = await render(page.path, { ...locals, ...page.locals?.() });
  const isErrorPage = page.path === '/404.html';
  if (status !== 200 && !isErrorPage) throw new Error(`the theme answered ${status} for ${page.path}`);
  const file = join(
    'files',
    `${decodeURIComponent(page.path)}${page.path.endsWith('/') ? 'index.html' : ''}`,
  );
  await writeInto(join(folder, file), body);
  const resource: Resource = {
    file,
    type: contentType,
    status: isErrorPage ? 404 : 200,
    hash: hashOf(body),
    key,
    ...(page.runsWasm === true ? { runsWasm: true } : {}),
    ...(page.activity === undefined ? {} : { activity: page.activity }),
    ...(page.conversation === undefined ? {} : { conversation: page.conversation }),
  };
  return [page.path, resource];
}

async function writeDocuments(documents: readonly DocumentSpec[], folder: string): Promise<readonly Entry[]> {
  return Promise.all(
    documents.map(async ({ json, page, path, status }): Promise<Entry> => {
      const body = JSON.stringify(json);
      const file = join('documents', `${hashOf(path)}.json`);
      await writeInto(join(folder, file), body);
      const link = page === undefined ? {} : { page };
      return [path, { file, type: ACTIVITY_JSON, status, hash: hashOf(body), ...link }];
    }),
  );
}

const types: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml; charset=utf-8',
};

/** What a file is served as. Never as ActivityPub, whatever it holds: only documents made here are that (interop 5.3, 9). */
function typeOf(path: string): string {
  return types[extname(path).toLowerCase()] ?? 'application/octet-stream';
}
