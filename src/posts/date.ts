const shape =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?: ?(Z|z|[+-]\d\d:?\d\d))?)?$/;

/**
 * The moment that a writer's date names: `2026-03-01`, `2026-03-01T09:30:00Z`, `2026-03-01 09:30 +02:00`. Without a time it
 * is midnight, without an offset UTC, so that a blog builds alike everywhere. `undefined` for anything else, 30 February
 * included.
 */
export function parseDate(text: string): Date | undefined {
  const match = shape.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second, fraction, offset] = match.slice(1);
  const dayMs = midnight(Number(year), Number(month), Number(day));
  const clockMs = sinceMidnight(Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
  const shiftMs = offsetMs(offset);
  if (dayMs === undefined || clockMs === undefined || shiftMs === undefined) return undefined;
  return new Date(dayMs + clockMs + Math.floor(Number(`0.${fraction ?? 0}`) * 1000) - shiftMs);
}

/** Date.UTC turns 30 February into a day of March; such days have no midnight. */
function midnight(year: number, month: number, day: number): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function sinceMidnight(hour: number, minute: number, second: number): number | undefined {
  return hour < 24 && minute < 60 && second < 60 ? ((hour * 60 + minute) * 60 + second) * 1000 : undefined;
}

/** `+02:00` → 7200000; `undefined` where no clock on earth is that far off. */
function offsetMs(text: string | undefined): number | undefined {
  if (text === undefined || text.toUpperCase() === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 14 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
