import { expect, test } from 'vitest';
import { siteOf } from '../../../src/site.ts';
import { site } from '../theme/sample.ts';
import { openDoor } from './door.ts';

const path = '/.well-known/security.txt';

test('200: whom to write to about a weakness, as text', async () => {
  const reachable = siteOf({ ...site.blog, contact: 'mailto:nadia@blog.test' }, site.origin);
  const answer = await (await openDoor([], { site: reachable })).ask(path);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(await answer.text()).toContain('Contact: mailto:nadia@blog.test\n');
});

test('404: a blog that names no contact promises nothing', async () => {
  expect((await (await openDoor()).ask(path)).status).toBe(404);
});
