/** The plural forms that each language tells apart, as Intl.PluralRules does (a test compares them). */
export const pluralForms = {
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  de: ['one', 'other'],
  en: ['one', 'other'],
  es: ['one', 'many', 'other'],
  fr: ['one', 'many', 'other'],
  it: ['one', 'many', 'other'],
  ja: ['other'],
  nl: ['one', 'other'],
  pl: ['one', 'few', 'many', 'other'],
  pt: ['one', 'many', 'other'],
} as const satisfies Readonly<Record<string, readonly Intl.LDMLPluralRule[]>>;

export type Language = keyof typeof pluralForms;

/** One text for each plural form of the language; `{count}` stands for the number. */
type Forms<Lang extends Language> = Readonly<Record<(typeof pluralForms)[Lang][number], string>>;

/** How many of something: the text of the plural form that the language `lang` uses with a number, and the number in it. */
export function counting<Lang extends Language>(
  lang: Lang,
): (forms: Forms<Lang>) => (count: number) => string {
  const rules = new Intl.PluralRules(lang);
  const numbers = new Intl.NumberFormat(lang);
  return (forms) => {
    const texts = new Map<string, string>(Object.entries(forms));
    return (count) => (texts.get(rules.select(count)) ?? '{count}').replace('{count}', numbers.format(count));
  };
}

/** A time ahead, from seconds: `soon` when there are none, else in whole units, the larger once there are three of them. */
export function untilThen(
  soon: string,
  units: Readonly<Record<'hours' | 'minutes' | 'seconds', (count: number) => string>>,
): (seconds: number) => string {
  return (seconds) => {
    if (seconds === 0) return soon;
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    if (hours >= 3) return units.hours(hours);
    return minutes >= 3 ? units.minutes(minutes) : units.seconds(seconds);
  };
}
