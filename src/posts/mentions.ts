import type { Nodes, Parents, PhrasingContent, Root, Text } from 'mdast';
import type {} from './mdast.ts';
import type { MentionedHandle } from './post.ts';
import { escapeMark } from './syntax.ts';
import { tagLetters } from './tag.ts';

const label = String.raw`[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?`;
const topLabel = String.raw`\p{L}(?:[\p{L}\p{N}-]*[\p{L}\p{N}])?`;
const host = String.raw`(?:(?:${label}\.)+${topLabel}|localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?`;
const user = '[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?';

/** `@user@host`, not inside a longer address or path. */
const mention = String.raw`(?<![${tagLetters}@/.+${escapeMark}-])@(?<user>${user})@(?<host>${host})(?!\.?[\p{L}\p{N}_@/-])`;
/** `#tag`; neither `C#`, `page#anchor` nor `#1`. */
const hashtag = String.raw`(?<![${tagLetters}&/#@${escapeMark}])#(?<tag>[${tagLetters}]*\p{L}[${tagLetters}]*)`;
const phrases = new RegExp(`${mention}|${hashtag}`, 'giu');

/** Turns `@user@host` and `#tag` in the texts of a tree into nodes of their own, save in links; code is no text. */
export function markMentions(tree: Root): void {
  markIn(tree);
}

function markIn(parent: Parents): void {
  if (parent.type === 'link') return;
  const marked = joinTexts(parent.children).flatMap((child): Nodes[] =>
    child.type === 'text' ? split(child) : [child],
  );
  for (const child of marked) if ('children' in child) markIn(child);
  parent.children = marked as typeof parent.children; // Where a text may stand, any phrasing may.
}

/** GFM links `ann@host.test` inside `@ann@host.test` as mail; such links become text again, and neighbouring texts one. */
function joinTexts(children: readonly Nodes[]): readonly Nodes[] {
  const joined: Nodes[] = [];
  for (const child of children) {
    const before = joined.at(-1);
    const value = child.type === 'text' ? child.value : mailAddress(child);
    const isPart = before?.type === 'text' && (child.type === 'text' || /(?<![\w@])@$/.test(before.value));
    if (isPart && value !== undefined) joined.splice(-1, 1, { ...before, value: before.value + value });
    else joined.push(child);
  }
  return joined;
}

/** The address of a link that only shows it. */
function mailAddress(node: Nodes): string | undefined {
  if (node.type !== 'link' || !node.url.startsWith('mailto:')) return undefined;
  const [text, ...rest] = node.children;
  const bare = text?.type === 'text' && rest.length === 0 && node.url === `mailto:${text.value}`;
  return bare ? text.value : undefined;
}

function split(node: Text): PhrasingContent[] {
  const parts: PhrasingContent[] = [];
  let end = 0;
  const addText = (value: string): void => {
    if (value !== '') parts.push({ ...node, value: value.replaceAll(escapeMark, '') });
  };
  for (const match of node.value.matchAll(phrases)) {
    const found = phraseOf(match);
    if (found === undefined) continue;
    addText(node.value.slice(end, match.index));
    parts.push({ ...found, position: node.position });
    end = match.index + match[0].length;
  }
  addText(node.value.slice(end));
  return parts;
}

function phraseOf({ groups = {} }: RegExpExecArray): PhrasingContent | undefined {
  const { user, host, tag } = groups;
  if (tag !== undefined) return { type: 'hashtag', value: tag };
  const handle = handleOf(user ?? '', host ?? '');
  return handle && { type: 'mention', ...handle };
}

/** `undefined` when no server can have that name. */
function handleOf(user: string, host: string): MentionedHandle | undefined {
  const url = `https://${host}`;
  return URL.canParse(url) ? { user, host: new URL(url).host } : undefined;
}
