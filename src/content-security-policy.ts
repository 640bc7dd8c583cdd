/** Nothing is loaded from elsewhere, and nothing in a page runs or styles that is not a file of ours. */
const directives = {
  'default-src': "'none'",
  'style-src': "'self'",
  'script-src': "'self'",
  'img-src': "'self'",
  'font-src': "'self'",
  'connect-src': "'self'",
  'media-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
} as const;

/** The Content-Security-Policy of every answer; of one that needs it, with `more` allowed besides. */
export function contentSecurityPolicy(
  more: Partial<Readonly<Record<keyof typeof directives, string>>> = {},
): string {
  const allowed = new Map<string, string>(Object.entries(more));
  return Object.entries(directives)
    .map(([name, sources]) => [name, sources, allowed.get(name) ?? ''].join(' ').trimEnd())
    .join('; ');
}
