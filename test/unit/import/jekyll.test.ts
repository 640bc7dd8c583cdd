import { expect, test } from 'vitest';
import { recognise } from '../../../src/import/recognise.ts';
import { openImportDesk, picture } from './desk.ts';

const kettle = `---
layout: post
title:  "A kettle: mended"
date:   2019-03-01 10:30:00 +0100
categories: home repair
tags: [small things]
author: Bob
redirect_from: /k/
---
{% highlight ruby linenos %}
puts '*'
{% endhighlight %}

![Logo]({{ site.baseurl }}/assets/logo.png)
{: .wide}

[Tea]({% post_url 2020-01-02-tea %}) and [home]({{ "/about" | relative_url }})

{% include video.html id="x" %}
`;

test('a folder of Jekyll becomes posts, with old addresses, Liquid in Markdown, and drafts', async () => {
  using desk = openImportDesk();
  desk.put({
    '_config.yml': 'baseurl: /blog\npermalink: pretty\ntimezone: America/New_York\nlang: en-US\n',
    '_posts/2019-03-01-kettle.md': kettle,
    '_posts/2020-01-02-tea.html': '---\ntitle: Tea\npublished: false\n---\n<p>Hot <b>tea</b></p>\n',
    '_posts/no-date.md': '---\ntitle: x\n---\n',
    '_drafts/some-idea.md': 'An idea.\n',
    'assets/logo.png': picture,
    'index.md': '---\nlayout: home\n---\n',
  });
  expect(recognise(desk.source)).toBe('jekyll');
  const { leftOut, remarks, ...report } = await desk.run('jekyll');
  expect(report).toMatchObject({ posts: 3, drafts: 2, pictures: 1, redirects: 3 });
  expect(leftOut.map(({ place }) => place)).toEqual(['_posts/no-date.md']);
  expect(remarks).toEqual([
    {
      place: 'content/posts/kettle/index.md:20',
      message: '{% include video.html id="x" %} is a tag of Liquid or Nunjucks: readers see it as it stands.',
    },
  ]);
  expect(desk.written('kettle/index.md')).toBe(`---
title: "A kettle: mended"
date: 2019-03-01 10:30:00 +0100
id: "jekyll-_posts-2019-03-01-kettle"
tags: ["SmallThings", "home", "repair"]
author: ["bob"]
lang: "en-US"
aliases: ["/blog/home/repair/2019/03/01/kettle/", "/blog/k/"]
archive: true
---

\`\`\`ruby
puts '*'
\`\`\`

![Logo](logo.png)

[Tea](/blog/2020/01/02/tea/) and [home](/blog/about)

{% include video.html id="x" %}
`);
  expect(await desk.post('some-idea')).toMatchObject({ title: 'Some idea', draft: true });
  expect((await desk.post('tea')).body.html).toBe('<p>Hot <strong>tea</strong></p>');
});
