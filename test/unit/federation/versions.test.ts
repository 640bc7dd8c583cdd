import { describe, expect, test } from 'vitest';
import { planChanges } from '../../../src/federation/plan.ts';
import { versioned, versionOf, writtenId } from '../../../src/federation/versions.ts';
import type { Announcement } from '../../../src/store/store.ts';
import { announcementOf, NOW } from '../builders.ts';
import { postOf, site } from '../theme/sample.ts';

const kettle = postOf('kettle', { id: 'kettle' });

function told(id: string, state: Announcement['state']): Announcement {
  const deleted = state === 'deleted' ? { digest: '', deleted: NOW } : {};
  return announcementOf({ ...kettle, id }, { state, ...deleted });
}

function idAfter(announcements: readonly Announcement[]): string | undefined {
  return versioned([kettle], announcements)[0]?.id;
}

describe('the id of a post', () => {
  test.each<[string, readonly Announcement[], string]>([
    ['is the one that is written', [], 'kettle'],
    ['stays while the post does', [told('kettle', 'announced')], 'kettle'],
    ['stays of what was registered', [told('kettle', 'registered')], 'kettle'],
    ['has a version once it was deleted', [told('kettle', 'deleted')], 'kettle~2'],
    ['keeps that version', [told('kettle', 'deleted'), told('kettle~2', 'announced')], 'kettle~2'],
    [
      'has the next one after each deletion',
      [told('kettle~2', 'deleted'), told('kettle', 'deleted')],
      'kettle~3',
    ],
    [
      'counts on beyond nine, in whichever order they come',
      ['kettle~10', 'kettle~9', 'kettle'].map((id) => told(id, 'deleted')),
      'kettle~11',
    ],
    [
      'has nothing to do with those of others',
      [told('kettle-2', 'deleted'), told('pot~4', 'deleted')],
      'kettle',
    ],
  ])('%s', (_, announcements, expected) => {
    expect(idAfter(announcements)).toBe(expected);
  });

  test('is followed by its translations', () => {
    const translation = postOf('kittel', { id: 'kittel', translationOf: 'kettle' });
    const posts = versioned([kettle, translation], [told('kettle', 'deleted')]);
    expect(posts).toMatchObject([{ id: 'kettle~2' }, { id: 'kittel', translationOf: 'kettle~2' }]);
  });

  test('is what stands in the URL of the object, and comes out of it again', () => {
    expect(site.objectId('kettle~2')).toBe('https://blog.test/ap/objects/kettle~2');
    expect(site.idOf('https://blog.test/ap/objects/kettle%7E2')).toBe('kettle~2');
  });

  test('can be taken apart', () => {
    expect([writtenId('kettle'), versionOf('kettle')]).toEqual(['kettle', 1]);
    expect([writtenId('kettle~12'), versionOf('kettle~12')]).toEqual(['kettle', 12]);
  });
});

describe('a post that is back after its deletion', () => {
  const plan = (announcements: readonly Announcement[]): readonly string[] =>
    planChanges(versioned([kettle], announcements), announcements, false, NOW).changes.map(
      (change) => `${change.kind} ${'post' in change ? change.post.id : change.before.id}`,
    );

  test('is created as another object, once', () => {
    expect(plan([told('kettle', 'deleted')])).toEqual(['create kettle~2']);
    expect(plan([told('kettle', 'deleted'), told('kettle~2', 'announced')])).toEqual([]);
  });

  test('and is renamed keeps its id by the line that the refusal proposes', () => {
    const announcements = [told('kettle', 'deleted'), told('kettle~2', 'announced')];
    const renamed = { ...kettle, id: 'pot', slug: 'pot' };
    const { refused } = planChanges(versioned([renamed], announcements), announcements, false, NOW);
    expect(refused).toMatchObject([{ remedy: expect.stringContaining('"id: kettle"') as string }]);
    const kept = versioned([{ ...renamed, id: 'kettle' }], announcements);
    expect(planChanges(kept, announcements, false, NOW).changes).toMatchObject([{ kind: 'update' }]);
  });
});
