import { describe, expect, test } from 'vitest';
import {
  actorUpdateOf,
  addOf,
  announceOf,
  createOf,
  deleteOf,
  flagOf,
  likeActivityOf,
  moveOf,
  objectOf,
  removeOf,
  tombstoneOf,
  undoOf,
  updateOf,
  type Named,
  type ResolvedMention,
} from '../../../src/federation/objects.ts';
import type { Post } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { siteOf } from '../../../src/site.ts';
import { NOW, uri } from '../builders.ts';
import { bodyOf, postOf, site } from '../theme/sample.ts';

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
const AS = 'https://www.w3.org/ns/activitystreams';
const id = 'https://blog.test/ap/objects/id-kettle';
const moments = { published: NOW, updated: undefined };
const ann: ResolvedMention = {
  name: '@ann@social.test',
  actor: uri('https://social.test/users/ann'),
  inbox: uri('https://social.test/users/ann/inbox'),
};
const target = { id: uri('https://social.test/notes/1'), author: ann };

function wire(more: Partial<Post> = {}, mentions: readonly ResolvedMention[] = []): Named {
  return objectOf(postOf('kettle', more), site, moments, mentions);
}

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

  test('that updates a poll whose text stays is named after the moment that it is given', () => {
    expect(updateOf(wire(), site, NOW + 5_000).id).toBe(`${id}#update-1773144005`);
    expect(() => updateOf(wire(), site)).toThrow('was not changed');
  });

  describe('that would be over 60,000 bytes', () => {
    const open = siteOf({ ...site.blog, source: true }, site.origin);
    const embedded = (bytes: number, character = 'x'): unknown => {
      const body = bodyOf(character.repeat(bytes / 10), { federatedHtml: character.repeat(bytes) });
      return createOf(objectOf(postOf('kettle', { body }), open, moments, []), open).object;
    };

    test.each([
      [20_000, ['source', 'preview', 'contentMap', 'content']],
      [28_000, ['preview', 'contentMap', 'content']],
      [29_000, ['contentMap', 'content']],
      [40_000, ['content']],
    ])('drops what can be missed, in order: of %i bytes of text stay %j', (bytes, stay) => {
      const kept = Object.keys(embedded(bytes) as JsonObject);
      expect(
        kept.filter((name) => ['source', 'preview', 'contentMap', 'content'].includes(name)).sort(),
      ).toEqual(stay.toSorted());
      expect(kept).toContain('nameMap');
    });

    test('goes by id where even the text alone is too much', () => {
      expect(embedded(60_000)).toBe(id);
    });

    test('is measured in bytes, not in characters', () => {
      expect(embedded(20_000, '漢')).toBe(id);
    });

    test.each([20_000, 28_000, 29_000, 30_000, 58_000, 59_000, 60_000, 200_000])(
      'never is, with %i of text',
      (bytes) => {
        const body = bodyOf('', { federatedHtml: 'x'.repeat(bytes) });
        expect(JSON.stringify(createOf(wire({ body }), site)).length).toBeLessThanOrEqual(60_000);
      },
    );
  });
});

describe('a like', () => {
  const like = likeActivityOf(postOf('kettle', { likeOf: target.id }), site, target, moments);

  test('has the id of its post, and goes to the author alone', () => {
    expect(like).toEqual({
      '@context': AS,
      id,
      type: 'Like',
      actor: site.actor,
      published: '2026-03-10T12:00:00Z',
      to: [ann.actor],
      object: target.id,
    });
  });

  test('is taken back whole, with an id of its own', () => {
    expect(undoOf(like, site)).toEqual({
      '@context': AS,
      id: `${id}#undo`,
      type: 'Undo',
      actor: site.actor,
      to: [ann.actor],
      object: {
        id,
        type: 'Like',
        actor: site.actor,
        published: '2026-03-10T12:00:00Z',
        to: [ann.actor],
        object: target.id,
      },
    });
  });
});

describe('a boost', () => {
  const boost = (visibility: Post['visibility']): Named =>
    announceOf(postOf('kettle', { repostOf: target.id, visibility }), site, target, moments);

  test('goes to followers, and to who wrote what is boosted', () => {
    expect(boost('public')).toEqual({
      '@context': AS,
      id,
      type: 'Announce',
      actor: site.actor,
      published: '2026-03-10T12:00:00Z',
      to: [PUBLIC],
      cc: [site.followers, ann.actor],
      object: target.id,
    });
  });

  test.each([
    ['unlisted', [PUBLIC, ann.actor]],
    ['followers', [ann.actor]],
  ] as const)('may be %s', (visibility, cc) => {
    expect(boost(visibility)).toMatchObject({ to: [site.followers], cc });
  });

  test('is taken back before those who got it', () => {
    expect(undoOf(boost('unlisted'), site)).toMatchObject({
      to: [site.followers],
      cc: [PUBLIC, ann.actor],
      object: { id, type: 'Announce' },
    });
  });
});

test('an actor that changed is sent whole, with its context outside', () => {
  const actor = { '@context': [AS, { value: 'x' }], id: site.actor, type: 'Person' };
  expect(actorUpdateOf(actor, site, NOW)).toEqual({
    '@context': [AS, { value: 'x' }],
    id: `${site.actor}#update-${NOW}`,
    type: 'Update',
    actor: site.actor,
    to: [PUBLIC],
    cc: [site.followers],
    object: { id: site.actor, type: 'Person' },
  });
});

test.each([
  [addOf, 'Add'],
  [removeOf, 'Remove'],
] as const)('a pin is set and taken by %o as %s', (build, type) => {
  expect(build(uri(id), site, NOW)).toEqual({
    '@context': AS,
    id: `${id}#${type.toLowerCase()}-${NOW}`,
    type,
    actor: site.actor,
    to: [PUBLIC],
    cc: [site.followers],
    object: id,
    target: site.featured,
  });
});

test('a move sends the followers on', () => {
  expect(moveOf(site, uri('https://new.test/users/n'), NOW)).toEqual({
    '@context': AS,
    id: `${site.actor}#move-${NOW}`,
    type: 'Move',
    actor: site.actor,
    to: [site.followers],
    object: site.actor,
    target: 'https://new.test/users/n',
  });
});

test('a report is from the server, and addressed to nobody', () => {
  expect(flagOf(site, [ann.actor, target.id], 'Sells teapots.', NOW)).toEqual({
    '@context': AS,
    id: `${site.instanceActor}#flag-${NOW}`,
    type: 'Flag',
    actor: site.instanceActor,
    object: [ann.actor, target.id],
    content: 'Sells teapots.',
  });
});
