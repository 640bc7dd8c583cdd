/** Other servers whose display is known well enough to be drawn. */
export type Software = 'mastodon' | 'gotosocial' | 'misskey';

/** What is left of one of our objects where it arrives. All HTML is sanitised by the rules of `software`. */
export interface Appearance {
  readonly software: Software;
  /** Plain text above `html`, which does not repeat it; undefined where no title is shown. */
  readonly title?: string | undefined;
  /** Plain text; the rest is folded away behind it. */
  readonly spoiler?: string | undefined;
  readonly html: string;
  /** `html` as plain text with line breaks. */
  readonly text: string;
  /** Whether a timeline shows the beginning only. */
  readonly isLong: boolean;
  readonly media: readonly ShownPicture[];
  /** Pictures that arrive and are not shown. */
  readonly more: number;
  /** Whether pictures are hidden until they are asked for. */
  readonly isSensitive: boolean;
  readonly poll?: ShownPoll | undefined;
  readonly card?: LinkCard | undefined;
  /** Hashtags shown below the text because it has no link to them; without `#`. */
  readonly tags: readonly string[];
  /** Pictures to put in place of `:name:` in title, spoiler and text. */
  readonly emoji: readonly ShownEmoji[];
  /** What does not arrive as it was written, in sentences. */
  readonly lost: readonly string[];
}

export interface ShownPicture {
  readonly url: string;
  readonly alt: string;
  /** Pixels; undefined where the object does not say. */
  readonly width: number | undefined;
  readonly height: number | undefined;
}

export interface ShownPoll {
  readonly options: readonly { readonly name: string; readonly votes: number }[];
  /** Whether a voter may choose several. */
  readonly isMultiple: boolean;
  /** RFC 3339. */
  readonly closes: string;
  readonly isClosed: boolean;
  readonly voters: number;
}

/** The preview of a page that is linked to, from what the page says of itself (OpenGraph). */
export interface LinkCard {
  readonly url: string;
  /** Of a page that is not ours, its host: what it says of itself is not known here. */
  readonly title: string;
  readonly description: string;
  readonly image?: ShownPicture | undefined;
}

export interface ShownEmoji {
  /** Without the colons. */
  readonly name: string;
  readonly url: string;
}
