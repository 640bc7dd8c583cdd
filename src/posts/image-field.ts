import type { Fields } from './fields.ts';
import type { Pictures } from './pictures.ts';
import { imageOf, isPicture } from './pictures.ts';
import type { PostImage } from './post.ts';

/** How a picture is written in a file of one `directory` below `content/`. */
export interface ImageRules {
  readonly pictures: Pictures;
  readonly directory: string;
  /** Whether a picture without alt text is a problem; `alt: ""` says that it is decoration. */
  readonly altRequired: boolean;
}

const keys = { noun: 'key of a picture', known: ['src', 'alt', 'focus'] } as const;

/** The picture under key `name`: a path, or a map of `src`, `alt` and `focus`. */
export async function readImage(
  fields: Fields,
  name: string,
  rules: ImageRules,
): Promise<PostImage | undefined> {
  const map = fields.map(name);
  map?.checkKeys(keys);
  const path =
    map === undefined
      ? fields.text(name)
      : map.requiredText('src', 'Add the name of the file: src: kettle.png.');
  if (path === undefined || path === '') return undefined;
  const alt = map?.textOrEmpty('alt');
  if (alt === undefined && rules.altRequired) refuseWithoutAlt(fields, name, path);
  const found = await rules.pictures.find(rules.directory, path);
  if (isPicture(found)) return imageOf(found, alt ?? '', map === undefined ? undefined : readFocus(map));
  (map ?? fields).refuse(map === undefined ? name : 'src', found.message, found.remedy);
  return undefined;
}

function refuseWithoutAlt(fields: Fields, name: string, path: string): void {
  fields.refuse(
    name,
    'has no alt text for those who cannot see it.',
    `Write ${name}: { src: ${path}, alt: "What it shows" }, or alt: "" if it is mere decoration.`,
  );
}

function readFocus(map: Fields): readonly [number, number] | undefined {
  if (!map.has('focus')) return undefined;
  const [x, y, ...rest] = map.list('focus').map(({ text }) => Number(text));
  const inside = (part: number | undefined): part is number => part !== undefined && part >= -1 && part <= 1;
  if (inside(x) && inside(y) && rest.length === 0) return [x, y];
  map.refuse(
    'focus',
    'is not a point of the picture.',
    'Write two numbers from -1 to 1: focus: [0.2, -0.5].',
  );
  return undefined;
}
