import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from './chromium.ts';

/** A reader's browser that knows no network but the test fediverse. */
export interface TestBrowser extends AsyncDisposable {
  /** A window of its own: no cookies, no storage shared with others. */
  newPage(options?: PageOptions): Promise<TestPage>;
}

export interface PageOptions {
  /** By default true. */
  readonly javaScript?: boolean;
  /** Pixels; by default 1280. */
  readonly width?: number;
  /** What the reader prefers; by default light. */
  readonly scheme?: 'light' | 'dark';
}

export interface TestPage extends AsyncDisposable {
  readonly page: Page;
  /** What the browser complained of: console errors, exceptions, breaches of the Content-Security-Policy. */
  readonly errors: readonly string[];
  /** URLs asked for that are not of the origin of the page that was opened first. */
  readonly offOrigin: readonly string[];
}

/**
 * Starts Chromium, with what `more` says besides on its command line. Certificates are not looked at: it can't be told of our
 * authority; what Node programs see is checked.
 */
export async function startBrowser(more: readonly string[] = []): Promise<TestBrowser> {
  const { path, env } = await findChromium();
  const browser = await chromium.launch({
    executablePath: path,
    args: [...args, ...more],
    env: { ...environment(), ...env },
  });
  return {
    newPage: (options = {}) => openPage(browser, options),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

const args = [
  '--no-sandbox', // Without it Chromium does not run as root, as in many a container.
  '--no-zygote',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-pings',
  '--font-render-hinting=none',
  '--host-resolver-rules=MAP *.test 127.0.0.1, MAP localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
];

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function openPage(browser: Browser, options: PageOptions): Promise<TestPage> {
  const { javaScript = true, width = 1280, scheme = 'light' } = options;
  const context = await browser.newContext({
    javaScriptEnabled: javaScript,
    viewport: { width, height: 900 },
    colorScheme: scheme,
    ignoreHTTPSErrors: true,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  return { page, errors, offOrigin: watchOrigin(page), [Symbol.asyncDispose]: () => context.close() };
}

function watchOrigin(page: Page): readonly string[] {
  const offOrigin: string[] = [];
  let home: string | undefined;
  page.on('request', (request) => {
    const { origin, protocol, href } = new URL(request.url());
    if (protocol === 'data:' || protocol === 'blob:') return;
    home ??= origin;
    if (origin !== home) offOrigin.push(href);
  });
  return offOrigin;
}
