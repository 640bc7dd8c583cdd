import { describe, expect, test } from 'vitest';
import {
  acceptOf,
  actorOf,
  createOf,
  deleteOf,
  escapeHtml,
  objectOf,
  timestamp,
  tombstoneOf,
  updateOf,
  type Named,
  type ResolvedMention,
} from '../../../src/federation/objects.ts';
import type { Post } from '../../../src/posts/post.ts';
import { siteOf } from '../../../src/site.ts';
import { NOW, uri } from '../builders.ts';
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
      tag: [
        { type: 'Hashtag', name: '#Tea', href: 'https://blog.test/tags/tea/' },
        { type: 'Hashtag', name: '#grünerTee', href: 'https://blog.test/tags/gr%C3%BCnertee/' },
        { type: 'Mention', name: '@ann@social.test', href: ann.actor },
      ],
      replies: `${id}/replies`,
      likes: `${id}/likes`,
      shares: `${id}/shares`,
    });
  });

  test('of a note has no name, for servers that hide notes with one: its title opens the text', () => {
    const note = wire({ type: 'note', title: 'Steam & <water>', summary: 'For the page.' });
    const content = '<p><strong>Steam &amp; &lt;water&gt;</strong></p><p>All about kettle.</p>';
    expect(note).toMatchObject({ type: 'Note', content, contentMap: { en: content }, sensitive: false });
    expect(note).not.toHaveProperty('name');
    expect(note).not.toHaveProperty('nameMap');
    expect(note).not.toHaveProperty('summary');
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
});

describe('an activity', () => {
  test('that creates has the audience and the moment of its object, and the context outside', () => {
    const object = wire({}, [ann]);
    const { '@context': context, ...embedded } = object;
    expect(createOf(object, site)).toEqual({
      '@context': context,
      id: `${id}#create`,
      type: 'Create',
      actor: site.actor,
      published: '2026-03-10T12:00:00Z',
      to: object.to,
      cc: object.cc,
      object: embedded,
    });
  });

  test('that updates is named after the moment, so that each edit has its own', () => {
    const at = (updated: number): Named => objectOf(postOf('kettle'), site, { published: NOW, updated }, []);
    expect(updateOf(at(NOW + 1_000), site)).toMatchObject({ id: `${id}#update-1773144001`, type: 'Update' });
    expect(updateOf(at(NOW + 2_000), site).id).not.toBe(updateOf(at(NOW + 1_000), site).id);
    expect(updateOf(at(NOW + 2_000), site)).not.toHaveProperty('published');
  });

  test('that deletes goes to everybody and leaves a Tombstone', () => {
    expect(deleteOf(uri(id), site)).toEqual({
      '@context': AS,
      id: `${id}#delete`,
      type: 'Delete',
      actor: site.actor,
      to: [PUBLIC],
      cc: [site.followers],
      object: { id, type: 'Tombstone' },
    });
    expect(tombstoneOf(uri(id), 'Note', NOW)).toEqual({
      '@context': AS,
      id,
      type: 'Tombstone',
      formerType: 'Note',
      deleted: '2026-03-10T12:00:00Z',
    });
  });

  describe('that would be over 60,000 bytes', () => {
    const sized = (bytes: number, character = 'x'): Named =>
      createOf(wire({ body: bodyOf('', { federatedHtml: character.repeat(bytes) }) }), site);

    test('drops the second copy of the text first, then goes by id', () => {
      expect(sized(20_000).object).toHaveProperty('contentMap');
      const once = sized(40_000).object;
      expect(once).toMatchObject({ content: 'x'.repeat(40_000), nameMap: { en: 'On kettle' } });
      expect(once).not.toHaveProperty('contentMap');
      expect(sized(60_000).object).toBe(id);
    });

    test('is measured in bytes, not in characters', () => {
      expect(sized(20_000, '漢').object).toBe(id);
    });

    test.each([20_000, 29_000, 30_000, 58_000, 59_000, 60_000, 200_000])(
      'never is, with %i of text',
      (bytes) => {
        expect(JSON.stringify(sized(bytes)).length).toBeLessThanOrEqual(60_000);
      },
    );
  });

  describe('that accepts', () => {
    const follow = {
      id: uri('https://social.test/users/ann#follows/77'),
      type: 'Follow',
      actor: ann.actor,
      object: site.actor,
      raw: {},
    } as const;

    test('holds the whole Follow, with its very id', () => {
      expect(acceptOf(follow, site, NOW)).toEqual({
        '@context': AS,
        id: expect.stringMatching(/^https:\/\/blog\.test\/ap\/actors\/blog#accepts\/[0-9a-f]{24}$/) as string,
        type: 'Accept',
        actor: site.actor,
        to: [ann.actor],
        object: { id: follow.id, type: 'Follow', actor: ann.actor, object: site.actor },
      });
    });

    test('answers a Follow without an id all the same', () => {
      expect(acceptOf({ ...follow, id: undefined }, site, NOW).object).toEqual({
        type: 'Follow',
        actor: ann.actor,
        object: site.actor,
      });
    });

    test('is another one when the same Follow comes again later', () => {
      expect(acceptOf(follow, site, NOW).id).toBe(acceptOf(follow, site, NOW).id);
      expect(acceptOf(follow, site, NOW).id).not.toBe(acceptOf(follow, site, NOW + 1).id);
    });
  });
});

describe('the actor', () => {
  const pem = '-----BEGIN PUBLIC KEY-----\nx\n-----END PUBLIC KEY-----\n';
  const document = actorOf(site, pem, NOW);

  test('has everything that some peer cannot do without', () => {
    expect(document).toMatchObject({
      id: site.actor,
      type: 'Person',
      preferredUsername: 'kettle',
      name: 'The Slow Kettle',
      summary: '<p>Essays &amp; notes on tea.</p>',
      url: 'https://blog.test/',
      inbox: site.inbox,
      outbox: site.outbox,
      followers: site.followers,
      following: site.following,
      featured: site.featured,
      endpoints: { sharedInbox: site.sharedInbox },
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      published: '2026-03-10T12:00:00Z',
      attributionDomains: ['blog.test'],
      publicKey: { id: site.keyId, owner: site.actor, publicKeyPem: pem },
    });
    expect(document['@context']).toEqual([AS, 'https://w3id.org/security/v1', expect.any(Object)]);
  });

  test('defines every word that is neither of Activity Streams nor of the security vocabulary', () => {
    const [, , terms] = document['@context'] as [string, string, object];
    expect(Object.keys(terms)).toEqual(
      expect.arrayContaining([
        'PropertyValue',
        'value',
        'manuallyApprovesFollowers',
        'discoverable',
        'indexable',
        'featured',
        'attributionDomains',
      ]),
    );
  });

  test('shows its pictures when there are any', () => {
    expect(document).not.toHaveProperty('icon');
    const pictured = siteOf(
      { ...site.blog, icon: picture, image: { ...picture, alt: 'A shelf' } },
      site.origin,
    );
    expect(actorOf(pictured, pem, NOW)).toMatchObject({
      icon: { type: 'Image', mediaType: 'image/png', url: 'https://blog.test/media/3f9a1c2b-kettle.png' },
      image: { type: 'Image', name: 'A shelf' },
    });
  });

  test.each([
    [
      'https://code.test/nadia',
      '<a href="https://code.test/nadia" rel="me noopener">https://code.test/nadia</a>',
    ],
    [
      'https://code.test/?a=1&b="2"',
      '<a href="https://code.test/?a=1&amp;b=&quot;2&quot;" rel="me noopener">https://code.test/?a=1&amp;b=&quot;2&quot;</a>',
    ],
    ['see https://code.test/nadia', 'see https://code.test/nadia'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['Uppsala <3', 'Uppsala &lt;3'],
  ])('has a field %s', (value, html) => {
    const fielded = siteOf({ ...site.blog, fields: [{ name: 'Where', value }] }, site.origin);
    expect(actorOf(fielded, pem, NOW)).toMatchObject({
      attachment: [{ type: 'PropertyValue', name: 'Where', value: html }],
    });
  });

  test('without fields has an empty list of them, since some peers take nothing else', () => {
    const plain = siteOf({ ...site.blog, fields: [] }, site.origin);
    expect(actorOf(plain, pem, NOW)).toMatchObject({ attachment: [] });
  });
});

test.each([
  [`<a href="x" title='y'>&amp;</a>`, '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;'],
  ['plain', 'plain'],
  ['', ''],
])('escapeHtml(%j)', (text, expected) => {
  expect(escapeHtml(text)).toBe(expected);
});

test('a timestamp is in whole seconds of UTC, cut', () => {
  expect(timestamp(NOW + 999)).toBe('2026-03-10T12:00:00Z');
});
