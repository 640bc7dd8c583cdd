import type { Post, PostImage } from '../posts/post.ts';
import type { JsonObject } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';

/** The pictures of an Article. Its own is `image`, so that Mastodon shows its card; those in the text are attachments (FEP-b2b8). */
export function articlePicturesOf({ body, image }: Post, site: Site): JsonObject {
  return {
    ...(image === undefined ? {} : { image: imageOf(image, site) }),
    attachment: body.images.map((one) => imageOf(one, site)),
  };
}

/** The pictures of a Note or a Question, which have no `image` anywhere: its own is the first attachment. */
export function notePicturesOf({ body, image }: Post, site: Site): JsonObject {
  const all = image === undefined ? body.images : [image, ...body.images];
  return { attachment: all.map((one) => imageOf(one, site)) };
}

/** `name` is the alt text, `focalPoint` where to look (interop 3.4). */
export function imageOf(image: PostImage, site: Site): JsonObject {
  const { alt, blurhash, focus, height, mediaType, url, width } = image;
  return {
    type: 'Image',
    mediaType,
    url: site.absolute(url),
    name: alt,
    width,
    height,
    ...(blurhash === undefined ? {} : { blurhash }),
    ...(focus === undefined ? {} : { focalPoint: focus }),
  };
}
