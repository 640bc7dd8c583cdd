import type { Fields } from './fields.ts';
import { seriesSlug } from './paths.ts';
import type { PostSeries } from './post.ts';

const keys = { noun: 'key of a series', known: ['name', 'part'] } as const;
const example = '{ name: Letters from the porch, part: 2 }';

/** The series under key `series`: a name, or a mapping of name and part. */
export function readSeries(fields: Fields): PostSeries | undefined {
  if (!fields.has('series')) return undefined;
  const map = fields.map('series');
  map?.checkKeys(keys);
  const name =
    map === undefined ? fields.text('series') : map.requiredText('name', `Write series: ${example}.`);
  if (name === undefined || name === '') return undefined;
  if (seriesSlug(name) === '') {
    fields.refuse('series', `"${name}" cannot name a series.`, 'Write a name with a letter or a digit.');
    return undefined;
  }
  return { name, part: map && readPart(map) };
}

function readPart(map: Fields): number | undefined {
  const text = map.text('part');
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  map.refuse('part', `"${text}" is not a whole number from 1.`, 'Write part: 2, or remove the line.');
  return undefined;
}
