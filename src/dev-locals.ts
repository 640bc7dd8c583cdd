import type { PostPreview } from './preview/draft.ts';
import type { ThemeLocals } from './theme.ts';

/** Where Astro's middleware, which lives in another module graph, finds who has its pages drawn: a DrawDraft. */
export const drawDraftKey = Symbol.for('outward.draw-draft');

/**
 * The answer to a request for `url` while writing: what `render` draws of the content as it is on disk now, drafts and
 * scheduled posts included; or, where a mistake is in the way, what is wrong and where.
 */
export type DrawDraft = (
  url: URL,
  render: (locals: DevThemeLocals) => Promise<Response>,
) => Promise<Response>;

export interface DevThemeLocals extends ThemeLocals {
  /** How a post appears elsewhere; absent on all other pages. */
  readonly preview?: PostPreview | undefined;
}
