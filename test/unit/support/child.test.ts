import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startChild } from '../../support/child.ts';
import { openScratch } from '../../support/scratch.ts';
import { startTlsProxy } from '../../support/tls-proxy.ts';

/** What a script printed, run as a child process of the test fediverse. */
async function printed(script: string): Promise<string> {
  await using child = startChild(['--input-type=module', '--eval', script]);
  const { code } = await child.ended;
  expect(child.stderr()).toBe('');
  expect(code).toBe(0);
  return child.stdout().trim();
}

test.each([
  ['a callback', `dns.lookup('blog.test', (error, address, family) => console.log(address, family))`],
  ['a family', `dns.lookup('blog.test', 4, (error, address, family) => console.log(address, family))`],
  [
    'options',
    `dns.lookup('blog.test', { family: 4 }, (error, address, family) => console.log(address, family))`,
  ],
  [
    'all',
    `dns.lookup('blog.test', { all: true }, (error, [found]) => console.log(found.address, found.family))`,
  ],
  ['a promise', `const { address, family } = await lookup('blog.test'); console.log(address, family)`],
  [
    'a promise of all',
    `const [found] = await lookup('blog.test', { all: true }); console.log(found.address, found.family)`,
  ],
])('a .test name leads to loopback when asked for with %s', async (_form, script) => {
  expect(
    await printed(`import dns from 'node:dns'; import { lookup } from 'node:dns/promises'; ${script}`),
  ).toBe('127.0.0.1 4');
});

test.each([
  ['another name', `await lookup('social.example')`, 'ENOTFOUND'],
  ['a DNS query', `resolve4('blog.test', () => undefined)`, 'EREFUSED'],
  ['an address', `await once(net.connect(80, '203.0.113.9'), 'connect')`, 'ENETUNREACH'],
  [
    'an address in a URL',
    `await fetch('http://203.0.113.9/').catch(({ cause }) => { throw cause })`,
    'ENETUNREACH',
  ],
])('a child process is kept from %s', async (_what, attempt, code) => {
  const script = `
    import net from 'node:net'; import { once } from 'node:events';
    import { resolve4 } from 'node:dns'; import { lookup } from 'node:dns/promises';
    try { ${attempt} } catch (error) { console.log(error.code) }`;
  expect(await printed(script)).toBe(code);
});

test('a child process trusts the test authority', async () => {
  await using proxy = await startTlsProxy({
    name: 'blog.test',
    target: (_request, response) => response.end('hello'),
  });
  expect(await printed(`console.log(await (await fetch('${proxy.origin}')).text())`)).toBe('hello');
});

test('waiting for a line finds it among those already printed, and fails with the output when the process ends', async () => {
  await using scratch = openScratch();
  const script = join(scratch.path, 'script.mjs');
  writeFileSync(script, `console.log('one'); console.log('two'); console.error('sorry');`);
  await using child = startChild([script]);
  expect((await child.line(/^o/))[0]).toBe('o');
  expect((await child.line(/^two$/))[0]).toBe('two');
  await expect(child.line(/three/)).rejects.toThrow(/sorry/);
});
