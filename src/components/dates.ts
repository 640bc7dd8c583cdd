type Form = 'month' | 'day' | 'dayShort' | 'dayOfYear' | 'minute' | 'second';

const forms: Readonly<Record<Form, Intl.DateTimeFormatOptions>> = {
  month: { year: 'numeric', month: 'long' },
  day: { year: 'numeric', month: 'long', day: 'numeric' },
  dayShort: { year: 'numeric', month: 'short', day: 'numeric' },
  dayOfYear: { month: 'short', day: 'numeric' },
  minute: {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  },
  second: { dateStyle: 'medium', timeStyle: 'long' },
};

/** Making a formatter costs a hundred times what using it does. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/** `date` as its readers write it: in the language `lang` (BCP 47), in UTC, so that every build says the same. */
export function formatDate(date: Date, lang: string, form: Form = 'day'): string {
  const key = `${form} ${lang}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(lang, { ...forms[form], timeZone: 'UTC' });
  formatters.set(key, formatter);
  return formatter.format(date);
}

/** A stranger's time in milliseconds since the epoch; undefined when no calendar has such a day. */
export function dateOf(timeMs: number): Date | undefined {
  const date = new Date(timeMs);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
