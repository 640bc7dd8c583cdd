import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, realpath, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDate } from '../posts/date.ts';
import { postPath, seriesSlug } from '../posts/paths.ts';
import { listPlaces, nothingIfAbsent, readSource } from '../posts/source.ts';
import { carryText, PictureShelf } from './carry-text.ts';
import type { FoundBlog, FoundPost, LeftOut, Mark } from './found.ts';
import { frontMatterOf, slugOf } from './write-post.ts';

export interface CarryOptions {
  /** The folder that everything comes from: no picture outside of it is taken. */
  readonly root: string;
  readonly contentDir: string;
  readonly now: Date;
  /** Whether to write nothing. */
  readonly isDry: boolean;
}

/** What an import did, or would do. */
export interface ImportReport {
  /** Files written: `content/posts/kettle.md`. */
  readonly files: readonly string[];
  readonly posts: number;
  /** How many of the posts are drafts. */
  readonly drafts: number;
  readonly pictures: number;
  /** Old addresses that lead to posts now. */
  readonly redirects: number;
  /** How many posts were there from an earlier import. */
  readonly known: number;
  readonly leftOut: readonly LeftOut[];
  /** What the writer should look at, by file and line: `content/posts/kettle.md:12`. */
  readonly remarks: readonly { readonly place: string; readonly message: string }[];
}

/**
 * Writes what was found into `content/posts`, the oldest first: never over a file that is there, and no post twice, because its
 * id tells it. A post is there when its text is, which comes last and whole: killed half-way, the next import completes it.
 */
export async function carryOver(found: FoundBlog, options: CarryOptions): Promise<ImportReport> {
  const desk = await openDesk(found, options);
  const sorted = found.posts.toSorted((a, b) => timeOf(a) - timeOf(b) || (a.id < b.id ? -1 : 1));
  const carried: Carried[] = [];
  let known = 0;
  for (const post of sorted) {
    if (desk.ids.has(post.id)) known += 1;
    else carried.push(await carryPost(post, desk));
    desk.ids.add(post.id);
  }
  return {
    files: carried.map(({ file }) => file),
    posts: carried.length,
    drafts: carried.filter(({ post }) => post.draft).length,
    pictures: carried.reduce((sum, { pictures }) => sum + pictures, 0),
    redirects: carried.reduce((sum, { redirects }) => sum + redirects, 0),
    known,
    leftOut: found.leftOut,
    remarks: carried.flatMap(({ remarks }) => remarks),
  };
}

interface Carried {
  readonly post: FoundPost;
  readonly file: string;
  readonly pictures: number;
  readonly redirects: number;
  readonly remarks: ImportReport['remarks'];
}

interface Desk extends CarryOptions {
  readonly found: FoundBlog;
  /** Of all posts that are there. */
  readonly ids: Set<string>;
  readonly slugs: Set<string>;
  /** Old addresses, and which file they lead to. */
  readonly aliases: Map<string, string>;
  readonly handles: readonly string[];
}

async function openDesk(found: FoundBlog, options: CarryOptions): Promise<Desk> {
  const { contentDir } = options;
  const ids = new Set<string>();
  const slugs = new Set<string>();
  const aliases = new Map<string, string>();
  for (const place of await listPlaces(contentDir, 'posts')) {
    const { fields, file, slug } = await readSource(place, []);
    ids.add(fields.text('id') ?? slug);
    slugs.add(slug);
    for (const { text } of fields.list('aliases')) aliases.set(text, file);
  }
  const handles = (await listPlaces(contentDir, 'authors')).map(({ slug }) => slug);
  return { ...options, root: await realpath(options.root), found, ids, slugs, aliases, handles };
}

async function carryPost(post: FoundPost, desk: Desk): Promise<Carried> {
  const { contentDir, found, isDry, now, root } = desk;
  const shelf = new PictureShelf(root, (reference) => found.picturesAt(reference, post));
  const image = await heroOf(post, shelf);
  const text = await carryText(post.markdown, shelf);
  const slug = await freeSlug(slugOf(post), shelf.pictures, desk);
  const file = `content/posts/${slug}${shelf.pictures.size === 0 ? '.md' : '/index.md'}`;
  const { aliases, taken } = aliasesOf(post, slug, file, desk);
  const isArchive = !post.draft && timeOf(post) <= now.getTime();
  const front = frontMatterOf(post, { aliases, authors: authorsOf(post, desk), image, isArchive });
  const content = `${front}\n${text}\n`;
  if (!isDry) {
    const path = join(contentDir, file.slice('content/'.length));
    for (const [name, from] of shelf.pictures)
      await putWhole(join(dirname(path), name), (to) => copyFile(from, to));
    await putWhole(path, (to) => writeFile(to, content));
  }
  const remarks = [...shelf.remarks, ...taken, ...marksIn(text, found.marks)].map(({ message, needle }) => ({
    place: `${file}:${lineOf(content, needle)}`,
    message,
  }));
  return { post, file, pictures: shelf.pictures.size, redirects: aliases.length, remarks };
}

async function heroOf({ image }: FoundPost, shelf: PictureShelf): Promise<FoundPost['image']> {
  const src = image && (await shelf.take(image.src));
  return image && src !== undefined ? { src, alt: image.alt } : undefined;
}

/** The name, or with a number behind it, that no post has; a folder of pictures that an import left half-way is taken up. */
async function freeSlug(wish: string, pictures: ReadonlyMap<string, string>, desk: Desk): Promise<string> {
  for (let count = 1; ; count++) {
    const slug = count === 1 ? wish : `${wish}-${count}`;
    if (desk.slugs.has(slug)) continue;
    const there = await readdir(join(desk.contentDir, 'posts', slug)).catch(nothingIfAbsent);
    if (there?.some((name) => !pictures.has(name) && !unfinished.test(name)) === true) continue;
    desk.slugs.add(slug);
    return slug;
  }
}

const unfinished = /^\.[\da-f-]{36}\.new$/;

/** A file is there whole or not at all, whenever the program is killed. */
async function putWhole(path: string, write: (path: string) => Promise<void>): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${randomUUID()}.new`);
  await write(temporary);
  await rename(temporary, path);
}

/** Old addresses that are not its own and lead nowhere else yet. */
function aliasesOf(
  post: FoundPost,
  slug: string,
  file: string,
  { aliases: known }: Desk,
): { readonly aliases: readonly string[]; readonly taken: PictureShelf['remarks'] } {
  const wished = [...new Set(post.aliases)].filter((path) => isAddress(path) && path !== postPath(slug));
  const aliases = wished.filter((path) => !known.has(path));
  const taken = wished
    .filter((path) => known.has(path))
    .map((path) => ({
      needle: '',
      message: `Its old address ${path} leads to ${known.get(path) ?? ''} already.`,
    }));
  for (const path of aliases) known.set(path, file);
  return { aliases, taken };
}

/** The front page stays where it is. */
function isAddress(path: string): boolean {
  return /^\/(?!\/)\S+$/.test(path);
}

function authorsOf({ authors }: FoundPost, { handles }: Desk): readonly string[] {
  const wished = new Set(authors.map((name) => seriesSlug(name)));
  return handles.filter((handle) => wished.has(seriesSlug(handle)));
}

function marksIn(text: string, marks: readonly Mark[]): PictureShelf['remarks'] {
  return marks.flatMap(({ name, shape }) =>
    [...text.matchAll(shape)].map(([needle]) => ({
      needle,
      message: `${needle.replace(/\s+/g, ' ').slice(0, 60)} is ${name}: readers see it as it stands.`,
    })),
  );
}

/** Of where `needle` stands first; 1 for what stands nowhere. */
function lineOf(content: string, needle: string): number {
  return content.slice(0, Math.max(0, content.indexOf(needle))).split('\n').length;
}

function timeOf({ date }: FoundPost): number {
  return parseDate(date)?.getTime() ?? 0;
}
