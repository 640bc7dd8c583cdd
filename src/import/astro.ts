import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dateOf } from './dates.ts';
import { heroIn, picturePlaces, stemOf, textFiles, type TextFile } from './folder.ts';
import { importedId, type FoundBlog, type FoundPost, type LeftOut, type Mark } from './found.ts';
import { outsideCode } from './outside-code.ts';
import { isTrue, textOf, textsOf } from './values.ts';

/** Whether a folder looks like one of Astro. */
export function isAstro(root: string): boolean {
  return existsSync(join(root, 'src/content')) || existsSync(join(root, 'src/data/blog'));
}

const marks: readonly Mark[] = [{ shape: /`<\/?[A-Z][^`]*>`/g, name: 'a component of MDX' }];

/**
 * Reads a folder of Astro: the Markdown and MDX of its content collections that has a date. Where pages stand is a program there;
 * the old address is taken to be that of its own templates, `/blog/<name>/` after the collection.
 */
export async function readAstro(root: string): Promise<FoundBlog> {
  const leftOut: LeftOut[] = [];
  const folders = ['src/content', 'src/data'].filter((folder) => existsSync(join(root, folder)));
  const files = (
    await Promise.all(folders.map((folder) => textFiles(root, folder, /^(?!.*\/_).*\.(?:md|mdx)$/, leftOut)))
  ).flat();
  const posts = files.flatMap((file): readonly FoundPost[] => {
    const date = dateOf(
      textOf(file.values, 'pubDate', 'pubDatetime', 'publishDate', 'published', 'publishedAt', 'date'),
    );
    if (date !== undefined) return [postOf(file, date, leftOut)];
    leftOut.push({ place: file.place, why: 'It has no date, so it is no post.' });
    return [];
  });
  const where = { base: '', folders: ['public', '.', 'src'] };
  return {
    posts,
    leftOut,
    marks,
    picturesAt: (reference, { place }) => picturePlaces(root, place, reference, where),
  };
}

function postOf(file: TextFile, date: string, leftOut: LeftOut[]): FoundPost {
  const { place, values } = file;
  const below = place.replace(/^src\/(?:content|data)\//, '');
  const slug = textOf(values, 'slug', 'postSlug') ?? stemOf(place);
  const collection = dirname(basename(place).startsWith('index.') ? dirname(below) : below);
  const updated = dateOf(textOf(values, 'updatedDate', 'modDatetime', 'updated', 'lastmod', 'updatedAt'));
  return {
    id: importedId('astro', below.replace(/(?:\/index)?\.\w+$/, '')),
    place,
    slug,
    title: textOf(values, 'title') ?? '',
    date,
    updated: updated !== undefined && Date.parse(updated) > Date.parse(date) ? updated : undefined,
    summary: textOf(values, 'description', 'summary', 'excerpt'),
    tags: textsOf(values, ['tags', 'category', 'categories']),
    authors: textsOf(values, ['author', 'authors']),
    lang: textOf(values, 'lang', 'language'),
    draft: isTrue(values, 'draft'),
    aliases: [`/${collection === '.' ? '' : `${collection}/`}${slug}/`],
    image: heroIn(values),
    markdown: place.endsWith('.mdx') ? withoutModules(file, leftOut) : file.text,
  };
}

/** MDX as Markdown: imports and exports go, components stay visible, as code. */
function withoutModules({ place, text }: TextFile, leftOut: LeftOut[]): string {
  return outsideCode(text, (prose) =>
    prose
      .replace(/^(?:import|export)\s[^\n]*(?:\n(?!\s*\n|import\s|export\s)[^\n]*)*/gm, (statement) => {
        leftOut.push({
          place,
          why: `"${statement.split('\n')[0] ?? ''}" is left out: posts have no programs.`,
        });
        return '';
      })
      .replace(/\{\/\*[^]*?\*\/\}/g, '')
      .replace(/<\/?[A-Z][\w.]*(?:\s[^<>]*)?\/?>/g, (tag) => `\`${tag.replace(/\s+/g, ' ')}\``),
  );
}
