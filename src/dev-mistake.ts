import { createHash } from 'node:crypto';
import { decoded } from './posts/paths.ts';
import { ContentError, formatProblem, type ContentProblem } from './posts/post.ts';

/** Why the content as it is on disk cannot be shown. */
export interface Mistake {
  /** What the terminal says. */
  readonly text: string;
  /** What the writer can mend; none where the fault is not in the content. */
  readonly problems: readonly ContentProblem[];
}

export function mistakeOf(error: unknown): Mistake {
  if (error instanceof ContentError) return { text: error.message, problems: error.problems };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text, problems: [] };
}

/** Whether the page at `path` is that of a file with a mistake: `/posts/kettle/` and all below it, of `posts/kettle.md`. */
export function isAbout({ problems }: Mistake, path: string): boolean {
  const names = path.split('/').map(decoded);
  return problems.some(({ file }) => names.includes(slugOf(file) ?? file));
}

/** Of a post, author or page: its file's name, or that of the folder around an `index.md`. */
function slugOf(file: string): string | undefined {
  return /\/([^/]+?)(?:\/index)?\.md$/.exec(file)?.[1]?.normalize('NFC');
}

const style = `
body { font: 1rem/1.6 system-ui, sans-serif; max-inline-size: 44rem; margin: 3rem auto; padding-inline: 1rem;
  color: #222; background: #fffdf8; }
li { margin-block: 1rem; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1c1b1a; } }
`;

/** Nothing runs but Vite's own client, which loads the page anew when a file changes. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "script-src 'self'",
  "connect-src 'self' ws:",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** 500: a page that says what is wrong, where, and what to write instead. It loads itself anew when a file changes. */
export function mistakePage(mistake: Mistake): Response {
  const { problems, text } = mistake;
  const said =
    problems.length > 0 ? `<ul>${problems.map(itemOf).join('')}</ul>` : `<pre>${escapeHtml(text)}</pre>`;
  const body =
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A mistake in the content</title>' +
    '<meta name="viewport" content="width=device-width"><script type="module" src="/@vite/client"></script>' +
    `<style>${style}</style></head><body><h1>${headlineOf(mistake)}</h1>${said}` +
    '<p>This page loads itself anew when the file is saved.</p></body></html>';
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
  };
  return new Response(body, { status: 500, headers });
}

function headlineOf({ problems }: Mistake): string {
  if (problems.length === 0) return 'The content cannot be loaded';
  return problems.length === 1 ? 'One thing to mend' : `${problems.length} things to mend`;
}

function itemOf({ field, file, line, message, remedy }: ContentProblem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const about = field === undefined ? '' : `<strong>${escapeHtml(field)}:</strong> `;
  return `<li><code>${escapeHtml(place)}</code><br>${about}${escapeHtml(message)}<br>${escapeHtml(remedy)}</li>`;
}

/** `response`, if it is a page, with a bar above that says what is wrong: the page shows the content as it last was whole. */
export async function withMistake(response: Response, { problems, text }: Mistake): Promise<Response> {
  if (response.headers.get('content-type')?.startsWith('text/html') !== true) return response;
  const lines = problems.length > 0 ? problems.map(formatProblem).join('\n') : text;
  const bar =
    '<div role="alert" style="background: #7a1f1f; color: #fff; padding: 0.5rem 1rem; white-space: pre-wrap; ' +
    `overflow-wrap: anywhere">Shown as it was before: there is a mistake.\n${escapeHtml(lines)}</div>`;
  const page = await response.text();
  const body = page.replace(/<body\b[^>]*>/, (begin) => begin + bar);
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(body, { status: response.status, headers });
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
