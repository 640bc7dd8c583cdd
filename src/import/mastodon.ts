import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dateOf } from './dates.ts';
import { ImportError, importedId, type FoundBlog, type FoundPost, type LeftOut } from './found.ts';
import { listOf, objectOf, stringOf, type Json } from './json.ts';
import { markdownOfToot, pictureOfToot, pollOfToot } from './mastodon-text.ts';

/**
 * Reads an unpacked archive of Mastodon (4.x; Settings, Import and export): posts that everybody may see, as notes. Answers to
 * oneself are joined to what they answer, so that a thread is one post; boosts, and what is not for everybody, stay behind.
 */
export async function readMastodon(folder: string, origin: string): Promise<FoundBlog> {
  const items = await outboxOf(folder);
  const leftOut: LeftOut[] = [];
  const toots = new Map<string, Toot>();
  const counts = new Map<string, number>();
  for (const item of items) {
    const reason = reasonAgainst(item);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    else {
      const toot = tootOf(objectOf(item.object));
      if (toot !== undefined) toots.set(toot.id, toot);
    }
  }
  for (const [reason, count] of counts) leftOut.push({ place: outbox, why: `${reason}: ${count}.` });
  const threads = Map.groupBy(toots.values(), (toot) => rootOf(toot, toots));
  return {
    posts: [...threads].map(([root, parts]) => postOf(root, parts, origin, leftOut)),
    leftOut,
    marks: [],
    picturesAt: (reference) => [join(folder, reference)],
  };
}

const outbox = 'outbox.json';

async function outboxOf(folder: string): Promise<readonly Json[]> {
  try {
    const parsed = objectOf(JSON.parse(await readFile(join(folder, outbox), 'utf8')));
    return listOf(parsed.orderedItems).map(objectOf);
  } catch (error) {
    throw new ImportError(`${join(folder, outbox)} cannot be read: ${(error as Error).message}`);
  }
}

/** What is to be counted; undefined for what comes along. */
function reasonAgainst(item: Json): string | undefined {
  if (item.type === 'Announce') return 'Boosts of posts by others are left out';
  if (item.type !== 'Create') return 'Activities of other kinds are left out';
  const object = objectOf(item.object);
  const audience = [...listOf(object.to), ...listOf(object.cc)];
  if (!audience.some((uri) => publicNames.includes(String(uri))))
    return 'Posts for followers or for single people are left out, as everybody reads a blog';
  return undefined;
}

const publicNames = ['https://www.w3.org/ns/activitystreams#Public', 'as:Public', 'Public'];

interface Toot {
  readonly id: string;
  readonly object: Json;
  readonly inReplyTo: string | undefined;
  /** Milliseconds. */
  readonly time: number;
}

function tootOf(object: Json): Toot | undefined {
  const id = stringOf(object.id);
  const published = stringOf(object.published);
  if (id === undefined || published === undefined || dateOf(published) === undefined) return undefined;
  return { id, object, inReplyTo: stringOf(object.inReplyTo), time: Date.parse(published) };
}

function rootOf(toot: Toot, toots: ReadonlyMap<string, Toot>): Toot {
  let root = toot;
  for (let steps = 0; steps < toots.size; steps++) {
    const parent = root.inReplyTo === undefined ? undefined : toots.get(root.inReplyTo);
    if (parent === undefined) break;
    root = parent;
  }
  return root;
}

function postOf(root: Toot, parts: readonly Toot[], origin: string, leftOut: LeftOut[]): FoundPost {
  const sorted = parts.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const all = sorted.map(({ object }) => object);
  const published = stringOf(root.object.published) ?? '';
  return {
    id: importedId('mastodon', nameOf(root.id)),
    place: root.id,
    slug: '',
    title: '',
    date: published,
    updated: updatedOf(root),
    tags: all.flatMap(tagsOf),
    authors: [],
    lang: Object.keys(objectOf(root.object.contentMap))[0],
    draft: false,
    isUnlisted: !listOf(root.object.to).some((uri) => publicNames.includes(String(uri))),
    contentWarning: all.map(warningOf).find((warning) => warning !== undefined),
    inReplyTo: root.inReplyTo,
    aliases: sorted.flatMap(({ object }) => addressOf(object, origin)),
    markdown: all.map((object) => textOf(object, leftOut)).join('\n\n'),
  };
}

/** `social.example/users/ada/statuses/1` */
function nameOf(id: string): string {
  return id.replace(/^https?:\/\//, '');
}

function updatedOf({ object, time }: Toot): string | undefined {
  const updated = dateOf(stringOf(object.updated));
  return updated !== undefined && Date.parse(updated) > time ? updated : undefined;
}

function tagsOf(object: Json): readonly string[] {
  const tags = listOf(object.tag).map(objectOf);
  return tags.flatMap(({ name, type }) =>
    type === 'Hashtag' && typeof name === 'string' ? [name.replace(/^#/, '')] : [],
  );
}

function warningOf(object: Json): string | undefined {
  return stringOf(object.summary) ?? (object.sensitive === true ? 'Sensitive' : undefined);
}

/** Its page there leads here only where the blog took over the name of that server. */
function addressOf(object: Json, origin: string): readonly string[] {
  const url = URL.parse(stringOf(object.url) ?? '');
  return url?.origin === origin ? [url.pathname] : [];
}

function textOf(object: Json, leftOut: LeftOut[]): string {
  const attachments = listOf(object.attachment).map(objectOf);
  const pictures = attachments.map((attachment) => {
    const picture = pictureOfToot(attachment);
    const url = stringOf(attachment.url) ?? '';
    if (picture === undefined)
      leftOut.push({
        place: stringOf(object.id) ?? outbox,
        why: `${url} is no picture, which a post could hold.`,
      });
    return picture;
  });
  const parts = [markdownOfToot(object), pollOfToot(object), ...pictures];
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}
