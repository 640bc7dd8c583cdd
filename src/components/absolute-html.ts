/** A start tag with its attributes, quoted values taken as a whole. */
const startTag = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const attribute = /([^\s"'>/=]+)=("[^"]*"|'[^']*')/g;
const addresses: ReadonlySet<string> = new Set(['href', 'src', 'poster', 'cite']);

/**
 * HTML of a post (well-formed, as a serializer writes it) fit for readers elsewhere: addresses that begin with `/` get the
 * site's `origin`, fragments the address of the page, so that footnotes lead somewhere.
 */
export function absoluteHtml(html: string, origin: string, pageUrl: string): string {
  return html.replace(startTag, (tag) =>
    tag.replace(attribute, (whole: string, name: string, quoted: string) =>
      addresses.has(name.toLowerCase()) ? `${name}=${absoluteValue(quoted, origin, pageUrl)}` : whole,
    ),
  );
}

function absoluteValue(quoted: string, origin: string, pageUrl: string): string {
  const quote = quoted.slice(0, 1);
  const rest = quoted.slice(1);
  if (rest.startsWith('#')) return `${quote}${pageUrl}${rest}`;
  return rest.startsWith('/') && !rest.startsWith('//') ? `${quote}${origin}${rest}` : quoted;
}
