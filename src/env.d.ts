/// <reference types="astro/client" />

import type { DevThemeLocals } from './dev-locals.ts';
import type { ThemeLocals } from './theme.ts';

declare global {
  namespace App {
    /** `Astro.locals`: a ThemeLocals, member by member, because Astro merges interfaces only. */
    interface Locals {
      readonly site: ThemeLocals['site'];
      readonly navigation: ThemeLocals['navigation'];
      readonly library?: ThemeLocals['library'];
      readonly corrections?: ThemeLocals['corrections'];
      readonly history?: ThemeLocals['history'];
      readonly comments?: ThemeLocals['comments'];
      readonly intent?: ThemeLocals['intent'];
      readonly interact?: ThemeLocals['interact'];
      readonly waiting?: ThemeLocals['waiting'];
      readonly decision?: ThemeLocals['decision'];
      readonly socialImages?: ThemeLocals['socialImages'];
      /** Only while the dev server runs. */
      readonly preview?: DevThemeLocals['preview'];
    }
  }
}
