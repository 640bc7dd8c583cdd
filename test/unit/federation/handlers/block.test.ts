import { expect, test } from 'vitest';
import { handleBlock } from '../../../../src/federation/handlers/block.ts';
import { alice, bob } from '../../../store/cast.ts';
import { effectsOf, uri } from '../../builders.ts';
import { site } from '../../theme/sample.ts';
import { scope, signer } from './scope.ts';

const envelope = { id: uri('https://social.test/blocks/1'), actor: alice, type: 'Block' } as const;

test('who blocks the blog follows it no more, and is sent nothing', () => {
  const effects = effectsOf((tx) => handleBlock({ ...envelope, object: site.actor }, signer, tx, scope));
  expect(effects).toEqual([['removeFollower', alice]]);
});

test('who blocks somebody else goes on following', () => {
  expect(effectsOf((tx) => handleBlock({ ...envelope, object: bob }, signer, tx, scope))).toEqual([]);
});
