import { expect, test } from 'vitest';
import { nodeInfoLinks, nodeInfoOf, nodeInfoType } from '../../../src/protocol/nodeinfo.ts';
import type { Uri } from '../../../src/protocol/vocabulary.ts';

const facts = {
  software: {
    name: 'outward',
    version: '1.2.3',
    repository: 'https://code.test/outward',
    homepage: 'https://outward.test/',
  },
  users: 1,
  localPosts: 7,
  localComments: 2,
  nodeName: 'Kettles',
  nodeDescription: 'Plain words.',
};

test('both versions are announced, the newer first, and the actor of the server (FEP-2677)', () => {
  const server = 'https://blog.test/ap/instance' as Uri;
  expect(nodeInfoLinks('https://blog.test', server)).toEqual({
    links: [
      { rel: 'http://nodeinfo.diaspora.software/ns/schema/2.1', href: 'https://blog.test/nodeinfo/2.1' },
      { rel: 'http://nodeinfo.diaspora.software/ns/schema/2.0', href: 'https://blog.test/nodeinfo/2.0' },
      { rel: 'https://www.w3.org/ns/activitystreams#Application', href: server },
    ],
  });
  expect(nodeInfoType('2.0')).toBe(
    'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.0#"',
  );
});

test('2.1 has exactly the members that its schema asks for', () => {
  expect(nodeInfoOf({ ...facts, version: '2.1' })).toStrictEqual({
    version: '2.1',
    software: facts.software,
    protocols: ['activitypub'],
    services: { inbound: [], outbound: ['atom1.0'] },
    openRegistrations: false,
    usage: { users: { total: 1 }, localPosts: 7, localComments: 2 },
    metadata: { nodeName: 'Kettles', nodeDescription: 'Plain words.' },
  });
});

test('2.0 has neither repository nor homepage', () => {
  expect(nodeInfoOf({ ...facts, version: '2.0' })).toMatchObject({ version: '2.0' });
  expect(nodeInfoOf({ ...facts, version: '2.0' }).software).toStrictEqual({
    name: 'outward',
    version: '1.2.3',
  });
});

test('how comments are moderated is told where it is written down', () => {
  const moderation = { policy: 'first-time', rules: 'https://blog.test/rules/' };
  const { metadata } = nodeInfoOf({ ...facts, version: '2.1', moderation });
  expect(metadata).toMatchObject({ moderation });
  expect(nodeInfoOf({ ...facts, version: '2.1' }).metadata).not.toHaveProperty('moderation');
});

test('staff is named when there is some', () => {
  const staffAccounts = ['https://blog.test/ap/actors/blog' as Uri];
  expect(nodeInfoOf({ ...facts, version: '2.1', staffAccounts })).toMatchObject({
    metadata: { staffAccounts },
  });
});
