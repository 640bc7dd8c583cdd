import type { Element, ElementContent, Properties, Root as HtmlRoot } from 'hast';
import type { Image, Link, Paragraph, Root } from 'mdast';
import rehypeHighlight from 'rehype-highlight';
import rehypeKatex from 'rehype-katex';
import rehypeStringify from 'rehype-stringify';
import type { Options } from 'remark-rehype';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { profileUrl, tagPath } from './paths.ts';
import { admonitionOf } from './admonition.ts';
import type { Report } from './body-tree.ts';
import type { BodyWords } from './body-words.ts';
import type { Hashtag, Mention, NodeOf } from './mdast.ts';
import { sizesInText, sourcesOf } from './variants.ts';

type Handlers = NonNullable<Options['handlers']>;
type State = Parameters<NonNullable<Handlers['root']>>[0];

function drawingIn(words: BodyWords) {
  const handlers: Handlers = {
    paragraph: drawParagraph,
    image: (_: State, node: Image) => drawImage(node, node.title ?? undefined),
    containerDirective: (state: State, node: NodeOf<'containerDirective'>) =>
      drawAdmonition(state, node, words),
    mention: drawMention,
    hashtag: drawHashtag,
  };
  const footnoteBackLabel = (number: number, repeated: number): string => {
    const reference = repeated > 1 ? `${number + 1}-${repeated}` : `${number + 1}`;
    return words.backToReference.replace('{reference}', reference);
  };
  const footnotes = { footnoteLabel: words.footnotes, footnoteBackLabel };
  return unified()
    .use(remarkRehype, { handlers, clobberPrefix: '', ...footnotes })
    .use(rehypeKatex, { output: 'mathml', strict: 'ignore' })
    .use(rehypeHighlight)
    .use(rehypeFinish, words)
    .use(rehypeStringify)
    .freeze();
}

type Drawing = ReturnType<typeof drawingIn>;

const drawings = new Map<BodyWords, Drawing>();

/** Full HTML for the page. The tree is left as it is; TeX that cannot be read goes to `report`. */
export async function pageHtml(tree: Root, words: BodyWords, report: Report): Promise<string> {
  const drawing = drawings.get(words) ?? drawingIn(words);
  drawings.set(words, drawing);
  const { html, messages } = await draw(tree, drawing);
  for (const { source, line, cause } of messages) {
    if (source !== 'rehype-katex') continue; // rehype-highlight tells of languages that it has no colours for.
    const part = line === undefined ? {} : { position: { start: { line } } };
    const reason = cause instanceof Error ? texError(cause.message) : 'it cannot be read';
    report(part, `This is not TeX: ${reason}.`, 'Correct the formula, or write \\$ for a dollar sign.');
  }
  return html;
}

/** KaTeX underlines the place with combining characters, which few terminals draw. */
function texError(message: string): string {
  return message.replace(/^KaTeX parse error: /, '').replaceAll('\u0332', '');
}

interface ToolMessage {
  readonly source?: string | undefined;
  readonly line?: number | undefined;
  readonly cause?: unknown;
}

interface Drawn {
  readonly html: string;
  readonly messages: readonly ToolMessage[];
}

function draw(tree: Root, drawing: Drawing): Promise<Drawn> {
  return new Promise((resolve, reject) => {
    drawing.run(tree, undefined, (error, drawn, file) => {
      if (drawn === undefined || file === undefined) reject(error ?? new Error('nothing was drawn'));
      else resolve({ html: drawing.stringify(drawn), messages: file.messages });
    });
  });
}

function element(tagName: string, properties: Properties, children: ElementContent[]): Element {
  return { type: 'element', tagName, properties, children };
}

function text(value: string): ElementContent {
  return { type: 'text', value };
}

/** A picture alone in its paragraph, with a title, is a figure; so is a link, to what it shows elsewhere. */
function drawParagraph(state: State, node: Paragraph): Element {
  const [only, ...rest] = node.children;
  if (only !== undefined && rest.length === 0) {
    if (only.type === 'image' && only.title) return figure({}, [drawImage(only)], only.title);
    const host = only.type === 'link' && only.title ? URL.parse(only.url)?.host : undefined;
    if (host) return drawCard(state.all(node), host, (only as Link).title ?? '');
  }
  return element('p', {}, state.all(node));
}

/** Where others load a player of a third party: what it is and where it leads, and nothing is asked for. */
function drawCard(drawn: ElementContent[], host: string, caption: string): Element {
  const [link] = drawn;
  if (link?.type === 'element') {
    delete link.properties.title;
    link.children.push(text(' '), element('span', { className: ['card-host'] }, [text(host)]));
  }
  return figure({ className: ['card'] }, drawn, caption);
}

function figure(properties: Properties, shown: ElementContent[], caption: string): Element {
  return element('figure', properties, [...shown, element('figcaption', {}, [text(caption)])]);
}

function drawImage({ alt, data }: Image, title?: string): Element {
  const { url, width, height } = data?.picture ?? {};
  const shape = { src: url, alt: alt ?? '', title, width, height, loading: 'lazy', decoding: 'async' };
  const img = element('img', shape, []);
  const sources = data?.picture === undefined ? [] : sourcesOf(data.picture);
  if (sources.length === 0) return img;
  const offers = sources.map(({ srcset: srcSet, type }) =>
    element('source', { type, srcSet, sizes: sizesInText }, []),
  );
  return element('picture', {}, [...offers, img]);
}

function drawAdmonition(state: State, node: NodeOf<'containerDirective'>, words: BodyWords): Element {
  const { title, text: children } = admonitionOf(node, words);
  const head = element('p', { className: ['admonition-title'] }, state.all(title));
  const body = state.all({ type: 'root', children });
  const className = ['admonition', `admonition-${node.name}`];
  // An aside is a landmark of the page, and one that needs a name.
  return element('div', { className, role: 'note' }, [head, ...body]);
}

/** The markup that every peer takes for a mention (interop 3.5). */
function drawMention(_: State, node: Mention): Element {
  const link = element('a', { href: profileUrl(node), className: ['u-url', 'mention'] }, [
    text('@'),
    element('span', {}, [text(node.user)]),
  ]);
  return element('span', { className: ['h-card'], translate: 'no' }, [link]);
}

function drawHashtag(_: State, { value }: Hashtag): Element {
  return element('a', { href: tagPath(value), className: ['mention', 'hashtag'], rel: ['tag'] }, [
    text('#'),
    element('span', {}, [text(value)]),
  ]);
}

/**
 * What the tools before leave undone: no inline style (the site's policy forbids it), no attribute that HTML has given up, and
 * names for those who listen.
 */
function rehypeFinish(words: BodyWords) {
  return (tree: HtmlRoot): void => {
    const notes = new Set<string>();
    visit(tree, 'element', ({ children, tagName, properties }) => {
      delete properties.style;
      if (properties.align !== undefined) classFromAlign(properties);
      if (properties.dataFootnoteRef !== undefined) numberReference(children, properties, notes);
      if (tagName === 'input') properties.ariaLabel = properties.checked === true ? words.done : words.toDo;
      if (isWide(tagName, properties)) properties.tabIndex = 0;
    });
  };
}

/** Where the text of a cell stands. */
function classFromAlign(properties: Properties): void {
  properties.className = [`align-${String(properties.align)}`];
  delete properties.align;
}

/** What may be wider than the screen: it scrolls by itself, by keyboard too. */
function isWide(tagName: string, { display }: Properties): boolean {
  return tagName === 'pre' || tagName === 'table' || (tagName === 'math' && display === 'block');
}

/** Styles know the first reference of each footnote by its number, and put the note beside it (`src/styles/margins.css`). */
function numberReference(
  children: readonly ElementContent[],
  properties: Properties,
  notes: Set<string>,
): void {
  const [number] = children;
  if (number?.type !== 'text' || notes.has(number.value)) return;
  notes.add(number.value);
  properties.className = [`note-${number.value}`];
}
