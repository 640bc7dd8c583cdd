import { isTag } from '../posts/tag.ts';
import { writeMarkdown } from '../posts/syntax.ts';
import { attribute, markdownOfHtml } from './html.ts';
import { listOf, objectOf, stringOf, type Json } from './json.ts';

/** The text, its hashtags as ours, and its mentions with the host that they had. */
export function markdownOfToot(object: Json): string {
  const handles = handlesIn(object);
  const html = stringOf(object.content) ?? '';
  return markdownOfHtml(html, ({ element, text }) => {
    const tag = /^#(.+)$/.exec(text)?.[1];
    if (tag !== undefined && isTag(tag)) return `#${tag}`;
    const href = attribute(element, 'href');
    return href !== undefined && text.startsWith('@') ? handles.get(href) : undefined;
  }).trim();
}

const handle = /^@([\w.-]*\w)@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i;

/** By the address that a link to somebody has; people on the same server are written without its name. */
function handlesIn(object: Json): ReadonlyMap<string, string> {
  const mentions = listOf(object.tag)
    .map(objectOf)
    .filter(({ type }) => type === 'Mention');
  const entries = mentions.flatMap(({ href, name }): readonly (readonly [string, string])[] => {
    const url = URL.parse(stringOf(href) ?? '');
    const written = stringOf(name) ?? '';
    if (url === null) return [];
    const whole = /^@[^@]+$/.test(written) ? `${written}@${url.hostname}` : written;
    const [, user = ''] = handle.exec(whole) ?? [];
    // The tag names the actor, the link in the text mostly a page for people.
    return user === ''
      ? []
      : [url.href, `${url.origin}/@${user}`].map((address) => [address, whole] as const);
  });
  return new Map(entries);
}

/** A question's options, with the votes that each got. */
export function pollOfToot(object: Json): string | undefined {
  const options = listOf(object.oneOf ?? object.anyOf).map(objectOf);
  if (options.length === 0) return undefined;
  const items = options.map((option) => {
    const votes = objectOf(option.replies).totalItems;
    return `${stringOf(option.name) ?? ''}${typeof votes === 'number' ? ` (${votes})` : ''}`;
  });
  return writeMarkdown({
    type: 'root',
    children: [
      {
        type: 'list',
        children: items.map((value) => ({
          type: 'listItem',
          children: [{ type: 'paragraph', children: [{ type: 'text', value }] }],
        })),
      },
    ],
  }).trim();
}

/** A picture with its description, by its path in the archive; undefined for films and sounds. */
export function pictureOfToot(attachment: Json): string | undefined {
  const url = stringOf(attachment.url);
  if (url === undefined || stringOf(attachment.mediaType)?.startsWith('image/') !== true) return undefined;
  // What stands before that differs with where the server kept its files.
  const path = /media_attachments\/.*$/.exec(url)?.[0] ?? url.replace(/^\//, '');
  return writeMarkdown({
    type: 'root',
    children: [
      {
        type: 'paragraph',
        children: [{ type: 'image', url: path, alt: stringOf(attachment.name) ?? '' }],
      },
    ],
  }).trim();
}
