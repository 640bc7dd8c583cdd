import type { Element, ElementContent, Nodes } from 'hast';
import type { Image, Link, PhrasingContent, Root, RootContent } from 'mdast';
import rehypeParse from 'rehype-parse';
import rehypeRemark, { type Options } from 'rehype-remark';
import { unified } from 'unified';
import { writeMarkdown } from '../posts/syntax.ts';

/** What a link says beyond where it leads: Markdown that stands in its place. Undefined for links that are links. */
export type LinkReader = (link: { readonly element: Element; readonly text: string }) => string | undefined;

/** HTML as Markdown of the blog's own kind. What Markdown has no word for is left out; frames become links. */
export function markdownOfHtml(html: string, readLink?: LinkReader): string {
  return writeMarkdown(treeOfHtml(html, readLink));
}

/** The same as a tree; its root holds phrasing where the HTML has no blocks. */
export function treeOfHtml(html: string, readLink: LinkReader = () => undefined): Root {
  const turner = unified()
    .use(rehypeParse, { fragment: true })
    .use(rehypeRemark, { handlers: handlersFor(readLink), nodeHandlers: { comment: () => undefined } });
  return turner.runSync(turner.parse(html));
}

function handlersFor(readLink: LinkReader): NonNullable<Options['handlers']> {
  return {
    a: (state, element) => {
      const own = readLink({ element, text: textOf(element) });
      if (own !== undefined) return { type: 'html', value: own };
      const url = addressOf(element, 'href');
      const children = state.all(element) as PhrasingContent[];
      return url === undefined ? children : ({ type: 'link', url, children } satisfies Link);
    },
    figure: (state, element) => captioned(element) ?? state.all(element),
    iframe: (_, element) => frameLink(element),
    embed: (_, element) => frameLink(element),
    img: (_, element) => pictureOf(element),
  };
}

/** A picture with what is said below it, which in Markdown is its title. */
function captioned(element: Element): RootContent | undefined {
  const pictures = elementsIn(element, 'img');
  const [caption] = elementsIn(element, 'figcaption');
  const [picture] = pictures.map((one) => pictureOf(one));
  if (pictures.length !== 1 || caption === undefined || picture === undefined) return undefined;
  return { type: 'paragraph', children: [{ ...picture, title: textOf(caption) || null }] };
}

function pictureOf(element: Element): Image | undefined {
  const url = addressOf(element, 'src') ?? addressOf(element, 'dataSrc');
  return url === undefined ? undefined : { type: 'image', url, alt: attribute(element, 'alt') ?? '' };
}

function frameLink(element: Element): Link | undefined {
  const src = addressOf(element, 'src');
  if (src === undefined) return undefined;
  const url = src.startsWith('//') ? `https:${src}` : watched(src);
  return { type: 'link', url, children: [{ type: 'text', value: attribute(element, 'title') ?? url }] };
}

/** The page of a film rather than the frame that plays it. */
function watched(url: string): string {
  return url.replace(
    /^https:\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]+).*$/,
    'https://www.youtube.com/watch?v=$1',
  );
}

/** Scripts and data are no address that a text may have. */
function addressOf(element: Element, name: string): string | undefined {
  const address = attribute(element, name)?.trim();
  return address === undefined ||
    address === '' ||
    /^(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:/i.test(address)
    ? undefined
    : address;
}

export function attribute({ properties }: Element, name: string): string | undefined {
  const value = properties[name];
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(' ') : undefined;
}

function elementsIn(node: Nodes, name: string): readonly Element[] {
  const below = 'children' in node ? node.children.flatMap((child) => elementsIn(child, name)) : [];
  return node.type === 'element' && node.tagName === name ? [node, ...below] : below;
}

/** The words of an element, white space folded. */
export function textOf(element: Element): string {
  const collect = (node: ElementContent): string => {
    if (node.type === 'text') return node.value;
    return node.type === 'element' ? node.children.map(collect).join('') : '';
  };
  return collect(element).replace(/\s+/g, ' ').trim();
}
