import { describe, expect, test } from 'vitest';
import { objectOf, wireType, type Named, type ResolvedMention } from '../../../src/federation/objects.ts';
import type { Post } from '../../../src/posts/post.ts';
import { siteOf } from '../../../src/site.ts';
import { minuteMs, NOW, uri } from '../builders.ts';
import { bodyOf, picture, postOf, site } from '../theme/sample.ts';

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const AS = 'https://www.w3.org/ns/activitystreams';
const id = 'https://blog.test/ap/objects/id-kettle';
const ann: ResolvedMention = {
  name: '@ann@social.test',
  actor: uri('https://social.test/users/ann'),
  inbox: uri('https://social.test/users/ann/inbox'),
};

function wire(more: Partial<Post> = {}, mentions: readonly ResolvedMention[] = []): Named {
  return objectOf(postOf('kettle', more), site, { published: NOW, updated: undefined }, mentions);
}

describe('an object', () => {
  test('of an article has every field that receivers look for, and no other', () => {
    const tags = ['Tea', 'grünerTee'];
    expect(wire({ summary: 'Three screws & patience.', tags, image: picture }, [ann])).toEqual({
      '@context': [AS, expect.objectContaining({ Hashtag: 'as:Hashtag', sensitive: 'as:sensitive' })],
      id,
      type: 'Article',
      attributedTo: 'https://blog.test/ap/actors/blog',
      name: 'On kettle',
      nameMap: { en: 'On kettle' },
      summary: '<p>Three screws &amp; patience.</p>',
      sensitive: false,
      content: '<p>All about kettle.</p>',
      contentMap: { en: '<p>All about kettle.</p>' },
      url: 'https://blog.test/posts/kettle/',
      published: '2026-03-10T12:00:00Z',
      to: [PUBLIC],
      cc: ['https://blog.test/ap/actors/blog/followers', ann.actor],
      image: {
        type: 'Image',
        mediaType: 'image/png',
        url: 'https://blog.test/media/3f9a1c2b-kettle.png',
        name: 'A "copper" kettle',
        width: 1600,
        height: 800,
      },
      attachment: [],
      preview: {
        type: 'Note',
        attributedTo: 'https://blog.test/ap/actors/blog',
        content: '<p><strong>On kettle</strong></p><p>Three screws &amp; patience.</p>',
        published: '2026-03-10T12:00:00Z',
      },
      tag: [
        { type: 'Hashtag', name: '#Tea', href: 'https://blog.test/tags/tea/' },
        { type: 'Hashtag', name: '#grünerTee', href: 'https://blog.test/tags/gr%C3%BCnertee/' },
        { type: 'Mention', name: '@ann@social.test', href: ann.actor },
      ],
      replies: `${id}/replies`,
      likes: `${id}/likes`,
      shares: `${id}/shares`,
      context: `${id}/context`,
      interactionPolicy: { canQuote: { automaticApproval: [PUBLIC] } },
      searchableBy: PUBLIC,
    });
  });

  test('of a note has no name, for servers that hide notes with one: its title opens the text', () => {
    const note = wire({ type: 'note', title: 'Steam & <water>', summary: 'For the page.' });
    const content = '<p><strong>Steam &amp; &lt;water&gt;</strong></p><p>All about kettle.</p>';
    expect(note).toMatchObject({ type: 'Note', content, contentMap: { en: content }, sensitive: false });
    for (const field of ['name', 'nameMap', 'summary', 'preview', 'image'])
      expect(note).not.toHaveProperty(field);
  });

  test('of a note without a title is its text', () => {
    expect(wire({ type: 'note', title: '' })).toMatchObject({ content: '<p>All about kettle.</p>' });
  });

  test.each(['article', 'note'] as const)(
    'of an %s under a warning says it as plain text, in place of the summary',
    (type) => {
      expect(wire({ type, contentWarning: 'steam & <noise>', summary: 'Three screws.' })).toMatchObject({
        summary: 'steam & <noise>',
        sensitive: true,
      });
    },
  );

  test('of an article without a summary has none', () => {
    expect(wire()).not.toHaveProperty('summary');
  });

  test('of an unlisted post names everybody second', () => {
    expect(wire({ visibility: 'unlisted' }, [ann])).toMatchObject({
      to: ['https://blog.test/ap/actors/blog/followers'],
      cc: [PUBLIC, ann.actor],
    });
  });

  test('names its language', () => {
    expect(wire({ lang: 'pt-BR' })).toMatchObject({
      nameMap: { 'pt-BR': 'On kettle' },
      contentMap: { 'pt-BR': '<p>All about kettle.</p>' },
    });
  });

  test('says when it was changed only once it was', () => {
    expect(wire()).not.toHaveProperty('updated');
    const moments = { published: NOW, updated: NOW + 90_500 };
    expect(objectOf(postOf('kettle'), site, moments, [])).toMatchObject({
      published: '2026-03-10T12:00:00Z',
      updated: '2026-03-10T12:01:30Z',
    });
  });

  test('keeps its id when slug and title change', () => {
    const renamed = objectOf(
      postOf('pot', { id: 'id-kettle', title: 'Pots' }),
      site,
      { published: NOW, updated: NOW },
      [],
    );
    expect(renamed).toMatchObject({ id, url: 'https://blog.test/posts/pot/' });
  });

  test('carries the pictures of its text as attachments; of a note its own one comes first', () => {
    const inText = { ...picture, url: '/media/second.png', alt: 'A lid', focus: [0.5, -0.25] } as const;
    const body = bodyOf('See.', { images: [inText] });
    const attached = {
      type: 'Image',
      url: 'https://blog.test/media/second.png',
      name: 'A lid',
      focalPoint: [0.5, -0.25],
    };
    expect(wire({ body, image: picture })).toMatchObject({
      image: { name: picture.alt },
      attachment: [attached],
    });
    const note = wire({ type: 'note', body, image: picture });
    expect(note).toMatchObject({ attachment: [{ name: picture.alt }, attached] });
    expect(note).not.toHaveProperty('image');
    expect(wire({ body })).not.toHaveProperty('image');
  });

  test.each([
    ['everyone', PUBLIC],
    ['followers', 'https://blog.test/ap/actors/blog/followers'],
    ['nobody', 'https://blog.test/ap/actors/blog'],
  ] as const)('lets %s quote it', (quotes, approved) => {
    expect(wire({ quotes })).toMatchObject({
      interactionPolicy: { canQuote: { automaticApproval: [approved] } },
    });
  });

  test('says who may search for it: whoever may read it, unless the blog is not to be searched (FEP-268d)', () => {
    expect(wire({ visibility: 'followers' })).toMatchObject({ searchableBy: site.followers });
    const shy = siteOf({ ...site.blog, indexable: false }, site.origin);
    const moments = { published: NOW, updated: undefined };
    expect(objectOf(postOf('kettle'), shy, moments, [])).toMatchObject({ searchableBy: site.actor });
  });

  test('names the pictures of its emoji', () => {
    const image = { ...picture, url: '/media/0a1b2c3d-teapot.png' };
    expect(wire({ emoji: [{ name: 'teapot', image }] }).tag).toContainEqual({
      id: `${site.actor}#emoji-teapot`,
      type: 'Emoji',
      name: ':teapot:',
      icon: { type: 'Image', mediaType: 'image/png', url: 'https://blog.test/media/0a1b2c3d-teapot.png' },
    });
  });

  test('carries its Markdown only where the blog says so', () => {
    expect(wire()).not.toHaveProperty('source');
    const open = siteOf({ ...site.blog, source: true }, site.origin);
    const moments = { published: NOW, updated: undefined };
    expect(objectOf(postOf('kettle', { body: bodyOf('*Hot*') }), open, moments, [])).toMatchObject({
      source: { content: '*Hot*', mediaType: 'text/markdown' },
    });
  });

  test('of a translation is in the conversation of its original', () => {
    const translated = wire({ id: 'bouilloire', lang: 'fr', translationOf: 'id-kettle' });
    expect(translated).toMatchObject({
      context: `${id}/context`,
      replies: expect.stringMatching(/bouilloire\/replies$/) as string,
    });
    expect(translated.id).not.toBe(id);
  });

  test('defines every word that Activity Streams does not', () => {
    const [, terms] = wire()['@context'] as [string, object];
    expect(Object.keys(terms)).toEqual(
      expect.arrayContaining([
        ...['Hashtag', 'sensitive', 'focalPoint', 'votersCount', 'dcterms'],
        ...['interactionPolicy', 'canQuote', 'automaticApproval'],
      ]),
    );
  });

  test.each(['likeOf', 'repostOf'] as const)('is none for a post with %s, which is an activity', (act) => {
    expect(() => wire({ type: 'note', [act]: 'https://social.test/notes/1' })).toThrow('sent as an activity');
  });
});

describe('an object for followers only', () => {
  const closed = wire({ visibility: 'followers', quotes: 'nobody' }, [ann]);

  test('names nobody but them and those it mentions', () => {
    expect(closed).toMatchObject({ to: ['https://blog.test/ap/actors/blog/followers'], cc: [ann.actor] });
    expect(JSON.stringify(closed)).not.toContain(PUBLIC);
  });

  test.each(['url', 'context', 'replies', 'likes', 'shares'])('has no %s, which is on no page', (field) => {
    expect(closed).not.toHaveProperty(field);
  });
});

describe('an answer', () => {
  const parent = { id: uri('https://social.test/notes/1'), author: ann };
  const moments = { published: NOW, updated: undefined };
  const post = postOf('answer', { type: 'note', inReplyTo: 'https://social.test/@ann/1' });
  const bob: ResolvedMention = {
    ...ann,
    name: '@bob@social.test',
    actor: uri('https://social.test/users/bob'),
  };

  test('names what it answers by its id, and tells its author first', () => {
    expect(objectOf(post, site, moments, [bob], parent)).toMatchObject({
      inReplyTo: parent.id,
      cc: [site.followers, ann.actor, bob.actor],
      tag: [{ name: '@ann@social.test' }, { name: '@bob@social.test' }],
    });
  });

  test('mentions its author once', () => {
    expect(objectOf(post, site, moments, [bob, ann], parent).tag).toHaveLength(2);
  });

  test('is in the conversation of what it answers, where that names one', () => {
    const context = uri('https://social.test/contexts/9');
    expect(objectOf(post, site, moments, [], { ...parent, context })).toMatchObject({ context });
    expect(objectOf(post, site, moments, [], parent)).toMatchObject({
      context: 'https://blog.test/ap/objects/id-answer/context',
    });
  });

  test('says the address as written while its id is not known', () => {
    expect(objectOf(post, site, moments, [])).toMatchObject({ inReplyTo: 'https://social.test/@ann/1' });
  });
});

describe('limits of receivers', () => {
  const crowd = Array.from({ length: 25 }, (_, index) => ({
    ...ann,
    actor: uri(`https://social.test/users/${index}`),
  }));

  test('20 mentions are sent, and nobody is addressed who is not mentioned', () => {
    const parent = { id: uri('https://social.test/notes/1'), author: ann };
    const answer = objectOf(
      postOf('kettle', { inReplyTo: parent.id }),
      site,
      { published: NOW, updated: undefined },
      crowd,
      parent,
    );
    expect(answer.tag).toHaveLength(20);
    expect(answer.cc).toEqual([site.followers, ann.actor, ...crowd.slice(0, 19).map(({ actor }) => actor)]);
  });

  test('32 hashtags are sent, none longer than 128 characters with its sign', () => {
    const long = 'a'.repeat(128);
    const tags = [long, ...Array.from({ length: 40 }, (_, index) => `tag${index}`)];
    const sent = wire({ tags }).tag as readonly { readonly name: string }[];
    expect(sent).toHaveLength(32);
    expect(sent[0]).toMatchObject({ name: '#tag0' });
    expect(wire({ tags: [long.slice(1)] }).tag).toHaveLength(1);
  });

  test.each(['Three words. '.repeat(60), '"'.repeat(600), '& '.repeat(300), '漢'.repeat(600)])(
    'a summary takes 500 characters, markup counted: %#',
    (summary) => {
      const sent = String(wire({ summary }).summary);
      expect(sent.length).toBeLessThanOrEqual(500);
      expect(sent).toMatch(/^<p>([^&]|&(amp|quot);)*…<\/p>$/);
    },
  );

  test('a content warning takes 500 characters', () => {
    const contentWarning = 'Long warning. '.repeat(60);
    const warned = wire({ contentWarning });
    expect(String(warned.summary)).toMatch(/^Long warning\..*Long…$|warning\.…$/);
    expect(String(warned.summary).length).toBeLessThanOrEqual(500);
  });
});

describe('the preview of an article (FEP-b2b8)', () => {
  test('shows the beginning of the text where there is no summary', () => {
    const body = bodyOf('Fill it, and wait. '.repeat(100).trim());
    const { content } = wire({ title: 'Tea & <water>', body }).preview as { readonly content: string };
    expect(content).toMatch(/^<p><strong>Tea &amp; &lt;water&gt;<\/strong><\/p><p>Fill it.*…<\/p>$/);
    expect(content.length).toBeLessThan(600);
    expect(content).not.toContain('href');
  });

  test('says no more of a text under a warning than the warning', () => {
    expect(wire({ contentWarning: 'Steam', summary: 'Three screws.' })).toMatchObject({
      'dcterms:subject': 'Steam',
      preview: { summary: 'Steam', sensitive: true, content: '<p><strong>On kettle</strong></p>' },
    });
  });
});

describe('a poll', () => {
  const closes = new Date(NOW + 10 * minuteMs);
  const poll = { options: ['Green', 'Black & white'], multiple: false, closes };
  const counts = { voters: 3, votes: new Map([['Black & white', 2]]) };
  const at = (now: number, more: Partial<Post> = {}): Named =>
    objectOf(
      postOf('kettle', { poll, ...more }),
      site,
      { published: NOW, updated: undefined, now },
      [],
      undefined,
      counts,
    );

  test('is a Question with its options, who voted for them, and when it ends', () => {
    const { oneOf, endTime, votersCount, type, content } = at(NOW);
    expect({ oneOf, endTime, votersCount, type, content }).toEqual({
      type: 'Question',
      content: '<p><strong>On kettle</strong></p><p>All about kettle.</p>',
      oneOf: [
        { type: 'Note', name: 'Green', replies: { type: 'Collection', totalItems: 0 } },
        { type: 'Note', name: 'Black & white', replies: { type: 'Collection', totalItems: 2 } },
      ],
      endTime: '2026-03-10T12:10:00Z',
      votersCount: 3,
    });
  });

  test('of which several options may be taken has them under anyOf', () => {
    const several = at(NOW, { poll: { ...poll, multiple: true } });
    expect(several).toMatchObject({ anyOf: [{ name: 'Green' }, { name: 'Black & white' }] });
    expect(several).not.toHaveProperty('oneOf');
  });

  test('is closed from the moment on that it ends', () => {
    expect(at(closes.getTime() - 1)).not.toHaveProperty('closed');
    expect(at(closes.getTime())).toMatchObject({ closed: '2026-03-10T12:10:00Z' });
  });

  test('that was changed after its end is closed, whoever draws it', () => {
    const moments = { published: NOW, updated: closes.getTime() + minuteMs };
    expect(objectOf(postOf('kettle', { poll }), site, moments, [])).toMatchObject({
      closed: '2026-03-10T12:10:00Z',
      votersCount: 0,
    });
  });
});

test.each([
  [{}, 'Article'],
  [{ type: 'note' }, 'Note'],
  [{ type: 'article', poll: { options: ['a', 'b'], multiple: true, closes: new Date(NOW) } }, 'Question'],
  [{ type: 'note', likeOf: 'https://social.test/notes/1' }, 'Like'],
  [{ type: 'note', repostOf: 'https://social.test/notes/1' }, 'Announce'],
] as const)('a post with %j is sent as %s', (more, type) => {
  expect(wireType(postOf('kettle', more))).toBe(type);
});
