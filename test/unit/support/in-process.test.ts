import { once } from 'node:events';
import https from 'node:https';
import { expect, test } from 'vitest';
import { testAuthority } from '../../support/certificates.ts';
import { lookupTest, resolveTest } from '../../support/names.ts';
import { startTlsProxy } from '../../support/tls-proxy.ts';

test('a name of the test fediverse leads to loopback, any other nowhere', async () => {
  expect(await resolveTest('blog.test')).toEqual([{ address: '127.0.0.1', family: 4 }]);
  await expect(resolveTest('social.example')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});

test('a process that was made to trust the authority needs not be told of it again', async () => {
  testAuthority().trust();
  testAuthority().trust();
  await using proxy = await startTlsProxy({
    name: 'blog.test',
    target: (_request, response) => response.end(),
  });
  const request = https.get(proxy.origin, { agent: false, lookup: lookupTest });
  const [response] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  expect(response.statusCode).toBe(200);
});
