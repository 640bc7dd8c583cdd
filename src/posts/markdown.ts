import type { Root } from 'mdast';
import { anchorHeadings, bodyTree } from './body-tree.ts';
import type { Report } from './body-tree.ts';
import { bodyWordsFor } from './body-words.ts';
import { federatedHtml } from './federated-html.ts';
import { nodesOf, plainText } from './mdast.ts';
import { pageHtml } from './page-html.ts';
import { decoded } from './paths.ts';
import type { Pictures } from './pictures.ts';
import { imageOf, isPicture } from './pictures.ts';
import type { ContentProblem, MentionedHandle, PostBody, PostImage } from './post.ts';
import { ContentError } from './post.ts';
import { linksOf, remarksOf } from './remarks.ts';
import { distinctTags } from './tag.ts';

/** Where a text comes from, and where it is shown. */
export interface BodyContext {
  /** For messages: `content/posts/kettle.md`. */
  readonly file: string;
  /** Line of the file on which the text begins. */
  readonly line: number;
  /** BCP 47, of the text: what it leaves to us is said in this language. */
  readonly lang: string;
  /** The file's folder below `content/`, which pictures are named from. */
  readonly directory: string;
  /** `https://blog.example` */
  readonly origin: string;
  /** Path of the page that shows the text: `/posts/kettle/`. Relative links count from it. */
  readonly pagePath: string;
  readonly pictures: Pictures;
}

/**
 * Reads a Markdown text once and draws it twice, for the page and for the wire. Throws a ContentError with every problem of
 * the text: pictures that are missing or on other servers, raw HTML, unknown containers, broken TeX, links to nowhere.
 */
export async function renderBody(markdown: string, context: BodyContext): Promise<PostBody> {
  const { file, lang, line: firstLine, origin, pagePath } = context;
  const problems: ContentProblem[] = [];
  const report: Report = ({ position }, message, remedy) => {
    const line = firstLine + (position?.start.line ?? 1) - 1;
    const known = problems.some((problem) => problem.line === line && problem.message === message);
    if (!known) problems.push({ file, line, field: undefined, message, remedy });
  };
  const pageUrl = origin + pagePath;
  const tree = bodyTree(markdown, pageUrl, report);
  const headings = anchorHeadings(tree);
  const images = await findImages(tree, context, report);
  const words = bodyWordsFor(lang);
  const html = await pageHtml(tree, words, report);
  if (problems.length > 0) throw new ContentError(problems);
  const text = plainText(tree);
  return {
    source: markdown,
    html,
    federatedHtml: federatedHtml(tree, pageUrl, words),
    text,
    headings,
    images,
    ...phrasesIn(tree),
    links: linksOf(tree),
    remarks: remarksOf(tree, words),
    words: countWords(text),
  };
}

/** Puts the measured file behind every image of the tree; returns each file once, in order. */
async function findImages(
  tree: Root,
  { directory, pictures }: BodyContext,
  report: Report,
): Promise<readonly PostImage[]> {
  const byUrl = new Map<string, PostImage>();
  for (const node of nodesOf(tree, 'image')) {
    const found = await pictures.find(directory, decoded(node.url)); // Markdown writes a space in a name as `%20`.
    if (!isPicture(found)) {
      report(node, found.message, found.remedy);
      continue;
    }
    const picture = imageOf(found, node.alt ?? '');
    node.data = { ...node.data, picture };
    if (!byUrl.has(picture.url)) byUrl.set(picture.url, picture);
  }
  return [...byUrl.values()];
}

function phrasesIn(tree: Root): Pick<PostBody, 'mentions' | 'hashtags'> {
  const mentions = new Map<string, MentionedHandle>();
  for (const { user, host } of nodesOf(tree, 'mention')) {
    const acct = `${user}@${host}`.toLowerCase();
    if (!mentions.has(acct)) mentions.set(acct, { user, host });
  }
  const hashtags = distinctTags(nodesOf(tree, 'hashtag').map(({ value }) => value));
  return { mentions: [...mentions.values()], hashtags };
}

/** Counts as the reader's language does: words of Chinese and Japanese have no space between them. */
function countWords(text: string): number {
  let words = 0;
  for (const { isWordLike } of wordBreaks.segment(text)) if (isWordLike === true) words += 1;
  return words;
}
const wordBreaks = new Intl.Segmenter(undefined, { granularity: 'word' });
