import lighthouse, { type Config, type Flags, type Result } from 'lighthouse';
import { freePort } from '../support/listen.ts';
import { startBrowser } from '../support/browser.ts';

/** What Lighthouse says of a page, as on a telephone. */
export interface Audit extends AsyncDisposable {
  of(url: string): Promise<Result>;
}

/** Starts a browser for Lighthouse, which looks at these categories and these audits besides; by default at all. */
export async function startAudit(
  categories?: readonly string[],
  audits: readonly string[] = [],
): Promise<Audit> {
  const port = await freePort();
  const browser = await startBrowser([`--remote-debugging-port=${port}`, '--ignore-certificate-errors']);
  const flags: Flags = { port, logLevel: 'error', output: 'json' };
  const config: Config = {
    extends: 'lighthouse:default',
    ...(categories && { settings: { onlyCategories: [...categories], onlyAudits: [...audits] } }),
  };
  return {
    of: async (url) => {
      const { lhr } = (await lighthouse(url, flags, config)) ?? {};
      if (lhr === undefined) throw new Error(`Lighthouse says nothing of ${url}`);
      if (lhr.runtimeError !== undefined) throw new Error(lhr.runtimeError.message);
      return lhr;
    },
    [Symbol.asyncDispose]: () => browser[Symbol.asyncDispose](),
  };
}
