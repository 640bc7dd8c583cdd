import { parseDate } from '../posts/date.ts';

/**
 * A date as another program writes it, as our front matter takes it; one without an offset is of the clocks of `zone`, a name
 * such as `Europe/Berlin`. A day without a time stays one. Undefined for what is no date.
 */
export function dateOf(written: string | undefined, zone?: string): string | undefined {
  const text = written
    ?.trim()
    .replace(/^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, (_, ...parts: readonly string[]) =>
      parts.slice(0, 3).map(padded).join('-'),
    )
    .replace(/ UTC$/, ' Z')
    .replace(/[T ](\d:\d\d)/, 'T0$1');
  if (text === undefined || text === '') return undefined;
  if (parseDate(text) === undefined) return spelledOut(text);
  return /\d:\d\d(?::\d\d(?:\.\d+)?)?$/.test(text) && !/[+-]\d\d:\d\d$/.test(text)
    ? inZone(text, zone)
    : text;
}

function padded(part: string): string {
  return part.padStart(2, '0');
}

/** `Jul 08 2022`, `Fri, 01 Mar 2019 10:00:00 +0100`. */
function spelledOut(text: string): string | undefined {
  if (!/[A-Za-z]{3}/.test(text)) return undefined;
  const hasZone = /[+-]\d{4}$|\b(?:GMT|Z)$/.test(text);
  const time = Date.parse(hasZone ? text : `${text} UTC`);
  if (Number.isNaN(time)) return undefined;
  const iso = new Date(time).toISOString();
  return /\d:\d/.test(text) ? iso.replace('.000', '') : iso.slice(0, 'yyyy-mm-dd'.length);
}

/** The same moment of that clock, with the offset that it had. */
function inZone(text: string, zone: string | undefined): string {
  const asUtc = parseDate(text)?.getTime() ?? 0;
  try {
    const guess = offsetAt(asUtc, zone);
    return text + offsetAt(asUtc - minutesOf(guess) * 60_000, zone);
  } catch {
    return `${text}Z`; // A name that is no zone.
  }
}

function offsetAt(time: number, zone = 'UTC'): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name.replace(/^GMT(?:\+00:00)?/, '') || 'Z';
}

function minutesOf(offset: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** A moment with the offset by which a local clock, as written, differs from UTC, as written: `2019-03-01T10:00:00+01:00`. */
export function withOffset(local: string, utc: string): string | undefined {
  const [here, there] = [parseDate(local), parseDate(utc)];
  if (here === undefined || there === undefined) return dateOf(utc) ?? dateOf(local);
  const minutes = Math.round((here.getTime() - there.getTime()) / 60_000);
  const size = Math.abs(minutes);
  if (size > 14 * 60) return dateOf(utc);
  const offset = `${minutes < 0 ? '-' : '+'}${padded(String(Math.floor(size / 60)))}:${padded(String(size % 60))}`;
  return `${local.trim().replace(' ', 'T')}${minutes === 0 ? 'Z' : offset}`;
}
