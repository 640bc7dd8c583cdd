/**
 * The path that a template of Hugo or Jekyll gives: `/:year/:month/:title/`. `words` has what each name stands for. Undefined
 * when it asks for something else: then nobody knows where the post stood.
 */
export function filledIn(template: string, words: Readonly<Record<string, string>>): string | undefined {
  const names = [...template.matchAll(/:([a-z_]+)/g)].map(([, name = '']) => name);
  if (!names.every((name) => Object.hasOwn(words, name))) return undefined;
  return `/${template}`
    .replace(/:([a-z_]+)/g, (_, name: string) => words[name] ?? '')
    .replace(/\/{2,}/g, '/');
}

/** The parts of a date, as it is written, that templates name. */
export function dateWords(date: string): Readonly<Record<string, string>> {
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00'] =
    /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/.exec(date) ?? [];
  const plain = (part: string): string => part.replace(/^0/, '');
  return {
    year,
    month,
    day,
    hour,
    minute,
    second,
    short_year: year.slice(2),
    i_month: plain(month),
    i_day: plain(day),
    monthname: new Date(`${year}-${month}-01`)
      .toLocaleString('en', { month: 'long', timeZone: 'UTC' })
      .toLowerCase(),
  };
}
