import { Application, Person, PropertyValue } from '@fedify/fedify/vocab';
import { describe, expect, test } from 'vitest';
import { actorOf, instanceActorOf } from '../../../src/federation/actor-object.ts';
import type { Blog } from '../../../src/posts/post.ts';
import type { JsonObject } from '../../../src/protocol/vocabulary.ts';
import { siteOf } from '../../../src/site.ts';
import { NOW } from '../builders.ts';
import { picture, site } from '../theme/sample.ts';
import { ownKeysOf, rsaPem } from './examples.ts';

const AS = 'https://www.w3.org/ns/activitystreams';
const keys = ownKeysOf(site);

function actorWith(more: Partial<Blog>): JsonObject {
  return actorOf(siteOf({ ...site.blog, ...more }, site.origin), keys, NOW);
}

describe('the actor', () => {
  const document = actorOf(site, keys, NOW);

  test('has everything that some peer reads', () => {
    expect(document).toMatchObject({
      id: site.actor,
      type: 'Person',
      preferredUsername: 'kettle',
      webfinger: 'kettle@blog.test',
      name: 'The Slow Kettle',
      summary: '<p>Essays &amp; notes on tea.</p>',
      url: 'https://blog.test/',
      inbox: site.inbox,
      outbox: site.outbox,
      followers: site.followers,
      following: site.following,
      featured: site.featured,
      featuredTags: site.featuredTags,
      endpoints: { sharedInbox: site.sharedInbox },
      manuallyApprovesFollowers: false,
      discoverable: true,
      indexable: true,
      interactionPolicy: { canFeature: { automaticApproval: [site.actor] } },
      published: '2026-03-10T12:00:00Z',
      attributionDomains: ['blog.test'],
    });
    expect(document).not.toHaveProperty('alsoKnownAs');
    expect(document).not.toHaveProperty('movedTo');
  });

  test('publishes an RSA key for requests and an Ed25519 key for proofs (FEP-521a)', () => {
    expect(document.publicKey).toEqual({
      id: 'https://blog.test/ap/actors/blog#main-key',
      owner: site.actor,
      publicKeyPem: rsaPem,
    });
    expect(document.assertionMethod).toEqual([
      {
        id: 'https://blog.test/ap/actors/blog#ed25519-key',
        type: 'Multikey',
        controller: site.actor,
        publicKeyMultibase: expect.stringMatching(/^z6Mk/) as string,
      },
    ]);
  });

  test('says by its generator that requests may be signed as in RFC 9421 (FEP-844e)', () => {
    const generator = document.generator as { readonly implements: readonly JsonObject[] };
    expect(generator).toMatchObject({ type: 'Application', id: site.instanceActor });
    expect(generator.implements.map(({ href }) => href)).toEqual([
      'https://datatracker.ietf.org/doc/html/rfc9421',
      'https://datatracker.ietf.org/doc/html/rfc9421#name-eddsa-using-curve-edwards25',
    ]);
  });

  test('names the same person elsewhere, and where it has moved', () => {
    const elsewhere = { alsoKnownAs: ['https://old.test/users/n'], movedTo: 'https://new.test/users/n' };
    expect(actorWith(elsewhere)).toMatchObject(elsewhere);
  });

  test.each([
    [{ approveFollowers: true }, { manuallyApprovesFollowers: true }],
    [{ indexable: false }, { indexable: false, discoverable: true }],
    [{ discoverable: false }, { discoverable: false, indexable: true }],
  ])('of a blog with %j says %j', (more, said) => {
    expect(actorWith(more)).toMatchObject(said);
  });

  test('keeps to what Misskey stores of a name and a description', () => {
    const long = actorWith({ title: 'Tea '.repeat(50), description: '"Pots" & pans. '.repeat(200) });
    expect(String(long.name).length).toBeLessThanOrEqual(128);
    expect(String(long.summary).length).toBeLessThanOrEqual(2048);
    expect(long.summary).toMatch(/…<\/p>$/);
  });

  test('shows its pictures with type and size when there are any', () => {
    expect(document).not.toHaveProperty('icon');
    expect(document).not.toHaveProperty('image');
    expect(actorWith({ icon: picture, image: { ...picture, alt: 'A shelf' } })).toMatchObject({
      icon: {
        type: 'Image',
        mediaType: 'image/png',
        url: 'https://blog.test/media/3f9a1c2b-kettle.png',
        width: 1600,
        height: 800,
      },
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
    expect(actorWith({ fields: [{ name: 'Where', value }] })).toMatchObject({
      attachment: [{ type: 'PropertyValue', name: 'Where', value: html }],
    });
  });

  test('without fields has an empty list of them, since some peers take nothing else', () => {
    expect(actorWith({ fields: [] })).toMatchObject({ attachment: [] });
  });

  test('needs no contexts but the two that everybody has', () => {
    expect(document['@context']).toEqual([AS, 'https://w3id.org/security/v1', expect.any(Object)]);
  });

  test('means the same to a reader of JSON-LD', async () => {
    const moved = actorWith({
      alsoKnownAs: ['https://old.test/n'],
      movedTo: 'https://new.test/n',
      icon: picture,
    });
    const person = await Person.fromJsonLd(moved);
    expect({
      featured: person.featuredId?.href,
      featuredTags: person.featuredTagsId?.href,
      aliases: person.aliasIds.map(({ href }) => href),
      successor: person.successorId?.href,
      discoverable: person.discoverable,
      indexable: person.indexable,
      approves: person.manuallyApprovesFollowers,
    }).toEqual({
      featured: site.featured,
      featuredTags: site.featuredTags,
      aliases: ['https://old.test/n'],
      successor: 'https://new.test/n',
      discoverable: true,
      indexable: true,
      approves: false,
    });
    const [key] = await Array.fromAsync(person.getAssertionMethods());
    expect(key?.publicKey?.algorithm.name).toBe('Ed25519');
    const [field] = await Array.fromAsync(person.getAttachments());
    expect(field instanceof PropertyValue && String(field.name)).toBe('Code');
  });
});

describe("the server's own actor", () => {
  const document = instanceActorOf(site, keys);

  test('is an Application named after the host, with a key and an inbox of the same host', () => {
    expect(document).toMatchObject({
      id: 'https://blog.test/ap/instance',
      type: 'Application',
      preferredUsername: 'blog.test',
      webfinger: 'blog.test@blog.test',
      inbox: site.sharedInbox,
      outbox: 'https://blog.test/ap/instance/outbox',
      publicKey: { id: 'https://blog.test/ap/instance#main-key', owner: document.id, publicKeyPem: rsaPem },
    });
  });

  test('has no port in its name', () => {
    const local = siteOf(site.blog, 'http://localhost:4321');
    expect(instanceActorOf(local, keys)).toMatchObject({
      preferredUsername: 'localhost',
      webfinger: 'localhost@localhost:4321',
    });
  });

  test('means the same to a reader of JSON-LD', async () => {
    const application = await Application.fromJsonLd(document);
    const [key] = await Array.fromAsync(application.getPublicKeys());
    expect(key?.ownerId?.href).toBe(site.instanceActor);
  });
});
