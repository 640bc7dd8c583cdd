import type { Heading } from '../posts/post.ts';

/** An article with fewer headings than this needs no table of contents. */
const headingsMin = 3;

export interface OutlineEntry {
  readonly heading: Heading;
  readonly parts: readonly Heading[];
}

/** The table of contents: sections (depth 2) and their parts (depth 3). Empty when the article is too short to need one. */
export function outlineOf(headings: readonly Heading[]): readonly OutlineEntry[] {
  if (headings.length < headingsMin) return [];
  const entries: { heading: Heading; parts: Heading[] }[] = [];
  for (const heading of headings.filter(({ depth }) => depth <= 3)) {
    const section = entries.at(-1);
    if (heading.depth === 2 || section === undefined) entries.push({ heading, parts: [] });
    else section.parts.push(heading);
  }
  return entries;
}
