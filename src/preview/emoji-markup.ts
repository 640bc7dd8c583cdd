import { escapeHtml } from '../federation/wire-text.ts';
import type { ShownEmoji } from './shown.ts';

/** HTML that a sanitiser wrote, with a picture for each `:name:` in its text that is one of `emoji`. */
export function drawEmoji(html: string, emoji: readonly ShownEmoji[]): string {
  const urls = new Map(emoji.map(({ name, url }) => [name, url]));
  return html.replace(/<[^>]*>|:(\w+):/g, (written, name: string | undefined) => {
    const url = name === undefined ? undefined : urls.get(name);
    return url === undefined
      ? written
      : `<img class="emoji" src="${escapeHtml(url)}" alt="${escapeHtml(written)}" width="20" height="20">`;
  });
}

/** As `drawEmoji`, of plain text. */
export function emojiText(text: string, emoji: readonly ShownEmoji[]): string {
  return drawEmoji(escapeHtml(text), emoji);
}
