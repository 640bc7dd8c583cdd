import { firstOf } from './property.ts';
import type { JsonObject } from './vocabulary.ts';

const charactersMax = 64;

/** A custom emoji's name between colons; Misskey adds the host that it is from, or `.` for its own. */
const customEmoji = /^:([\p{L}\p{N}\p{M}_+\-]+)(?:@[\w.:\-]+)?:$/v;

/** What is drawn as a picture only with a variation selector after it, or with a skin tone. */
const textual = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{Emoji_Modifier})/gv;

/**
 * The emoji of a reaction: `content` of an EmojiReact (FEP-c0e0) or a Like, or `_misskey_reaction`. One emoji, or the name
 * of a custom one as `:name:`. Undefined for anything else, so that nobody writes sentences into our counts.
 */
export function emojiOf(json: JsonObject): string | undefined {
  return firstOf(json._misskey_reaction, readEmoji) ?? firstOf(json.content, readEmoji);
}

function readEmoji(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > charactersMax) return undefined;
  const name = customEmoji.exec(value)?.[1];
  return name === undefined ? fullyQualified(value) : `:${name}:`;
}

/** As Unicode writes it in full (UTS #51 ED-18): some servers leave the selectors out, and a heart should be one heart. */
function fullyQualified(text: string): string | undefined {
  const emoji = text.replaceAll('\ufe0f', '').replace(textual, '$&\ufe0f');
  return /^\p{RGI_Emoji}$/v.test(emoji) ? emoji : undefined;
}
