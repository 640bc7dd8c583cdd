import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import { expect, onTestFinished, test } from 'vitest';
import { ask, askFollowing, showCertificate } from '../../../../src/cli/doctor/ask.ts';
import { testAuthority } from '../../../support/certificates.ts';
import { freePort, listen } from '../../../support/listen.ts';

async function startPlain(respond: RequestListener): Promise<URL> {
  const server = await listen(http.createServer(respond));
  onTestFinished(() => server.close());
  return new URL(`http://127.0.0.1:${server.port}/`);
}

async function startSecure(): Promise<URL> {
  const credentials = testAuthority().issueExpired(['blog.test']);
  const server = await listen(https.createServer(credentials, (_, response) => response.end('hello')));
  onTestFinished(() => server.close());
  return new URL(`https://127.0.0.1:${server.port}/`);
}

test('an answer comes whole, with status and fields; what was asked is sent as it is', async () => {
  const url = await startPlain((request, response) => {
    response.writeHead(201, { 'x-asked': `${request.method} ${request.headers.accept}` });
    request.pipe(response);
  });
  const body = Buffer.from('kettle');
  const reply = await ask(url, { method: 'POST', headers: { accept: 'text/html' }, body });
  expect(reply).toMatchObject({
    kind: 'answer',
    status: 201,
    headers: { 'x-asked': 'POST text/html' },
    body,
  });
});

test('where nobody listens, or the answer breaks off, there is silence with a reason', async () => {
  const nobody = new URL(`http://127.0.0.1:${await freePort()}/`);
  expect(await ask(nobody)).toMatchObject({ kind: 'silence', code: 'ECONNREFUSED' });
  const broken = await startPlain((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('begun');
    setImmediate(() => response.destroy());
  });
  expect(await ask(broken)).toMatchObject({ kind: 'silence', code: 'ECONNRESET' });
});

test('an answer without end is not read to it', async () => {
  const url = await startPlain((_, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  });
  expect(await ask(url)).toMatchObject({
    kind: 'silence',
    reason: expect.stringContaining('longer than') as string,
  });
});

test('redirects are followed within the origin, and not for ever', async () => {
  const url = await startPlain(({ url: path = '' }, response) => {
    const next = { '/': '/page', '/out': 'https://other.test/', '/round': '/round' }[path];
    response.writeHead(next === undefined ? 200 : 302, { location: next ?? '' }).end(path);
  });
  const statusAt = async (path: string): Promise<unknown> => askFollowing(new URL(path, url), {});
  expect(await statusAt('/')).toMatchObject({ status: 200, url: `${url.href}page` });
  expect(await statusAt('/out')).toMatchObject({ status: 302 });
  expect(await statusAt('/round')).toMatchObject({ status: 302 });
});

test('a certificate that is not believed is told of, and keeps nobody from hearing the rest', async () => {
  const url = await startSecure();
  expect(await ask(url)).toMatchObject({ kind: 'answer', status: 200, body: Buffer.from('hello') });
  const shown = await showCertificate(url);
  expect(shown).toMatchObject({ kind: 'certificate', issuer: 'Test fediverse' });
  expect(shown.kind === 'certificate' && [shown.fault !== undefined, shown.expiresAt < Date.now()]).toEqual([
    true,
    true,
  ]);
});

test('where no TLS is spoken there is no certificate', async () => {
  const plain = await startPlain((_, response) => response.end());
  expect(await showCertificate(new URL(plain.href.replace('http:', 'https:')))).toMatchObject({
    kind: 'silence',
  });
});
