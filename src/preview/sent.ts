import { isObject, objectOf, textOf, valuesOf } from '../protocol/property.ts';
import type { JsonObject } from '../protocol/vocabulary.ts';
import type { ShownEmoji, ShownPicture, ShownPoll } from './shown.ts';

/** One of our own objects, as a receiver reads it. */
export interface SentObject {
  readonly id: string;
  readonly isArticle: boolean;
  readonly name: string | undefined;
  /** HTML by the writer where it is a teaser, plain text where it is a warning. */
  readonly summary: string | undefined;
  /** Whether `summary` is a warning. */
  readonly isWarned: boolean;
  readonly content: string;
  /** BCP 47. */
  readonly lang: string;
  /** Its page; what is for followers has none. */
  readonly url: string | undefined;
  /** Its own, where it is not among the attachments. */
  readonly image: ShownPicture | undefined;
  readonly attachments: readonly ShownPicture[];
  /** Without `#`. */
  readonly hashtags: readonly string[];
  readonly emoji: readonly ShownEmoji[];
  readonly poll: ShownPoll | undefined;
  readonly isEdited: boolean;
}

/** Reads an object as `objectOf` makes it (`federation/objects.ts`). What is missing is empty: it never throws. */
export function readSent(object: JsonObject): SentObject {
  const tags = valuesOf(object.tag).filter(isObject);
  const attachments = valuesOf(object.attachment).filter(isObject).map(pictureOf);
  return {
    id: textOf(object.id) ?? '',
    isArticle: object.type === 'Article',
    name: textOf(object.name),
    summary: textOf(object.summary),
    isWarned: object.sensitive === true,
    content: textOf(object.content) ?? '',
    lang: Object.keys(objectOf(object.contentMap) ?? {})[0] ?? 'en',
    url: textOf(object.url),
    image: imageOf(object, attachments),
    attachments,
    hashtags: tags.filter(({ type }) => type === 'Hashtag').map(({ name }) => nameIn(name)),
    emoji: tags.filter(({ type }) => type === 'Emoji').map(emojiOf),
    poll: pollOf(object),
    isEdited: object.updated !== undefined,
  };
}

function imageOf({ image }: JsonObject, attachments: readonly ShownPicture[]): ShownPicture | undefined {
  const own = objectOf(image);
  const picture = own && pictureOf(own);
  return attachments.some(({ url }) => url === picture?.url) ? undefined : picture;
}

function pictureOf({ height, name, url, width }: JsonObject): ShownPicture {
  return {
    url: textOf(url) ?? '',
    alt: textOf(name) ?? '',
    width: numberOf(width),
    height: numberOf(height),
  };
}

function emojiOf({ icon, name }: JsonObject): ShownEmoji {
  return { name: nameIn(name), url: textOf(objectOf(icon)?.url) ?? '' };
}

/** `#tea` and `:kettle:` without their marks. */
function nameIn(written: unknown): string {
  return (textOf(written) ?? '').replace(/^[#:]|:$/g, '');
}

function pollOf({ anyOf, closed, endTime, oneOf, type, votersCount }: JsonObject): ShownPoll | undefined {
  if (type !== 'Question') return undefined;
  const options = valuesOf(anyOf ?? oneOf).filter(isObject);
  return {
    options: options.map(({ name, replies }) => ({
      name: textOf(name) ?? '',
      votes: numberOf(objectOf(replies)?.totalItems) ?? 0,
    })),
    isMultiple: anyOf !== undefined,
    closes: textOf(endTime) ?? '',
    isClosed: closed !== undefined,
    voters: numberOf(votersCount) ?? 0,
  };
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
