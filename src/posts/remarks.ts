import { basename } from 'node:path';
import type { Heading, Image, Root } from 'mdast';
import { isFileName } from './alt-text.ts';
import { anchorOf } from './body-tree.ts';
import type { BodyWords } from './body-words.ts';
import { lineOf, nodesOf, plainText } from './mdast.ts';
import type { PlacedLink, Remark } from './post.ts';
import { wireRemarks } from './remarks-wire.ts';

/** What might be better in a text, found in its tree: in pictures and headings, and on the way to other servers. By line. */
export function remarksOf(tree: Root, words: BodyWords): readonly Remark[] {
  const remarks = [...pictureRemarks(tree), ...headingRemarks(tree), ...wireRemarks(tree, words)];
  return remarks.sort((a, b) => a.line - b.line);
}

/** Where the links of a tree lead, in order. */
export function linksOf(tree: Root): readonly PlacedLink[] {
  return nodesOf(tree, 'link').map((node) => ({ url: node.url, line: lineOf(node) }));
}

function pictureRemarks(tree: Root): readonly Remark[] {
  return nodesOf(tree, 'image').flatMap((image): readonly Remark[] => {
    const alt = image.alt?.trim() ?? '';
    if (alt === '') return [withoutAlt(image)];
    return isFileName(alt, image.url) ? [namedByFile(image, alt)] : [];
  });
}

function withoutAlt(image: Image): Remark {
  return {
    rule: 'image-without-alt',
    line: lineOf(image),
    message: `The picture ${basename(image.url)} has no alt text for those who cannot see it.`,
    remedy: `Write ![What it shows](${image.url}).`,
  };
}

function namedByFile(image: Image, alt: string): Remark {
  return {
    rule: 'alt-is-file-name',
    line: lineOf(image),
    message: `"${alt}" is the name of a file, and says nothing to those who cannot see the picture.`,
    remedy: `Write ![What it shows](${image.url}).`,
  };
}

function headingRemarks(tree: Root): readonly Remark[] {
  const anchors = new Set<string>();
  return nodesOf(tree, 'heading').flatMap((heading, index, all) => {
    const anchor = anchorOf(plainText(heading));
    const isTaken = anchors.has(anchor);
    anchors.add(anchor);
    return [...levelRemarks(heading, all[index - 1]), ...nameRemarks(heading, isTaken)];
  });
}

/** The first level is the title of the page. */
function levelRemarks(heading: Heading, above: Heading | undefined): readonly Remark[] {
  const levels = heading.depth - (above?.depth ?? 1);
  if (levels <= 1) return [];
  const what = above === undefined ? 'the title' : `"${plainText(above)}", the one before it`;
  return [
    {
      rule: 'heading-skips-level',
      line: lineOf(heading),
      message: `The heading "${plainText(heading)}" is ${levels} levels below ${what}.`,
      remedy: `Write it with ${levels - 1} # less.`,
    },
  ];
}

function nameRemarks(heading: Heading, isTaken: boolean): readonly Remark[] {
  const line = lineOf(heading);
  const text = plainText(heading);
  if (text === '') {
    if (nodesOf(heading, 'image').length > 0) return [];
    const remedy = 'Write its words, or remove the line.';
    return [{ rule: 'heading-is-empty', line, message: 'The heading is empty.', remedy }];
  }
  if (!isTaken) return [];
  const message = `The heading "${text}" is there twice, and links to "#${anchorOf(text)}" lead to the first.`;
  return [{ rule: 'heading-twice', line, message, remedy: 'Give one of the two another name.' }];
}
