import { expect, test } from 'vitest';
import { hostMetaOf } from '../../../src/protocol/host-meta.ts';

test('host-meta points to WebFinger', () => {
  expect(hostMetaOf('https://blog.test')).toContain(
    '<Link rel="lrdd" template="https://blog.test/.well-known/webfinger?resource={uri}"/>',
  );
});
