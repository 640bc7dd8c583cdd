import { expect, test } from 'vitest';
import { handleFlag } from '../../../../src/federation/handlers/flag.ts';
import type { Uri } from '../../../../src/protocol/vocabulary.ts';
import { alice, bob } from '../../../store/cast.ts';
import { effectsOf, NOW, uri, type Effect } from '../../builders.ts';
import { site } from '../../theme/sample.ts';
import { kettle, scope, signer } from './scope.ts';

function flag(...objects: readonly Uri[]): readonly Effect[] {
  const activity = { id: undefined, actor: alice, type: 'Flag', objects, content: 'It leaks.' } as const;
  return effectsOf((tx) => handleFlag(activity, signer, tx, scope));
}

test('a report of the blog and its posts is kept for the writer, each once under its own id', () => {
  const page = uri('https://blog.test/posts/kettle/');
  expect(flag(site.actor, kettle.id, page)).toEqual([
    ['putReport', { actor: alice, objects: [site.actor, kettle.id], content: 'It leaks.', at: NOW }],
  ]);
});

test('what it says of others is left out', () => {
  expect(flag(bob, kettle.id)).toMatchObject([['putReport', { objects: [kettle.id] }]]);
});

test('one that is about others only is nothing to us', () => {
  expect(flag(bob, uri('https://other.test/notes/1'))).toEqual([]);
});
