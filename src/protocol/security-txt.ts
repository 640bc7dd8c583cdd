export interface SecurityContact {
  /** A URI: `mailto:`, `https:` or `tel:`. */
  readonly contact: string;
  /** BCP 47, those that a report may be written in. */
  readonly languages: readonly string[];
  readonly origin: string;
}

export const securityTxtPath = '/.well-known/security.txt';

/** RFC 9116 §2.5.5 wants less than a year, so that nobody reports to where nobody reads any more. */
const monthsValid = 6;

/**
 * `security.txt` (RFC 9116) as of `now`, milliseconds. It expires half a year on, counted from the beginning of the month: so
 * it stays valid as long as somebody answers with it, and the same from one day to the next.
 */
export function securityTxtOf({ contact, languages, origin }: SecurityContact, now: number): string {
  const today = new Date(now);
  const expires = Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + monthsValid);
  return [
    `Contact: ${contact}`,
    `Expires: ${new Date(expires).toISOString()}`,
    `Preferred-Languages: ${languages.join(', ')}`,
    `Canonical: ${origin}${securityTxtPath}`,
    '',
  ].join('\n');
}
