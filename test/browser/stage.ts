import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { startBrowser, type TestBrowser, type TestPage } from '../support/browser.ts';
import { startOutward, type Outward, type OutwardOptions } from '../support/outward.ts';
import { startRemoteServer, type RemoteServer } from '../support/remote-server.ts';

/** A blog, another server, and a browser, which all begin at once. */
export function startStage(
  options: OutwardOptions = { name: 'blog.test' },
): Promise<[Outward, RemoteServer, TestBrowser]> {
  return Promise.all([startOutward(options), startRemoteServer('social.test'), startBrowser()]);
}

/** One after the other, as they are given. */
export async function endStage(...things: readonly AsyncDisposable[]): Promise<void> {
  for (const thing of things) await thing[Symbol.asyncDispose]();
}

/** What axe has against the page as it stands. */
export async function objectionsTo(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

/** What is wrong with the page as it stands: errors, requests elsewhere, what axe objects to, what does not fit. */
export async function faultsOf({ page, errors, offOrigin }: TestPage): Promise<readonly unknown[]> {
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  const objections = await objectionsTo(page);
  return [...errors, ...offOrigin, ...objections, ...(overflow > 0 ? [`${overflow} px too wide`] : [])];
}
