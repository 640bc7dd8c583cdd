import { expect, test } from 'vitest';
import { recognise } from '../../../src/import/recognise.ts';
import { openImportDesk, picture } from './desk.ts';

const mdx = `---
title: 'A kettle'
description: 'How it went'
pubDate: 'Jul 08 2022'
updatedDate: 2022-08-01
heroImage: '../../assets/hero.png'
---
import Chart from '../../components/Chart.astro';
import {
  one,
} from 'two';

Text with {/* a note */} a picture ![Here](./here.png).

<Chart data={[1, 2]} />

\`\`\`js
import x from 'kept';
<Kept />
\`\`\`
`;

test('a folder of Astro becomes posts; what MDX brings in stays visible as code, and is listed', async () => {
  using desk = openImportDesk();
  desk.put({
    'astro.config.mjs': 'process.exit(3);',
    'src/content/blog/kettle.mdx': mdx,
    'src/content/blog/here.png': picture,
    'src/assets/hero.png': Buffer.concat([picture, Buffer.from('x')]),
    'src/content/blog/tea.md': '---\ntitle: Tea\npubDatetime: 2020-01-02T08:00:00Z\ndraft: true\n---\nHot.\n',
    'src/content/authors/ada.md': '---\nname: Ada\n---\n',
  });
  expect(recognise(desk.source)).toBe('astro');
  const { leftOut, remarks, ...report } = await desk.run('astro');
  expect(report).toMatchObject({ posts: 2, drafts: 1, pictures: 2, redirects: 2 });
  expect(leftOut.map(({ place }) => place)).toEqual([
    'src/content/authors/ada.md',
    'src/content/blog/kettle.mdx',
    'src/content/blog/kettle.mdx',
  ]);
  expect(remarks.map(({ message }) => message)).toEqual([
    '`<Chart data={[1, 2]} />` is a component of MDX: readers see it as it stands.',
  ]);
  const post = await desk.post('kettle');
  expect(post).toMatchObject({
    date: new Date('2022-07-08'),
    updated: new Date('2022-08-01'),
    summary: 'How it went',
    aliases: ['/blog/kettle/'],
    image: { alt: '' },
  });
  expect(post.body.source).toBe(`
Text with  a picture ![Here](here.png).

\`<Chart data={[1, 2]} />\`

\`\`\`js
import x from 'kept';
<Kept />
\`\`\`
`);
});
