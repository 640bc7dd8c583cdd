import { multikeyOf } from '../protocol/proof/multikey.ts';
import { AS_CONTEXT, SECURITY_CONTEXT, type JsonObject } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { OwnKey, OwnKeys } from './keys.ts';
import { imageOf } from './object-media.ts';
import type { Named } from './objects.ts';
import { escapeHtml, paragraphOf, shorten, timestamp } from './wire-text.ts';

/**
 * Beside the two that everybody knows, every term stands here itself: contexts of others are not always to be had (interop A).
 * Misskey, GoToSocial and Lemmy read the names as they are.
 */
const actorContext = [
  AS_CONTEXT,
  SECURITY_CONTEXT,
  {
    schema: 'http://schema.org#',
    PropertyValue: 'schema:PropertyValue',
    value: 'schema:value',
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
    movedTo: { '@id': 'as:movedTo', '@type': '@id' },
    toot: 'http://joinmastodon.org/ns#',
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    featured: { '@id': 'toot:featured', '@type': '@id' },
    featuredTags: { '@id': 'toot:featuredTags', '@type': '@id' },
    attributionDomains: { '@id': 'toot:attributionDomains', '@type': '@id' },
    blurhash: 'toot:blurhash',
    focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
    gts: 'https://gotosocial.org/ns#',
    interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
    automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
    canFeature: { '@id': 'https://w3id.org/fep/7aa9#canFeature', '@type': '@id' },
    webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
    implements: { '@container': '@set', '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id' },
    Multikey: 'https://w3id.org/security#Multikey',
    assertionMethod: {
      '@container': '@set',
      '@id': 'https://w3id.org/security#assertionMethod',
      '@type': '@id',
    },
    controller: { '@id': 'https://w3id.org/security#controller', '@type': '@id' },
    publicKeyMultibase: {
      '@id': 'https://w3id.org/security#publicKeyMultibase',
      '@type': 'https://w3id.org/security#multibase',
    },
  },
] as const;

/** Misskey keeps no more (interop 2.2). */
const nameCharactersMax = 128;
const bioCharactersMax = 2048;

/** What requests to the inboxes may be signed with besides draft-cavage (FEP-844e). */
const capabilities = [
  {
    type: 'Link',
    name: 'RFC-9421: HTTP Message Signatures',
    href: 'https://datatracker.ietf.org/doc/html/rfc9421',
  },
  {
    type: 'Link',
    name: 'RFC-9421 signatures using the Ed25519 algorithm',
    href: 'https://datatracker.ietf.org/doc/html/rfc9421#name-eddsa-using-curve-edwards25',
  },
] as const;

/** The blog as others see it (interop 2.1). `since` in milliseconds: when it first stood there. */
export function actorOf(site: Site, keys: OwnKeys, since: number): Named {
  const { blog } = site;
  return {
    '@context': actorContext,
    id: site.actor,
    type: 'Person',
    preferredUsername: blog.handle,
    webfinger: site.acct,
    name: shorten(blog.title, nameCharactersMax),
    summary: paragraphOf(blog.description, bioCharactersMax),
    url: `${site.origin}/`,
    published: timestamp(since),
    ...(blog.icon === undefined ? {} : { icon: imageOf(blog.icon, site) }),
    ...(blog.image === undefined ? {} : { image: imageOf(blog.image, site) }),
    attachment: blog.fields.map(({ name, value }) => ({
      type: 'PropertyValue',
      name,
      value: fieldHtml(value),
    })),
    ...collectionsOf(site),
    ...consentOf(site),
    attributionDomains: [site.host],
    ...(blog.alsoKnownAs.length === 0 ? {} : { alsoKnownAs: blog.alsoKnownAs }),
    ...(blog.movedTo === undefined ? {} : { movedTo: blog.movedTo }),
    generator: { type: 'Application', id: site.instanceActor, name: 'Outward', implements: capabilities },
    publicKey: publicKeyOf(keys.request, site.actor),
    assertionMethod: [
      {
        id: keys.assertion.id,
        type: 'Multikey',
        controller: site.actor,
        publicKeyMultibase: multikeyOf(keys.assertion.publicKeyPem),
      },
    ],
  };
}

function collectionsOf(site: Site): JsonObject {
  const { inbox, outbox, followers, following, featured, featuredTags, sharedInbox } = site;
  return { inbox, outbox, followers, following, featured, featuredTags, endpoints: { sharedInbox } };
}

/**
 * What the writer agrees to: followers unasked, being recommended, being found (FEP-5feb). Nobody may put the blog on a list of
 * theirs (FEP-7aa9): that takes an answer to each request, and none is given.
 */
function consentOf({ actor, blog }: Site): JsonObject {
  const { approveFollowers, discoverable, indexable } = blog;
  return {
    manuallyApprovesFollowers: approveFollowers,
    discoverable,
    indexable,
    interactionPolicy: { canFeature: { automaticApproval: [actor] } },
  };
}

/**
 * The server itself, which signs what is fetched (interop 2.4), named after its host as other servers' are. Who checks that
 * signature fetches this document, so it is never kept from anybody.
 */
export function instanceActorOf(site: Site, keys: OwnKeys): Named {
  const { host, instanceActor: id, origin, sharedInbox } = site;
  const { hostname } = new URL(origin); // A user's name has no port.
  return {
    '@context': actorContext,
    id,
    type: 'Application',
    preferredUsername: hostname,
    webfinger: `${hostname}@${host}`,
    name: host,
    url: `${origin}/`,
    inbox: sharedInbox,
    outbox: `${id}/outbox`,
    endpoints: { sharedInbox },
    manuallyApprovesFollowers: true,
    discoverable: false,
    indexable: false,
    implements: capabilities,
    publicKey: publicKeyOf(keys.instance, id),
  };
}

function publicKeyOf({ id, publicKeyPem }: OwnKey, owner: string): JsonObject {
  return { id, owner, publicKeyPem };
}

/** A link to itself when it is an address, so that Mastodon can verify it (interop 2.3). */
function fieldHtml(value: string): string {
  const text = escapeHtml(value);
  return /^https?:\/\/\S+$/.test(value) ? `<a href="${text}" rel="me noopener">${text}</a>` : text;
}
