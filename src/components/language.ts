const rightToLeft: ReadonlySet<string> = new Set([
  'Adlm',
  'Arab',
  'Aran',
  'Hebr',
  'Mand',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
]);

/**
 * Writing direction of a language (BCP 47), for the `dir` attribute: that of the script it names, or else of the one it is
 * mostly written in. What is no tag is written from left to right.
 */
export function directionOf(lang: string): 'ltr' | 'rtl' {
  const tag = languageTag(lang.replaceAll('_', '-'));
  const script = tag === undefined ? undefined : new Intl.Locale(tag).maximize().script;
  return script !== undefined && rightToLeft.has(script) ? 'rtl' : 'ltr';
}

/** Whether a reader of one can read the other: regions and scripts do not count. */
export function isSameLanguage(one: string, other: string): boolean {
  return primaryOf(one) === primaryOf(other);
}

/** `lang` in canonical form; undefined when it is no language tag, as in a stranger's `contentMap`. */
export function languageTag(lang: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(lang)[0];
  } catch {
    return undefined; // RangeError: not BCP 47.
  }
}

/** What speakers of `inLang` call the language `lang`; the tag itself when it has no name. Both must be valid tags. */
export function languageName(lang: string, inLang: string): string {
  // Extensions (`en-u-ca-buddhist`) are no part of a name, and refused by what gives names.
  const { baseName } = new Intl.Locale(lang);
  return new Intl.DisplayNames([inLang], { type: 'language' }).of(baseName) ?? lang;
}

/** `items` in the order in which the language `lang` names several, and what it puts between them: `a`, ' and ', `b`. */
export function enumerated<Item extends object>(
  items: readonly Item[],
  lang: string,
): readonly (Item | string)[] {
  const places = items.map((_, place) => `${place}`);
  const parts = new Intl.ListFormat(lang, { type: 'conjunction' }).formatToParts(places);
  return parts.map(({ type, value }) => (type === 'element' ? (items[Number(value)] ?? value) : value));
}

/** Open Graph's form, which wants a territory: `en` → `en_US`, `pt-PT` → `pt_PT`. */
export function openGraphLocale(lang: string): string {
  const { language, region } = new Intl.Locale(lang).maximize();
  return region === undefined ? language : `${language}_${region}`;
}

function primaryOf(lang: string): string {
  return lang.toLowerCase().split(/[-_]/)[0] ?? '';
}
