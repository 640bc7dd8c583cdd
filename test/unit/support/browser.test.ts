import { expect, test } from 'vitest';
import { startBrowser } from '../../support/browser.ts';
import { startTlsProxy } from '../../support/tls-proxy.ts';

const body = `<!doctype html><title>A page</title><p id="said">written</p>
  <img src="https://elsewhere.test/spy.png" alt="">
  <script>document.getElementById('said').textContent = 'scripted'; console.error('oh');</script>
  <style>@media (prefers-color-scheme: dark) { p { color: rgb(1, 2, 3) } }</style>`;

test('a page is opened over https, and tells of scripts, errors and requests to other origins', async () => {
  await using proxy = await startTlsProxy({
    name: 'blog.test',
    target: (_request, response) => response.end(body),
  });
  await using browser = await startBrowser();
  await using reader = await browser.newPage({ width: 360, scheme: 'dark' });
  await reader.page.goto(proxy.origin);
  expect(await reader.page.textContent('#said')).toBe('scripted');
  expect(await reader.page.evaluate(() => window.innerWidth)).toBe(360);
  expect(
    await reader.page.evaluate(() => getComputedStyle(document.querySelector('p') ?? document.body).color),
  ).toBe('rgb(1, 2, 3)');
  expect(reader.errors).toContain('oh');
  expect(reader.offOrigin).toEqual(['https://elsewhere.test/spy.png']);

  await using plain = await browser.newPage({ javaScript: false });
  await plain.page.goto(proxy.origin);
  expect(await plain.page.textContent('#said')).toBe('written');
  expect(plain.errors).not.toContain('oh');
});

test('the browser reaches no name off the test fediverse', async () => {
  await using browser = await startBrowser();
  await using reader = await browser.newPage();
  await expect(reader.page.goto('http://social.example/')).rejects.toThrow(/ERR_NAME_NOT_RESOLVED/);
});
