import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { seriesSlug } from '../posts/paths.ts';
import { dateOf } from './dates.ts';
import { basePathOf, heroIn, picturePlaces, settingsIn, textFiles, type TextFile } from './folder.ts';
import { importedId, type FoundBlog, type FoundPost, type LeftOut } from './found.ts';
import { markdownOfHtml } from './html.ts';
import { liquidMarks, withoutLiquid } from './liquid.ts';
import { dateWords, filledIn } from './permalink.ts';
import { textOf, textsOf, type Values } from './values.ts';

/** Reads a folder of Jekyll: `_posts`, wherever one lies, and `_drafts`; those without a date are of `now`. */
export async function readJekyll(root: string, now: Date): Promise<FoundBlog> {
  const leftOut: LeftOut[] = [];
  const settings = await settingsIn(root, ['_config.yml', '_config.yaml', '_config.toml']);
  const all = await textFiles(root, '.', /(?:^|\/)_(?:posts|drafts)\/.*\.(?:md|markdown|mkd|html)$/, leftOut);
  const files = all.flatMap((file): readonly Dated[] => {
    const dated = datedOf(file, settings, now);
    if (dated === undefined)
      leftOut.push({ place: file.place, why: 'Its name has no date, as in 2019-03-01-kettle.md.' });
    return dated === undefined ? [] : [dated];
  });
  const addresses = new Map(
    files.map((dated) => [basename(dated.file.place).replace(/\.\w+$/, ''), addressOf(dated, settings)]),
  );
  const where = { base: basePathOf(textOf(settings, 'baseurl')), folders: ['.', 'assets', 'images'] };
  return {
    posts: files.map((dated) => postOf(dated, settings, addresses)),
    leftOut,
    marks: liquidMarks,
    picturesAt: (reference, { place }) => picturePlaces(root, place, reference, where),
  };
}

interface Dated {
  readonly file: TextFile;
  readonly date: string;
  readonly stem: string;
  readonly isDraft: boolean;
}

function datedOf(file: TextFile, settings: Values, now: Date): Dated | undefined {
  const name = basename(file.place).replace(/\.\w+$/, '');
  const [, day, stem = name] = /^(\d{4}-\d{1,2}-\d{1,2})-(.+)$/.exec(name) ?? [];
  const isDraft = /(?:^|\/)_drafts\//.test(file.place);
  const written =
    textOf(file.values, 'date') ?? day ?? (isDraft ? now.toISOString().slice(0, 10) : undefined);
  const date = dateOf(written, textOf(settings, 'timezone'));
  return date === undefined ? undefined : { file, date, stem, isDraft };
}

const styles: Readonly<Record<string, string>> = {
  date: '/:categories/:year/:month/:day/:title.html',
  pretty: '/:categories/:year/:month/:day/:title/',
  none: '/:categories/:title.html',
};

function addressOf({ date, file, stem }: Dated, settings: Values): string | undefined {
  const base = basePathOf(textOf(settings, 'baseurl'));
  const template = textOf(file.values, 'permalink') ?? textOf(settings, 'permalink') ?? 'date';
  const slug = textOf(file.values, 'slug') ?? stem;
  const categories = categoriesOf(file)
    .map((name) => seriesSlug(name))
    .join('/');
  const path = filledIn(styles[template] ?? template, {
    ...dateWords(date),
    title: slug,
    slug: seriesSlug(slug),
    categories,
  });
  return path === undefined ? undefined : base + path;
}

/** Of the folders around `_posts` too. */
function categoriesOf({ place, values }: TextFile): readonly string[] {
  const around = place.split('/_posts/')[0] ?? '';
  const folders = around === place ? [] : around.split('/');
  return [
    ...new Set([...folders, ...textsOf(values, ['categories'], /\s+/), ...textsOf(values, ['category'])]),
  ];
}

function postOf(
  dated: Dated,
  settings: Values,
  addresses: ReadonlyMap<string, string | undefined>,
): FoundPost {
  const { date, file, isDraft, stem } = dated;
  const { place, values } = file;
  const base = basePathOf(textOf(settings, 'baseurl'));
  const address = addressOf(dated, settings);
  const updated = dateOf(
    textOf(values, 'last_modified_at', 'updated', 'modified'),
    textOf(settings, 'timezone'),
  );
  const text = withoutLiquid(file.text, { base, addressOf: (name) => addresses.get(name) });
  return {
    id: importedId('jekyll', place.replace(/\.\w+$/, '')),
    place,
    slug: stem,
    title: textOf(values, 'title') ?? stem.replace(/-+/g, ' ').replace(/^./, (first) => first.toUpperCase()),
    date,
    updated: updated !== undefined && Date.parse(updated) > Date.parse(date) ? updated : undefined,
    summary: textOf(values, 'excerpt', 'description'),
    tags: [...textsOf(values, ['tags', 'tag'], /[\s,]+/), ...categoriesOf(file)],
    authors: textsOf(values, ['author', 'authors', 'author.name']),
    lang: textOf(values, 'lang', 'language') ?? textOf(settings, 'lang'),
    draft: isDraft || textOf(values, 'published') === 'false',
    aliases:
      isDraft || address === undefined
        ? []
        : [address, ...textsOf(values, ['redirect_from']).map((path) => base + path)],
    image: heroIn(values),
    markdown: place.endsWith('.html') ? markdownOfHtml(text) : text.replace(/^\{:[^\n]*\}[^\S\n]*\n?/gm, ''),
  };
}

/** Whether a folder looks like one of Jekyll. */
export function isJekyll(root: string): boolean {
  return existsSync(join(root, '_config.yml')) || existsSync(join(root, '_posts'));
}
