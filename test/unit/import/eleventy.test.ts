import { expect, test } from 'vitest';
import { recognise } from '../../../src/import/recognise.ts';
import { openImportDesk, picture } from './desk.ts';

test('a folder of Eleventy becomes posts; its settings are read, not run', async () => {
  using desk = openImportDesk();
  desk.put({
    'eleventy.config.js': 'process.exit(3);\nexport const config = { dir: { input: "content" } };\n',
    'content/blog/2019-03-01-kettle.md':
      '---\ntitle: A kettle\ntags: [posts, repair]\nimage: /img/logo.png\n---\n{{ title }} is {% mended %}\n\n![x](./near.png)\n',
    'content/blog/near.png': picture,
    'content/blog/tea/index.md': '---\ntitle: Tea\ndate: 2020-01-02\npermalink: /tea.html\n---\nHot.\n',
    'content/blog/pot.md': '---\ntitle: Pot\ndate: 2020-01-03\npermalink: "/{{ title }}/"\n---\nBig.\n',
    'content/about.md': '---\ntitle: About\n---\nMe.\n',
    'content/_includes/base.md': 'x',
    'public/img/logo.png': Buffer.concat([picture, Buffer.from('x')]),
    'README.md': '# Readme',
  });
  expect(recognise(desk.source)).toBe('eleventy');
  const { leftOut, remarks, ...report } = await desk.run('eleventy');
  expect(report).toMatchObject({ posts: 3, drafts: 0, pictures: 2, redirects: 2 });
  expect(leftOut.map(({ place }) => place).sort()).toEqual(['content/about.md', 'content/blog/pot.md']);
  expect(remarks.map(({ place }) => place)).toEqual([
    'content/posts/kettle/index.md:11',
    'content/posts/kettle/index.md:11',
  ]);
  expect(await desk.post('kettle')).toMatchObject({ tags: ['repair'], aliases: ['/blog/kettle/'] });
  expect(await desk.post('tea')).toMatchObject({ aliases: ['/tea.html'], archive: true });
});
