import type { Mark } from './found.ts';
import { markdownOfHtml } from './html.ts';

/** The text of a post: what the block editor wrote, or the classic one, where an empty line is a new paragraph. */
export function markdownOfWordPress(content: string): string {
  const html = withoutShortcodes(content);
  return markdownOfHtml(html.includes('<!-- wp:') ? linkedEmbeds(html) : withParagraphs(html)).trim();
}

/** What no rule here knows stays in the text. */
export const wordPressMarks: readonly Mark[] = [
  {
    shape:
      /\\?\[(?:\w+(?:[ \u00a0][\w-]+=[^\]]*)\]|\/?(?:gallery|audio|video|playlist|contact-form[\w-]*|embed)\b[^\]]*\])/g,
    name: 'a shortcode of WordPress',
  },
];

function withoutShortcodes(content: string): string {
  return content
    .replace(
      /\[caption[^\]]*\]\s*((?:<a[^>]*>\s*)?<img[^>]*>(?:\s*<\/a>)?)([^]*?)\[\/caption\]/g,
      (_, image: string, words: string) =>
        `<figure>${image}<figcaption>${words.trim()}</figcaption></figure>`,
    )
    .replace(/\[embed[^\]]*\]\s*(https?:\/\/\S+?)\s*\[\/embed\]/g, '<p><a href="$1">$1</a></p>')
    .replace(/\[(?:youtube|vimeo)[ =](https?:\/\/[^\s\]]+)\]/g, '<p><a href="$1">$1</a></p>')
    .replace(
      /\[(code|sourcecode)(?:\s+lang(?:uage)?="?([\w-]+)"?[^\]]*)?\]([^]*?)\[\/\1\]/g,
      (_, __, lang: string | undefined, code: string) =>
        `<pre><code${lang === undefined ? '' : ` class="language-${lang}"`}>${code.trim()}</code></pre>`,
    );
}

/** The block for what is embedded has nothing but an address in it. */
function linkedEmbeds(html: string): string {
  return html.replace(
    /(<div class="wp-block-embed__wrapper">)\s*(https?:\/\/[^\s<]+)\s*(<\/div>)/g,
    '$1<p><a href="$2">$2</a></p>$3',
  );
}

const block =
  /^<\/?(?:address|article|aside|blockquote|div|dl|figure|form|h[1-6]|hr|iframe|ol|p|pre|section|table|ul|li)\b/i;

/** As WordPress does when it shows a classic text: paragraphs between empty lines, breaks at line ends, `<pre>` as it is. */
function withParagraphs(html: string): string {
  const parts = html.replace(/\r\n?/g, '\n').split(/(<pre\b[^]*?<\/pre>)/i);
  return parts
    .map((part) =>
      /^<pre\b/i.test(part)
        ? part
        : part
            .split(/\n\s*\n/)
            .map(paragraphOf)
            .join('\n'),
    )
    .join('\n');
}

function paragraphOf(part: string): string {
  const text = part.trim();
  if (text === '' || block.test(text)) return text;
  if (/^https?:\/\/\S+$/.test(text)) return `<p><a href="${text}">${text}</a></p>`;
  return `<p>${text.replace(/\n/g, '<br>\n')}</p>`;
}
