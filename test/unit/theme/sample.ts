import type { Author, Blog, Library, Post, PostBody, PostImage } from '../../../src/posts/post.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';
import type { Site } from '../../../src/site.ts';
import { siteOf } from '../../../src/site.ts';
import type { Reply } from '../../../src/store/store.ts';
import type { CommentsView } from '../../../src/theme.ts';

/** A small blog for the tests of the theme; each function takes the few things that a test is about. */

export const picture: PostImage = {
  source: '/content/kettle.png',
  url: '/media/3f9a1c2b-kettle.png',
  alt: 'A "copper" kettle',
  mediaType: 'image/png',
  width: 1600,
  height: 800,
};

export function bodyOf(text: string, more: Partial<PostBody> = {}): PostBody {
  return {
    html: `<p>${text}</p>`,
    source: text,
    federatedHtml: `<p>${text}</p>`,
    text,
    headings: [],
    images: [],
    mentions: [],
    hashtags: [],
    links: [],
    remarks: [],
    words: text.split(' ').length,
    ...more,
  };
}

export function postOf(slug: string, more: Partial<Post> = {}): Post {
  return {
    slug,
    id: `id-${slug}`,
    file: `content/posts/${slug}.md`,
    type: 'article',
    title: `On ${slug}`,
    date: new Date('2026-03-01T09:00:00Z'),
    updated: undefined,
    summary: undefined,
    tags: [],
    authors: ['nadia'],
    lang: 'en',
    translationOf: undefined,
    image: undefined,
    draft: false,
    visibility: 'public',
    federate: true,
    update: 'normal',
    contentWarning: undefined,
    comments: 'open',
    inReplyTo: undefined,
    likeOf: undefined,
    repostOf: undefined,
    quotes: 'everyone',
    poll: undefined,
    emoji: [],
    pinned: false,
    reshare: undefined,
    aliases: [],
    body: bodyOf(`All about ${slug}.`),
    ...more,
  };
}

export const author: Author = {
  handle: 'nadia',
  file: 'content/authors/nadia.md',
  name: 'Nadia Lindqvist',
  summary: 'Keeps a lake.',
  image: undefined,
  links: [
    { name: 'Mastodon', url: 'https://social.test/@nadia' },
    { name: 'Gopher', url: 'gopher://old.test/nadia' },
  ],
  body: bodyOf('I live by a lake.'),
};

const blog: Blog = {
  title: 'The Slow Kettle',
  description: 'Essays & notes on tea.',
  handle: 'kettle',
  id: 'blog',
  lang: 'en',
  author: 'nadia',
  icon: undefined,
  image: undefined,
  fields: [{ name: 'Code', value: 'https://code.test/nadia' }],
  approveFollowers: false,
  alsoKnownAs: [],
  movedTo: undefined,
  discoverable: true,
  indexable: true,
  quotes: 'everyone',
  source: false,
  // Most tests are about other things, and drawing takes time.
  socialImages: false,
  navigation: ['about'],
};

export const site: Site = siteOf(blog, 'https://blog.test');

/** `posts` newest first. */
export function libraryOf(posts: readonly Post[], more: Partial<Library> = {}): Library {
  return {
    blog,
    authors: [author],
    posts,
    withheld: [],
    scheduled: [],
    pages: [],
    media: [],
    nextDue: undefined,
    warnings: [],
    ...more,
  };
}

/** A reply called `name` to the reply (or whatever else) called `parent`. */
export function replyOf(name: string, parent: string, more: Partial<Reply> = {}): Reply {
  return {
    id: replyId(name),
    inReplyTo: replyId(parent),
    html: `<p>${name}</p>`,
    summary: undefined,
    sensitive: false,
    language: 'en',
    url: `https://peer.test/@moss/${name}` as Uri,
    published: Date.UTC(2026, 2, 3, 9, 30),
    updated: undefined,
    author: {
      id: 'https://peer.test/users/moss' as Uri,
      name: 'Moss',
      user: 'moss',
      host: 'peer.test',
      url: 'https://peer.test/@moss' as Uri,
    },
    ...more,
  };
}

function replyId(name: string): Uri {
  return `https://peer.test/notes/${name}` as Uri;
}

export function commentsOf(thread: readonly Reply[], more: Partial<CommentsView> = {}): CommentsView {
  return {
    slug: 'kettles',
    title: 'On kettles',
    lang: 'en',
    objectId: site.objectId('id-kettles'),
    closed: false,
    conversation: { replies: thread.length, likes: 2, boosts: 1, quotes: 0, thread },
    ...more,
  };
}
