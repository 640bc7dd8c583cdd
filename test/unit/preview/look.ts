import { objectOf, type Moments } from '../../../src/federation/objects.ts';
import type { Post, PostImage } from '../../../src/posts/post.ts';
import { appearancesOf } from '../../../src/preview/appearance.ts';
import type { Appearance, Software } from '../../../src/preview/shown.ts';
import { NOW } from '../builders.ts';
import { bodyOf, picture, postOf, site } from '../theme/sample.ts';

/** How a post looks on one of the servers. */
export function lookOf(
  software: Software,
  post: Partial<Post>,
  { html, text = 'Water first, then patience.', images = [], ...moments }: Look = {},
): Appearance {
  const body = bodyOf(text, { images, ...(html === undefined ? {} : { federatedHtml: html }) });
  const whole = postOf('kettle', { body, ...post });
  const object = objectOf(whole, site, { published: NOW, updated: undefined, ...moments }, []);
  return appearancesOf(object, site).find((one) => one.software === software)!;
}

interface Look extends Partial<Moments> {
  /** What is sent of the text. */
  readonly html?: string;
  readonly text?: string;
  readonly images?: readonly PostImage[];
}

/** A picture of its own for each number. */
export function pictures(count: number): readonly PostImage[] {
  return Array.from({ length: count }, (_, n) => ({
    ...picture,
    url: `/media/${n}.png`,
    alt: `Picture ${n}`,
  }));
}

export const note = { type: 'note', title: '' } as const;
