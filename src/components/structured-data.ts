import { authorPath } from '../posts/paths.ts';
import type { Author } from '../posts/post.ts';
import type { Site } from '../site.ts';
import type { SocialImage } from '../theme.ts';
import type { PageHead } from './head.ts';
import type { Words } from './words.ts';
import { wordsFor } from './words.ts';

type Node = Readonly<Record<string, unknown>>;

/**
 * What search engines are told of a page, in the words of schema.org, as JSON-LD. Undefined for a page that has no address of
 * its own. Safe inside of `<script>`: nothing in it can end the element or begin another.
 */
export function structuredData(head: PageHead, site: Site): string | undefined {
  if (head.path === undefined) return undefined;
  const nodes = [...mainNodes(head, head.path, site), ...breadcrumbs(head, head.path, site)];
  if (nodes.length === 0) return undefined;
  return JSON.stringify({ '@context': 'https://schema.org', '@graph': nodes }).replaceAll('<', '\\u003c');
}

function mainNodes(head: PageHead, path: string, site: Site): readonly Node[] {
  const { authors = [], kind } = head;
  const persons = authors.map((author) => personOf(author, site));
  if (kind === 'article') return [postingOf(head, path, site, persons)];
  if (kind === 'profile') return [profileOf(head, path, site, authors)];
  return path === '/' ? [frontOf(head, site, persons[0])] : [];
}

function frontOf(head: PageHead, site: Site, publisher: Node | undefined): Node {
  const { image, ...blog } = blogOf(site);
  return { ...blog, ...textOf(head), image: image ?? imageOf(head.image, site), publisher };
}

function postingOf(head: PageHead, path: string, site: Site, author: readonly Node[]): Node {
  const url = site.absolute(path);
  return {
    '@type': 'BlogPosting',
    '@id': `${url}#post`,
    url,
    mainEntityOfPage: url,
    headline: head.title,
    ...textOf(head),
    datePublished: head.published?.toISOString(),
    dateModified: (head.updated ?? head.published)?.toISOString(),
    author,
    publisher: author[0],
    image: imageOf(head.image, site),
    keywords: head.tags,
    isPartOf: blogOf(site),
  };
}

function profileOf(head: PageHead, path: string, site: Site, authors: readonly Author[]): Node {
  const [author] = authors;
  return {
    '@type': 'ProfilePage',
    url: site.absolute(path),
    inLanguage: head.lang,
    primaryImageOfPage: imageOf(head.image, site),
    mainEntity: author && { ...personOf(author, site), description: author.summary },
  };
}

function textOf({ description, lang }: PageHead): Node {
  return { description: description || undefined, inLanguage: lang };
}

function blogOf({ absolute, blog, origin }: Site): Node {
  const image = imageOf(blog.image ?? blog.icon, { absolute });
  return { '@type': 'Blog', '@id': `${origin}/#blog`, url: `${origin}/`, name: blog.title, image };
}

function personOf({ handle, image, links, name }: Author, site: Site): Node {
  const url = site.absolute(authorPath(handle));
  return {
    '@type': 'Person',
    '@id': `${url}#person`,
    url,
    name,
    image: imageOf(image, site),
    sameAs: links.length === 0 ? undefined : links.map((link) => link.url),
  };
}

function imageOf(image: SocialImage | undefined, { absolute }: Pick<Site, 'absolute'>): Node | undefined {
  if (image === undefined) return undefined;
  const { alt, height, url, width } = image;
  return { '@type': 'ImageObject', url: absolute(url), width, height, caption: alt || undefined };
}

/** The lists that pages stand in, by the first part of their address, which is that of the list but for posts. */
const lists: ReadonlyMap<
  string,
  readonly [path: string, name: 'archive' | 'authors' | 'notes' | 'series' | 'tags']
> = new Map([
  ['posts', ['/archive/', 'archive']],
  ['archive', ['/archive/', 'archive']],
  ['authors', ['/authors/', 'authors']],
  ['notes', ['/notes/', 'notes']],
  ['series', ['/series/', 'series']],
  ['tags', ['/tags/', 'tags']],
]);

/** The way to a page from the front page, which has none. */
function breadcrumbs(head: PageHead, path: string, site: Site): readonly Node[] {
  if (path === '/') return [];
  const { blog } = site;
  const steps = [
    { name: blog.title, path: '/' },
    ...listAbove(path, wordsFor(blog.lang)),
    { name: head.title, path },
  ];
  const itemListElement = steps.map((step, index) => ({
    '@type': 'ListItem',
    position: index + 1,
    name: step.name,
    item: site.absolute(step.path),
  }));
  return [{ '@type': 'BreadcrumbList', itemListElement }];
}

function listAbove(path: string, words: Words): readonly { readonly name: string; readonly path: string }[] {
  const list = lists.get(path.split('/')[1] ?? '');
  return list === undefined || list[0] === path ? [] : [{ name: words[list[1]], path: list[0] }];
}
