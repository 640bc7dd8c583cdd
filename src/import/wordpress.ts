import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { XMLParser } from 'fast-xml-parser';
import { decoded } from '../posts/paths.ts';
import { dateOf, withOffset } from './dates.ts';
import {
  ImportError,
  importedId,
  type FoundBlog,
  type FoundImage,
  type FoundPost,
  type LeftOut,
} from './found.ts';
import { listOf, objectOf, stringOf, type Json } from './json.ts';
import { textOf as plainOf } from './html-text.ts';
import { markdownOfWordPress, wordPressMarks } from './wordpress-text.ts';

/**
 * Reads an export of WordPress (Tools, Export: WXR 1.2). It holds no pictures: those are taken from `wp-content/uploads` or
 * `uploads` beside it, where somebody has put that folder.
 */
export async function readWordPress(file: string): Promise<FoundBlog> {
  const channel = await channelOf(file);
  const items = listOf(channel.item).map(objectOf);
  const attachments = new Map(items.filter(isAttachment).map((item) => [textAt(item, 'wp:post_id'), item]));
  const leftOut: LeftOut[] = [];
  const posts = items.flatMap((item): readonly FoundPost[] => {
    if (isAttachment(item)) return [];
    const why = reasonAgainst(item);
    if (why === undefined) return postOf(item, channel, attachments, leftOut);
    if (why !== '') leftOut.push({ place: placeOf(item), why });
    return [];
  });
  const folder = dirname(file);
  return {
    posts,
    leftOut,
    marks: wordPressMarks,
    picturesAt: (reference) => {
      const below = /\/(?:wp-content\/)?(?:uploads|files)\/(.+)$/.exec(reference)?.[1];
      if (below === undefined) return [];
      // The editor links a smaller copy (kettle-300x200.png) of what was uploaded.
      const names = [below.replace(/-\d+x\d+(?=\.\w+$)/, ''), below];
      return ['wp-content/uploads', 'uploads'].flatMap((place) =>
        names.map((name) => join(folder, place, name)),
      );
    },
  };
}

async function channelOf(file: string): Promise<Json> {
  const xml = await readFile(file, 'utf8');
  if (!/<\/rss>\s*$/.test(xml)) throw new ImportError(`${file} is cut short: it does not end with </rss>.`);
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    trimValues: false,
    attributeNamePrefix: '@',
  });
  let parsed: unknown;
  try {
    parsed = parser.parse(xml);
  } catch (error) {
    throw new ImportError(`${file} is not valid XML: ${(error as Error).message}`);
  }
  const channel = objectOf(objectOf(objectOf(parsed).rss).channel);
  if (textAt(channel, 'wp:wxr_version') === '')
    throw new ImportError(`${file} is no export of WordPress: it has no wp:wxr_version.`);
  return channel;
}

function textAt(item: Json, name: string): string {
  const value = item[name];
  const text = typeof value === 'object' ? objectOf(value)['#text'] : value;
  return typeof text === 'string' || typeof text === 'number' ? String(text).trim() : '';
}

function isAttachment(item: Json): boolean {
  return textAt(item, 'wp:post_type') === 'attachment';
}

function placeOf(item: Json): string {
  return `${textAt(item, 'wp:post_type')} ${textAt(item, 'wp:post_id')} "${textAt(item, 'title')}"`;
}

/** The empty text for what nobody ever meant to keep. */
function reasonAgainst(item: Json): string | undefined {
  const type = textAt(item, 'wp:post_type');
  const status = textAt(item, 'wp:status');
  if (status === 'auto-draft' || status === 'inherit' || status === 'trash') return '';
  if (type === 'page') return 'It is a page, not a post: copy what you need of it into content/pages.';
  if (type !== 'post')
    return /^(?:nav_menu_item|revision|wp_.*|custom_css)$/.test(type)
      ? ''
      : `It is of type ${type}, which is not a post.`;
  if (status === 'private' || textAt(item, 'wp:post_password') !== '')
    return 'It is private, or behind a password, which a blog in public has no place for.';
  return dateOfItem(item) === undefined ? 'It has no date.' : undefined;
}

function dateOfItem(item: Json): string | undefined {
  const local = textAt(item, 'wp:post_date');
  const utc = textAt(item, 'wp:post_date_gmt');
  return utc.startsWith('0000')
    ? dateOf(local.startsWith('0000') ? textAt(item, 'pubDate') : local)
    : withOffset(local, utc);
}

function postOf(
  item: Json,
  channel: Json,
  attachments: ReadonlyMap<string, Json>,
  leftOut: LeftOut[],
): readonly FoundPost[] {
  const date = dateOfItem(item);
  if (date === undefined) return [];
  const comments = listOf(item['wp:comment']).length;
  if (comments > 0)
    leftOut.push({
      place: placeOf(item),
      why: `${comments === 1 ? 'A comment is' : `${comments} comments are`} left out: comments come from the fediverse.`,
    });
  const id = textAt(item, 'wp:post_id');
  const site = URL.parse(textAt(channel, 'wp:base_blog_url') || textAt(channel, 'link'));
  const status = textAt(item, 'wp:status');
  const categories = listOf(item.category).map(objectOf);
  const tags = categories.filter(
    ({ '@domain': domain, '@nicename': name }) =>
      (domain === 'category' || domain === 'post_tag') && name !== 'uncategorized',
  );
  return [
    {
      id: importedId('wordpress', `${site?.host ?? ''}${site?.pathname ?? '/'}${id}`),
      place: placeOf(item),
      slug: decoded(textAt(item, 'wp:post_name')),
      title: plainOf(textAt(item, 'title')),
      date,
      updated: updatedOf(item),
      summary: plainOf(textAt(item, 'excerpt:encoded')),
      tags: tags.map((tag) => plainOf(textAt(tag, '#text'))),
      authors: [textAt(item, 'dc:creator'), displayNameOf(textAt(item, 'dc:creator'), channel)],
      lang: textAt(channel, 'language') || undefined,
      draft: status !== 'publish' && status !== 'future',
      aliases: status === 'publish' ? addressesOf(item, id, site) : [],
      image: heroOf(item, attachments),
      markdown: markdownOfWordPress(textAt(item, 'content:encoded')),
    },
  ];
}

function updatedOf(item: Json): string | undefined {
  const [created, changed] = [textAt(item, 'wp:post_date_gmt'), textAt(item, 'wp:post_modified_gmt')];
  const isLater = changed.slice(0, 'yyyy-mm-dd'.length) > created.slice(0, 'yyyy-mm-dd'.length);
  return isLater ? withOffset(textAt(item, 'wp:post_modified'), changed) : undefined;
}

function displayNameOf(login: string, channel: Json): string {
  const authors = listOf(channel['wp:author']).map(objectOf);
  const author = authors.find((one) => textAt(one, 'wp:author_login') === login);
  return author === undefined ? '' : textAt(author, 'wp:author_display_name');
}

/** Its permanent link, and the one by number that every WordPress answers too. */
function addressesOf(item: Json, id: string, site: URL | null): readonly string[] {
  const link = URL.parse(textAt(item, 'link'));
  const pretty = link === null || link.pathname === '/' ? [] : [link.pathname + link.search];
  return [...pretty, `${site?.pathname.replace(/\/$/, '') ?? ''}/?p=${id}`];
}

/** The picture that WordPress calls featured. */
function heroOf(item: Json, attachments: ReadonlyMap<string, Json>): FoundImage | undefined {
  const meta = listOf(item['wp:postmeta']).map(objectOf);
  const thumbnail = meta.find((one) => textAt(one, 'wp:meta_key') === '_thumbnail_id');
  const attachment = attachments.get(thumbnail === undefined ? '' : textAt(thumbnail, 'wp:meta_value'));
  const src = attachment === undefined ? undefined : stringOf(textAt(attachment, 'wp:attachment_url'));
  if (attachment === undefined || src === undefined) return undefined;
  const alts = listOf(attachment['wp:postmeta']).map(objectOf);
  const alt = alts.find((one) => textAt(one, 'wp:meta_key') === '_wp_attachment_image_alt');
  return { src, alt: alt === undefined ? '' : textAt(alt, 'wp:meta_value') };
}
