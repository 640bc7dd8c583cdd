import { seriesSlug, tagSlug } from './paths.ts';
import type { Library, Post } from './post.ts';

/** How many posts before and after one are looked at for each of its tags: the work stays small on a blog of thousands. */
const reach = 25;

/**
 * At most `countMax` listed posts with a title that share tags with `post` and are in its language, the most alike first: a tag
 * that few posts have counts for more than one that many have, and of equals the one nearest in time comes first, of two
 * as near the newer. Neither its translations, nor the rest of its series, nor the posts beside it: the page names
 * them anyway. An unlisted post has none.
 */
export function relatedPosts(post: Post, library: Library, countMax = 3): readonly Post[] {
  const shelf = shelfOf(library);
  const place = shelf.places.get(post);
  if (place === undefined) return [];
  const scores = new Map<Post, number>();
  for (const tag of post.tags) {
    const tagged = shelf.tagged.get(tagSlug(tag)) ?? [];
    const here = tagged.indexOf(post);
    for (const other of tagged.slice(Math.max(0, here - reach), here + reach + 1)) {
      if (!isKin(other, post) || Math.abs((shelf.places.get(other) ?? 0) - place) <= 1) continue;
      scores.set(other, (scores.get(other) ?? 0) + 1 / tagged.length);
    }
  }
  const distance = (other: Post): number => Math.abs(other.date.getTime() - post.date.getTime());
  return [...scores]
    .sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || distance(a) - distance(b))
    .slice(0, countMax)
    .map(([other]) => other);
}

function isKin(other: Post, post: Post): boolean {
  const original = (one: Post): string => one.translationOf ?? one.id;
  const language = (one: Post): string | undefined => one.lang.toLowerCase().split('-')[0];
  const series = (one: Post): string =>
    one.series === undefined ? `only ${one.id}` : seriesSlug(one.series.name);
  return (
    other.title !== '' &&
    language(other) === language(post) &&
    original(other) !== original(post) &&
    series(other) !== series(post)
  );
}

/** Listed posts in order, and by tag. */
interface Shelf {
  readonly places: ReadonlyMap<Post, number>;
  readonly tagged: ReadonlyMap<string, readonly Post[]>;
}

/** Made once for all pages that are drawn from a library. */
const shelves = new WeakMap<Library, Shelf>();

function shelfOf(library: Library): Shelf {
  const known = shelves.get(library);
  if (known !== undefined) return known;
  const listed = library.posts.filter(({ visibility }) => visibility === 'public');
  const tagged = Map.groupBy(
    listed.flatMap((post) => [...new Set(post.tags.map(tagSlug))].map((tag) => ({ tag, post }))),
    ({ tag }) => tag,
  );
  const shelf = {
    places: new Map(listed.map((post, place) => [post, place])),
    tagged: new Map([...tagged].map(([tag, entries]) => [tag, entries.map(({ post }) => post)])),
  };
  shelves.set(library, shelf);
  return shelf;
}
