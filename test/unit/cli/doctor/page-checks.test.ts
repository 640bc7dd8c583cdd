import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { examine } from '../../../../src/cli/doctor/finding.ts';
import { pageChecks } from '../../../../src/cli/doctor/page-checks.ts';
import type { Form, Look, PagesSeen } from '../../../../src/cli/doctor/pages.ts';
import { site } from '../../theme/sample.ts';
import { expectOnly, healthy } from './expectations.ts';
import { answered, ofType, silence } from './replies.ts';

const activityJson = 'application/activity+json; charset=utf-8';
const html = 'text/html; charset=utf-8';
const jrd = {
  subject: `acct:${site.acct}`,
  links: [{ rel: 'self', type: 'application/activity+json', href: site.actor }],
};
const found = { 'content-type': 'application/jrd+json; charset=utf-8', 'access-control-allow-origin': '*' };
const page = '<!doctype html>'.repeat(20);

function actorOf(id: string, publicKeyPem: string): object {
  return { id, publicKey: { publicKeyPem } };
}

function looks(got: (asked: Form, isFresh: boolean) => Form | undefined): readonly Look[] {
  const forms: readonly Form[] = ['HTML', 'ActivityPub'];
  return [true, false].flatMap((isFresh) =>
    forms.map((asked) => ({ asked, got: got(asked, isFresh), status: 200, path: '/posts/kettle/', isFresh })),
  );
}

const good: PagesSeen = {
  site,
  keys: { request: 'A\nB\n', instance: 'C' },
  authorizedFetch: false,
  webfinger: answered(200, found, jrd),
  hostMeta: ofType('application/xrd+xml'),
  nodeInfo: ofType('application/json; profile="x"'),
  actor: ofType(activityJson, actorOf(site.actor, 'A\r\nB')),
  instance: ofType(activityJson, actorOf(site.instanceActor, 'C')),
  head: ofType(html),
  identity: ofType(html, page),
  gzip: answered(200, { 'content-type': html, 'content-encoding': 'gzip' }, gzipSync(page)),
  looks: looks((asked) => asked),
};

test('all is well with answers that are as they should be', () => {
  expect(healthy(examine(pageChecks, good))).toBe(true);
});

test.each<[string, Partial<PagesSeen>, string, 'warning' | 'failure', string]>([
  ['no WebFinger', { webfinger: answered(404) }, 'WebFinger', 'failure', 'forward all paths'],
  [
    'WebFinger of another type',
    { webfinger: answered(200, { ...found, 'content-type': 'text/plain' }, jrd) },
    'WebFinger',
    'failure',
    'Content-Type',
  ],
  [
    'WebFinger about somebody else',
    { webfinger: answered(200, found, { ...jrd, subject: 'acct:x@y' }) },
    'WebFinger',
    'failure',
    'ORIGIN',
  ],
  [
    'WebFinger that is no JSON',
    { webfinger: answered(200, found, '<html>') },
    'WebFinger',
    'failure',
    'ORIGIN',
  ],
  [
    'WebFinger for no other page',
    { webfinger: ofType('application/jrd+json', jrd) },
    'WebFinger',
    'warning',
    'pass the header on',
  ],
  ['no host-meta', { hostMeta: answered(404) }, 'host-meta', 'warning', '/.well-known/'],
  ['no NodeInfo', { nodeInfo: silence }, 'NodeInfo', 'warning', 'forward all paths'],
  ['an actor that is a page', { actor: ofType(html, page) }, 'Actor', 'failure', 'puzzle'],
  [
    'an actor of another origin',
    { actor: ofType(activityJson, actorOf('https://other.test/', 'A\nB')) },
    'Actor',
    'failure',
    'Set ORIGIN',
  ],
  [
    'an actor with another key',
    { instance: ofType(activityJson, actorOf(site.instanceActor, 'D')) },
    'Server’s own actor',
    'failure',
    'Empty the cache',
  ],
  ['HEAD that is refused', { head: answered(405) }, 'HEAD', 'warning', 'like GET'],
  [
    'a body that is packed twice, or not at all',
    { gzip: answered(200, { 'content-encoding': 'gzip' }, page) },
    'Compression',
    'failure',
    'Switch compression off',
  ],
  [
    'pages packed unasked',
    { identity: answered(200, { 'content-encoding': 'gzip' }, gzipSync(page)) },
    'Compression',
    'failure',
    'Switch compression off',
  ],
  ['pages that are never packed', { gzip: ofType(html, page) }, 'Compression', 'warning', 'pass the header'],
  [
    'a cache that gives JSON to browsers',
    { looks: looks((asked, isFresh) => (isFresh ? asked : 'ActivityPub')) },
    'Post as HTML',
    'failure',
    'heed both',
  ],
  [
    'a cache that gives pages to servers',
    { looks: looks((asked, isFresh) => (isFresh ? asked : 'HTML')) },
    'Post as ActivityPub',
    'failure',
    'heed both',
  ],
  [
    'a proxy that takes Accept away',
    { looks: looks(() => 'HTML') },
    'Post as ActivityPub',
    'failure',
    'pass Accept on',
  ],
  [
    'a puzzle in the way of servers',
    {
      looks: looks((asked) => (asked === 'HTML' ? asked : undefined)).map((look) => ({
        ...look,
        status: look.got === undefined ? 403 : 200,
      })),
    },
    'Post as ActivityPub',
    'failure',
    'forward all paths',
  ],
  [
    'a page that is not there',
    {
      looks: looks((asked) => asked).map((look) => (look.asked === 'HTML' ? { ...look, status: 404 } : look)),
    },
    'Post as HTML',
    'failure',
    'forward all paths',
  ],
])('%s: is named, with cause and cure', (_, bad, name, state, cure) => {
  expectOnly(examine(pageChecks, { ...good, ...bad }), { name, state, cure });
});

test('without a public post, and where signatures are demanded, posts are skipped', () => {
  const skippedIn = (seen: PagesSeen): readonly string[] =>
    examine(pageChecks, seen)
      .filter(({ state }) => state === 'skipped')
      .map(({ name }) => name);
  expect(skippedIn({ ...good, looks: [] })).toEqual(['Post as HTML', 'Post as ActivityPub']);
  const refused = looks((asked) => (asked === 'HTML' ? asked : undefined));
  expect(skippedIn({ ...good, authorizedFetch: true, looks: refused })).toEqual(['Post as ActivityPub']);
});
