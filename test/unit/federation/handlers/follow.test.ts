import { describe, expect, test } from 'vitest';
import { handleFollow } from '../../../../src/federation/handlers/follow.ts';
import { siteOf } from '../../../../src/site.ts';
import type { Uri } from '../../../../src/protocol/vocabulary.ts';
import { actorOf, alice } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { site } from '../../theme/sample.ts';
import { kettle, scope, signer } from './scope.ts';

const envelope = { id: uri('https://social.test/activities/1'), actor: alice } as const;

function follow(object: Uri, follower = signer, more: Partial<typeof scope> = {}): readonly Effect[] {
  const activity = { ...envelope, type: 'Follow', object, raw: {} } as const;
  return effectsOf((tx) => handleFollow(activity, follower, tx, { ...scope, ...more }));
}

const stored = { actor: alice, inbox: `${alice}/inbox`, sharedInbox: undefined, followId: envelope.id };

describe('Follow', () => {
  test('of the blog stores the follower, and queues an Accept for its own inbox', () => {
    const sharedInbox = uri('https://social.test/inbox');
    const [put, superseded, enqueued, ...rest] = follow(site.actor, actorOf(alice, { sharedInbox }));
    expect(put).toEqual(['putFollower', { ...stored, sharedInbox }, NOW, 'accepted']);
    expect(superseded).toEqual([
      'supersede',
      expect.stringContaining(`${site.actor}#answers/`),
      ['Accept', 'Reject'],
    ]);
    expect(enqueued).toMatchObject([
      'enqueue',
      { type: 'Accept', to: 'inboxes', inboxes: [`${alice}/inbox`], notBefore: NOW },
    ]);
    expect(rest).toEqual([]);
  });

  test('is answered once to come, however often it comes: the new Accept takes the place of the last', () => {
    const [, [, dropped] = [], [, activity] = []] = follow(site.actor);
    const { body, causedBy, id, objectId } = activity as Record<
      'body' | 'causedBy' | 'id' | 'objectId',
      string
    >;
    expect(dropped).toBe(objectId);
    expect(causedBy).toBe(alice);
    const [, , [, another] = []] = follow(site.actor, actorOf(uri('https://social.test/users/carol')));
    expect((another as { objectId: string }).objectId).not.toBe(objectId);
    expect(JSON.parse(body)).toMatchObject({ id, type: 'Accept', object: { id: envelope.id, actor: alice } });
  });

  test.each([
    ['somebody else', uri('https://other.test/actor')],
    ['the blog with a slash more', uri(`${site.actor}/`)],
    ['a post', kettle.id],
    ['the front page', uri('https://blog.test/')],
  ])('of %s does nothing', (_, object) => {
    expect(follow(object)).toEqual([]);
  });
});

describe('where the writer lets followers in, a Follow', () => {
  const careful = siteOf({ ...site.blog, approveFollowers: true }, site.origin);

  test('waits, and nothing is answered', () => {
    const effects = follow(site.actor, signer, { site: careful });
    expect(effects).toEqual([['putFollower', stored, NOW, 'pending']]);
  });

  test('of one who was let in is accepted again', () => {
    const effects = follow(site.actor, signer, { site: careful, isFollower: true });
    expect(effects).toMatchObject([
      ['putFollower', stored, NOW, 'accepted'],
      ['supersede', expect.anything(), ['Accept', 'Reject']],
      ['enqueue', { type: 'Accept' }],
    ]);
  });
});
