import { describe, expect, test } from 'vitest';
import { intentLinks } from '../../../src/protocol/intent.ts';
import type { IntentView } from '../../../src/theme.ts';
import { NOW } from '../builders.ts';
import { site } from '../theme/sample.ts';
import { openDoor } from './door.ts';

const post = 'https://social.test/@ann/1?a=b&c';
const value = encodeURIComponent(post);
const file = (kind: string): string =>
  `content/posts/${kind}-${new Date(NOW).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')}.md`;

/** What the theme was given to draw. */
async function viewAt(path: string): Promise<IntentView> {
  const text = await (await (await openDoor()).ask(path)).text();
  return JSON.parse(text.slice(text.indexOf('{'))) as IntentView;
}

describe('an intent', () => {
  test.each([
    [`/intents/like?object=${value}`, 'like', `likeOf: "${post}"`],
    [`/intents/announce?object=${value}`, 'boost', `repostOf: "${post}"`],
    [`/intents/create?inReplyTo=${value}`, 'reply', `inReplyTo: "${post}"`],
  ])('%s: shows the file of a %s', async (path, act, line) => {
    expect(await viewAt(path)).toMatchObject({
      act,
      proposal: { file: file(act), text: expect.stringContaining(`\n${line}\n`) as unknown },
    });
  });

  test('to create may bring name and text along, and answer nothing', async () => {
    const view = await viewAt('/intents/create?inReplyTo=&name=On+tea&content=Green%0A%0A%23black');
    expect(view).toMatchObject({
      act: 'note',
      proposal: {
        file: file('note'),
        text: expect.stringMatching(/\ntitle: "On tea"\n---\n\nGreen\n\n\\#black\n$/) as unknown,
      },
    });
  });

  test('to open a post leads to what can be done with it', async () => {
    const view = await viewAt(`/intents/object?object=${value}`);
    expect(view).toMatchObject({ act: 'choose', target: post });
    const choices = view.act === 'choose' ? view.choices : [];
    expect(choices.map(({ act }) => act)).toEqual(['like', 'boost', 'reply']);
    for (const { act, url } of choices)
      expect(await viewAt(url.replace(site.origin, ''))).toMatchObject({
        act,
        proposal: { text: expect.stringContaining(`"${post}"`) as unknown },
      });
  });

  test.each(intentLinks('').map(({ template }) => template))(
    '200: %s, for nobody to keep, and sends nobody anywhere',
    async (template) => {
      const query = template.replace(/\{(object|inReplyTo)\}/g, value).replace(/\{\w+\}/g, 'x');
      const answer = await (
        await openDoor()
      ).ask(`/intents/${query}&on-success=https://evil.test/&on-cancel=(close)`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('location')).toBeNull();
      expect(await answer.text()).not.toContain('evil.test');
    },
  );

  test.each([
    ['400', '/intents/like'],
    ['400', '/intents/like?object='],
    ['400', '/intents/announce?object=javascript:alert(1)'],
    ['400', '/intents/object?object=/posts/kettle/'],
    ['400', '/intents/create?inReplyTo=kettle'],
    ['404', `/intents/follow?object=${value}`],
    ['404', `/intents/Like?object=${value}`],
    ['404', `/intents/%2e%2e%2flike?object=${value}`],
  ])('%s: %s', async (status, path) => {
    const answer = await (await openDoor()).ask(path);
    expect(String(answer.status)).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});
