/** What other servers take at most (interop B). What goes beyond is left out when a post is sent; the page has it all. */

/** Misskey refuses a post with more mentions; the author of what is answered is the first of them. */
export const mentionsMax = 20;
/** Misskey keeps no more hashtags, nor any of more than so many characters. */
export const hashtagsMax = 32;
export const hashtagCharactersMax = 127;
/** Misskey stores no post whose `summary` is longer than 512; markup counts. */
export const summaryCharactersMax = 500;
/** Misskey refuses a body over 64 KiB; an integrity proof must still find room. */
export const activityBytesMax = 60_000;
/** Mastodon shows no more pictures with a note. */
export const picturesShownMax = 4;
