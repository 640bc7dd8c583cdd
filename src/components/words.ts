import { arabic } from './words/arabic.ts';
import { dutch } from './words/dutch.ts';
import { english } from './words/english.ts';
import { french } from './words/french.ts';
import { german } from './words/german.ts';
import { italian } from './words/italian.ts';
import { japanese } from './words/japanese.ts';
import { polish } from './words/polish.ts';
import { portuguese } from './words/portuguese.ts';
import { spanish } from './words/spanish.ts';
import type { Words } from './words/words.ts';

export type { Words } from './words/words.ts';

const languages: ReadonlyMap<string, Words> = new Map(
  [arabic, dutch, english, french, german, italian, japanese, polish, portuguese, spanish].map((words) => [
    words.lang,
    words,
  ]),
);

/** The words for a page in `lang` (BCP 47): its own language, whatever the region, if we have it, else English. */
export function wordsFor(lang: string): Words {
  const primary = lang.toLowerCase().split('-')[0] ?? '';
  return languages.get(primary) ?? english;
}
