import { readComments } from './comments-field.ts';
import { readImage } from './image-field.ts';
import type { Fields } from './fields.ts';
import type { Pictures } from './pictures.ts';
import type { Author, Blog, Page } from './post.ts';
import type { Source } from './source.ts';

/** First parts of addresses that the site itself answers at, so that no page may have them. */
const reserved: readonly string[] = [
  ...[
    'index',
    'posts',
    'tags',
    'archive',
    'authors',
    'search',
    'notes',
    'series',
    'pagefind',
    'media',
    'ap',
    'interact',
    'admin',
    'nodeinfo',
    '404',
  ],
];

/** The front matter of a file in `content/pages`. */
export function readPage({ fields, slug, file }: Source, blog: Pick<Blog, 'lang'>): Omit<Page, 'body'> {
  fields.checkKeys({ noun: 'front matter key of a page', known: ['title', 'lang', 'summary', 'lint'] });
  if (reserved.includes(slug)) {
    fields.refuse(
      'title',
      `The address /${slug}/ belongs to the site itself.`,
      'Give the file another name.',
    );
  }
  return {
    slug,
    file,
    title: fields.requiredText('title', 'Add a line such as title: "About".'),
    lang: fields.language('lang') ?? blog.lang,
    summary: fields.text('summary'),
  };
}

/** The front matter of a file in `content/authors`. */
export async function readAuthor(source: Source, pictures: Pictures): Promise<Omit<Author, 'body'>> {
  const { fields, slug, file, directory } = source;
  fields.checkKeys({
    noun: 'front matter key of an author',
    known: ['name', 'summary', 'image', 'links', 'comments', 'closeAfter', 'lint'],
  });
  return {
    handle: slug,
    file,
    name: fields.requiredText('name', 'Add a line such as name: Ann Example.'),
    summary: fields.text('summary'),
    image: await readImage(fields, 'image', { pictures, directory, altRequired: false }),
    links: readLinks(fields),
    comments: readComments(fields),
  };
}

function readLinks(fields: Fields): Author['links'] {
  const remedy = 'Write each as - { name: Mastodon, url: https://social.example/@ann }.';
  return fields.maps('links', remedy).map((link) => {
    link.checkKeys({ noun: 'key of a link', known: ['name', 'url'] });
    const url = link.requiredText('url', remedy);
    if (url !== '' && !/^https?:\/\/[^/\s]/.test(url))
      link.refuse('url', `"${url}" is not a web address.`, remedy);
    return { name: link.requiredText('name', remedy), url };
  });
}
