import { cut } from '../protocol/text.ts';

/** RFC 3339 in whole seconds, as `updated` is compared. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** `text`, or as many of its words as fit with an ellipsis into `charactersMax` UTF-16 units. */
export function shorten(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const words = cut(text, charactersMax - 1).replace(/\s+\S*$/, '');
  return `${words}…`;
}

/** Plain text as one HTML paragraph of at most `charactersMax` UTF-16 units, tags and entities counted; nothing for nothing. */
export function paragraphOf(text: string, charactersMax: number): string {
  if (text === '') return '';
  const escaped = shorten(escapeHtml(text), charactersMax - '<p></p>'.length);
  return `<p>${escaped.replace(/&[^;\s]*…$/, '…')}</p>`; // Half an entity is none.
}
