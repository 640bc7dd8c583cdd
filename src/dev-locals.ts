import type { PostPreview } from './preview/draft.ts';
import type { ThemeLocals } from './theme.ts';

/** Where Astro's middleware, which lives in another module graph, finds what its pages are to draw: a DevLocals. */
export const devLocalsKey = Symbol.for('outward.dev-locals');

/** What a page at `url` is given while writing: all content as it is on disk now, drafts and scheduled posts included. */
export type DevLocals = (url: URL) => Promise<DevThemeLocals>;

export interface DevThemeLocals extends ThemeLocals {
  /** How a post appears elsewhere; absent on all other pages. */
  readonly preview?: PostPreview | undefined;
}
