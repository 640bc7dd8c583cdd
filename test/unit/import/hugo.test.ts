import { join } from 'node:path';
import { expect, test } from 'vitest';
import { recognise } from '../../../src/import/recognise.ts';
import { openImportDesk, picture } from './desk.ts';

const settings = `baseURL = "https://old.test/notes/"
languageCode = "en-gb"
timeZone = "Europe/Berlin"

[permalinks]
posts = "/:year/:month/:slug/"
`;

const kettle = `+++
title = "A kettle"
date = 2019-03-01T10:30:00+01:00
lastmod = 2019-04-01
tags = ["repair", "small things"]
categories = ["Home"]
slug = "the-kettle"
aliases = ["/old/kettle.html"]
description = "How it went"
[cover]
image = "open.png"
alt = "Open"
+++
{{< figure src="open.png" alt="A kettle, open" caption="Before" >}}

See [tea]({{< ref "tea.md" >}}) and {{< youtube abc123 >}}.

{{< highlight go "linenos=table" >}}
a := "*b*"
{{< /highlight >}}

<div class="note">Some <b>bold</b> text</div>

Press <kbd>Enter</kbd> and <em>*wait*</em>, see \`<b>\`.

{{< chart data="x" >}}

![Gone](/img/gone.png) ![Logo](/img/logo.png)
`;

test('a folder of Hugo becomes posts, with bundled and static pictures, and its shortcodes in Markdown', async () => {
  using desk = openImportDesk();
  desk.put({
    'hugo.toml': settings,
    'content/posts/kettle/index.md': kettle,
    'content/posts/kettle/open.png': picture,
    'static/img/logo.png': picture,
    'content/posts/tea.md': '---\ntitle: Tea\ndate: 2020-01-02T08:00:00\ndraft: true\n---\nHot.\n',
    'content/posts/_index.md': '---\ntitle: Posts\n---\n',
    'content/about.md': '---\ntitle: About\n---\nMe.\n',
    'content/posts/json.md': '{\n"title": "In JSON",\n"date": "2021-05-06",\n"tags": ["a1"]\n}\nText.\n',
    'content/posts/broken.md': '+++\ntitle = \n+++\nText.\n',
  });
  expect(recognise(desk.source)).toBe('hugo');
  const { leftOut, remarks, ...report } = await desk.run('hugo');
  expect(report).toMatchObject({ posts: 3, drafts: 1, pictures: 2, redirects: 4 });
  expect(leftOut.map(({ place }) => place)).toEqual(['content/posts/broken.md', 'content/about.md']);
  expect(remarks).toEqual([
    {
      place: 'content/posts/the-kettle/index.md:28',
      message: 'There is no picture /img/gone.png in what was imported.',
    },
    {
      place: 'content/posts/the-kettle/index.md:26',
      message: '{{< chart data="x" >}} is a shortcode of Hugo: readers see it as it stands.',
    },
  ]);
  expect(desk.written('the-kettle/index.md')).toBe(`---
title: "A kettle"
date: 2019-03-01T10:30:00.000+01:00
updated: 2019-04-01
id: "hugo-content-posts-kettle"
summary: "How it went"
tags: ["repair", "SmallThings", "Home"]
lang: "en-GB"
image: { src: "open.png", alt: "Open" }
aliases: ["/notes/2019/03/the-kettle/", "/notes/old/kettle.html"]
archive: true
---

![A kettle, open](open.png "Before")

See [tea](/notes/2020/01/tea/) and <https://www.youtube.com/watch?v=abc123>.

\`\`\`go
a := "*b*"
\`\`\`

Some **bold** text

Press \`Enter\` and *_wait_*, see \`<b>\`.

{{< chart data="x" >}}

[Gone](/img/gone.png) ![Logo](logo.png)
`);
  expect(await desk.post('tea')).toMatchObject({ date: new Date('2020-01-02T07:00:00Z'), draft: true });
  expect(await desk.post('json')).toMatchObject({ title: 'In JSON', tags: ['a1'] });
});

test('what is no such folder or file is refused, with what to give instead', async () => {
  using desk = openImportDesk();
  desk.put({ 'x.xml': '<a/>', 'x.zip': '', 'x/outbox.json': '{}' });
  const inside = (name: string): { readonly from: string } => ({ from: join(desk.source, name) });
  await expect(desk.run('hugo', inside('x.xml'))).rejects.toThrow('is no folder');
  await expect(desk.run('wordpress')).rejects.toThrow('Give the .xml file in it');
  await expect(desk.run('mastodon', inside('x.zip'))).rejects.toThrow('Unpack');
  await expect(desk.run('mastodon', inside('x/outbox.json'))).rejects.toThrow('Give the folder');
  expect(recognise(join(desk.source, 'x/outbox.json'))).toBe('mastodon');
  await expect(desk.run('mastodon')).rejects.toThrow('outbox.json cannot be read');
  expect(recognise(desk.source)).toBeUndefined();
});
