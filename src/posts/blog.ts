import { join } from 'node:path';
import { readActorId, readActorIds, readContact, readHub } from './address-field.ts';
import { readComments } from './comments-field.ts';
import type { Fields, Vocabulary } from './fields.ts';
import { readId } from './frontmatter.ts';
import { readImage } from './image-field.ts';
import type { Pictures } from './pictures.ts';
import type { Blog, ContentProblem } from './post.ts';
import { quotePolicies } from './post.ts';
import { nothingIfAbsent, readText } from './source.ts';
import { noFields, readYaml } from './yaml.ts';

const blogFile = 'content/blog.yml';

/** `content/blog.yml` and its keys, which know their lines. */
export interface BlogSource {
  readonly blog: Blog;
  readonly fields: Fields;
}

const vocabulary: Vocabulary = {
  noun: 'key of blog.yml',
  known: [
    ...['title', 'description', 'handle', 'id', 'lang', 'author', 'icon', 'image', 'fields', 'navigation'],
    ...['approveFollowers', 'alsoKnownAs', 'movedTo', 'discoverable', 'indexable', 'quotes', 'source'],
    ...['contact', 'websub', 'lint', 'socialImages', 'comments', 'closeAfter'],
  ],
};

/** Reads `content/blog.yml`. What is wrong is added to `problems`, and fallbacks stand in. */
export async function readBlog(pictures: Pictures, problems: ContentProblem[]): Promise<BlogSource> {
  const text = await readText(join(pictures.contentDir, 'blog.yml')).catch(nothingIfAbsent);
  if (text === undefined) problems.push(missingFile);
  const fields = text === undefined ? noFields(blogFile) : readYaml(text, { file: blogFile, problems });
  fields.checkKeys(vocabulary);
  const handle = readHandle(fields);
  const images = { pictures, directory: '', altRequired: false };
  const blog = {
    title: fields.requiredText('title', 'Add a line such as title: "My blog".'),
    description: fields.text('description') ?? '',
    handle,
    id: readId(fields, 'id', handle || 'blog'),
    lang: fields.language('lang') ?? 'en',
    author: fields.requiredText('author', 'Add a line such as author: ann, for content/authors/ann.md.'),
    icon: await readImage(fields, 'icon', images),
    image: await readImage(fields, 'image', images),
    fields: readProfileFields(fields),
    approveFollowers: fields.flag('approveFollowers', false),
    alsoKnownAs: readActorIds(fields, 'alsoKnownAs'),
    movedTo: readActorId(fields, 'movedTo'),
    discoverable: fields.flag('discoverable', true),
    indexable: fields.flag('indexable', true),
    quotes: fields.choice('quotes', quotePolicies, 'everyone'),
    comments: readComments(fields),
    source: fields.flag('source', false),
    contact: readContact(fields, 'contact'),
    websub: readHub(fields, 'websub'),
    socialImages: fields.flag('socialImages', true),
    navigation: fields.list('navigation').map((item) => item.text),
  };
  return { blog, fields };
}

const missingFile: ContentProblem = {
  file: blogFile,
  line: undefined,
  field: undefined,
  message: 'There is no such file.',
  remedy: 'Write it with the lines title: "My blog", handle: blog, lang: en and author: ann.',
};

function readHandle(fields: Fields): string {
  const handle = fields.requiredText(
    'handle',
    'Add a line such as handle: blog, for the address @blog@your.domain.',
  );
  if (handle !== '' && !/^[a-z0-9_]{1,30}$/.test(handle)) {
    fields.refuse('handle', `"${handle}" cannot be a handle.`, 'Write up to 30 of a-z, 0-9 and underscore.');
  }
  return handle;
}

function readProfileFields(fields: Fields): Blog['fields'] {
  const remedy = 'Write each as - { name: Website, value: https://blog.example }.';
  return fields.maps('fields', remedy).map((field) => {
    field.checkKeys({ noun: 'key of a profile field', known: ['name', 'value'] });
    return { name: field.requiredText('name', remedy), value: field.requiredText('value', remedy) };
  });
}
