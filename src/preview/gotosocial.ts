import { reduceMarkup, textOfMarkup, type KeptMarkup } from './markup.ts';
import type { SentObject } from './sent.ts';
import type { Appearance } from './shown.ts';

/** As it was seen (interop E.3): no tables, no pictures in the text. */
const kept: KeptMarkup = {
  elements: [
    ...['p', 'br', 'hr', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'a', 'span', 'strong', 'b', 'em', 'i', 'u', 's'],
    ...['del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'ruby', 'rt', 'rp', 'sub', 'sup'],
  ],
  attributes: { '*': ['lang'], a: ['href', 'rel', 'target'], ol: ['start'], li: ['value'] },
  classes: { a: [/./], span: [/./], code: [/^language-[a-z\d]+$/i] },
  schemes: ['http', 'https', 'mailto'],
  replaced: {},
  rel: 'nofollow noreferrer noopener',
  keepsRel: true,
};

/** The whole text, folded away behind `summary`, or else behind `name` (interop 3.1). */
export function onGoToSocial(sent: SentObject): Appearance {
  const { attachments, content, emoji, isWarned, name, poll, summary } = sent;
  const html = reduceMarkup(content, kept);
  return {
    software: 'gotosocial',
    spoiler: summary === undefined ? name : textOfMarkup(summary),
    html,
    text: textOfMarkup(html),
    isLong: false,
    media: attachments,
    more: 0,
    isSensitive: isWarned,
    poll,
    tags: [],
    emoji,
    lost: lossesOf(sent),
  };
}

function lossesOf({ image, isWarned, name, summary }: SentObject): readonly string[] {
  const folded =
    summary === undefined
      ? 'The text is folded away behind the title.'
      : 'The summary is taken for a content warning, and the text folded away behind it.';
  return [
    ...(name === undefined || isWarned ? [] : [folded]),
    ...(name === undefined || summary === undefined ? [] : ['The title is not shown.']),
    ...(image === undefined ? [] : ['The picture of the post itself is not shown.']),
  ];
}
