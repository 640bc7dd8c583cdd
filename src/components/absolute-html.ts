/** A start tag with its attributes, quoted values taken as a whole. */
const startTag = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const attribute = /([^\s"'>/=]+)=("[^"]*"|'[^']*')/g;
const addresses: ReadonlySet<string> = new Set(['href', 'src', 'poster', 'cite']);
/** As in `https:`, `mailto:`, `data:` (RFC 3986 §3.1). */
const scheme = /^[a-z][a-z\d+.-]*:/i;

/**
 * HTML of a post (well-formed, as a serializer writes it) fit for readers elsewhere: every address in it is a whole one.
 * Fragments get the address of the page, so that footnotes lead somewhere.
 */
export function absoluteHtml(html: string, origin: string, pageUrl: string): string {
  const absolute = (address: string): string => absoluteAddress(address, origin, pageUrl);
  return html.replace(startTag, (tag) =>
    tag.replace(attribute, (whole: string, name: string, quoted: string) => {
      const quote = quoted.slice(0, 1);
      const value = quoted.slice(1, -1);
      if (addresses.has(name.toLowerCase())) return `${name}=${quote}${absolute(value)}${quote}`;
      return name.toLowerCase() === 'srcset'
        ? `${name}=${quote}${absoluteSet(value, absolute)}${quote}`
        : whole;
    }),
  );
}

function absoluteAddress(address: string, origin: string, pageUrl: string): string {
  if (scheme.test(address)) return address;
  if (address.startsWith('//')) return new URL(origin).protocol + address;
  return (address.startsWith('/') ? origin : pageUrl) + address;
}

/** `a.png 480w, b.png 960w`; addresses of ours have no comma in them. */
function absoluteSet(candidates: string, absolute: (address: string) => string): string {
  return candidates
    .split(',')
    .map((candidate) => absolute(candidate.trim()))
    .join(', ');
}
