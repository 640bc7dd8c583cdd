/** What may be better in `content/`, by the name that the writer turns it off with. */
export type LintRule = (typeof lintRules)[number];

/** Rules about how a text is written: they concern whoever reads the page. */
const textRules = [
  'image-without-alt',
  'alt-is-file-name',
  'heading-skips-level',
  'heading-is-empty',
  'heading-twice',
  'heading-repeats-title',
  'dead-link',
  'dead-fragment',
  'private-link',
  'empty-text',
  'not-read',
  'date-far-off',
  'updated-in-future',
  'poll-is-over',
  'alias-is-taken',
  'translation-in-same-language',
] as const;

/** Rules about what is lost, or changed, on the way to other servers. */
export const wireRules = [
  'table-becomes-list',
  'maths-becomes-source',
  'admonition-becomes-quote',
  'footnotes-lose-links',
  'nested-too-deep',
  'caption-is-lost',
  'link-is-lost',
  'too-many-mentions',
  'too-many-tags',
  'tag-too-long',
  'too-many-pictures',
  'summary-too-long',
  'warning-too-long',
  'text-too-long',
] as const;

export const lintRules = [...textRules, ...wireRules] as const;
