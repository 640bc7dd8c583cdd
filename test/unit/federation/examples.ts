import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { actorOf, instanceActorOf } from '../../../src/federation/actor-object.ts';
import type { OwnKeys } from '../../../src/federation/keys.ts';
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
import { siteOf, type Site } from '../../../src/site.ts';
import { minuteMs, NOW, uri } from '../builders.ts';
import { bodyOf, picture, postOf, site as plainSite } from '../theme/sample.ts';

/** RSA and Ed25519 keys that are the same in every run, so that signatures are; they are nobody's. */
const rsaKey = createPrivateKey(`-----BEGIN PRIVATE KEY-----
MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQC9zHgIdceTsCMa
um0lu0I5me7glAa6NPFinmlHkasSgUf0gAuX5j30uiefrNb0CHrgyoMqvau0Qtdy
F8/g6CLLcOUE4gHHXjw5t2rsKZEcP/WG6Sm2LZLVkIoQLQb/DQOgw/wfrF7QDP/D
bK1JFD3oChxJVUJFoLg3ZYMgxZnSS4UDj82FWHBBgCy5UvDEZMFOJt52ja0QewzA
wvtg1gMk4JBz0XjNy3FCBLRmDgDbpkSm9VtXoP+wEpqddznVxwTjsum00uEmfjyX
wKb8o8FeqeKmNbjyIHrfsh+JWrb+woELWk0fwVFVqXwT0eddsNi684uSpnjfiS4K
8VkVj8JnAgMBAAECggEAPVNNL3Ka50HgvdihvrDIP6NYt1Cs8cp8eiB0JO9Qxrxl
+v7KgCyhNStW9TVcCOKajXpxskQxsB9uzIscHG/1GiXiodbCu1/b9swobKErpWSX
GR3KX/ZOvNmkeoCKA6v5UZ8xnixMQE4K7+J0BSpYrFpj9F/rd2LsUt3mZhbi0jsN
AVCx1C/WkANke9B8Ayya2IYh4UkPydkpz+NepjEN84BAdNet5IIdvNjHKuZ7w4eq
7d7dQcwHDL8+FkdKw2ONnI0jpF22Y8ZivjX5EGHo4/jcbgizECnCNYsRcS3Xse+T
SSh9OIVruE32os63W1J4hssamadtaG3qw6s6cM6BtQKBgQDit9RcXji9hTEqrn4s
te1oOC52rvYuIG+MmwMe65YqbP25MQzlf8SmYC94/VrI6bp61m0j5whSipKcRZiZ
QBU5sfyrEuuMFPwZ2quVuoiA8DB/5+TEYltdNPJk6WqDB8DR8KaT9aCTwva+9rqR
m6A6nB81B51O75pECl5q/1+8DQKBgQDWT/FlO+vzzYGje3NhpYKiHEym3pGHYI/c
IqoZhu8NE7cNrJv7dYjj3AFxZ4HnWb76tC3GHhOSzN5lXPkMWpj0ueiVL84kDtVP
k8IKMyJNdZeAb7WIQo6OylEyBe1shyt/qyZBDL4nfGWiCscF2KycDMjMyvn9pjhR
nqx5RBX3QwKBgETFzr1WN5AF3yw7Ujrt1N5QbIfD+xly7WORghjXDe5AsZaDso3L
fDOb6cqhz/AyNkcc1G6XnoarUl3lHq0eK1IdE7AxRRJxKygMlRAOTWoPcibaiSKp
U12qufyycYTdzTfh8CXh1Jv+ACtdXKresnQU98J2VNmlBP6uxoVeggPhAoGBAJX3
cxBIEiCU2fawWFkoHHWcH/dVH7j/1StSBn2+cmFQPnQPKUeZQ6VPOqNErx5ZKs78
bluIiGHdgnKj0JLYgtgdj6d1wGZzCsmYt9uzVHmno9B4Wytyh5db891xUGb1X3cD
KM20QQwYfHYb3JE2wfKg75J/JthcDGTxB/gDsOtJAoGBAJVC9CjrDcTDTDeXCj4J
E+qQwE5/33qBbtu8+zkBn1gevo34Q0pgzXriqxgny2m+RJiwdbnIQV0iQsYCFkvv
FS0WQWIgTrHWmAPGVbjf1QvHKRe6mO9ClleT0PDY+1O54MyM2Qdt6QBtWOgLonp2
36EO2RLUsDlMunOGA9KAlz/S
-----END PRIVATE KEY-----`);
export const rsaPem = publicPemOf(rsaKey);
const edKey = createPrivateKey(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
-----END PRIVATE KEY-----`);
const edPem = publicPemOf(edKey);

function publicPemOf(key: KeyObject): string {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
}

export function ownKeysOf({ actor, instanceActor }: Site): OwnKeys {
  return {
    request: { id: uri(`${actor}#main-key`), privateKey: rsaKey, publicKeyPem: rsaPem },
    assertion: { id: uri(`${actor}#ed25519-key`), privateKey: edKey, publicKeyPem: edPem },
    instance: { id: uri(`${instanceActor}#main-key`), privateKey: rsaKey, publicKeyPem: rsaPem },
  };
}

/** The blog that says all there is to say. */
export const site = siteOf(
  { ...plainSite.blog, icon: picture, alsoKnownAs: ['https://old.test/users/nadia'], source: true },
  plainSite.origin,
);
const moments = { published: NOW, updated: undefined };
const moss: ResolvedMention = {
  name: '@moss@peer.test',
  actor: uri('https://peer.test/users/moss'),
  inbox: uri('https://peer.test/users/moss/inbox'),
};
const target = { id: uri('https://peer.test/notes/7'), author: moss };
const text = bodyOf('Three screws hold the lid.', {
  images: [
    {
      ...picture,
      url: '/media/7d5a914f-lid.png',
      alt: 'The lid, upside down',
      focus: [0.2, -0.5],
      blurhash: 'LKO2?U%2Tw=w]~RBVZRi};RPxuwH',
    },
  ],
});

function example(slug: string, more: Partial<Post>, updated?: number): Named {
  return objectOf(postOf(slug, { body: text, ...more }), site, { published: NOW, updated }, [moss]);
}

/** One of every document that the blog sends, by name: what `test/fixtures/objects` holds. */
export function wireExamples(): Readonly<Record<string, Named>> {
  const article = example('kettle', {
    tags: ['repair'],
    image: picture,
    summary: 'Patience & a screwdriver.',
  });
  const edited = example('kettle', { title: 'On kettles' }, NOW + minuteMs);
  const like = likeActivityOf(postOf('like', { likeOf: target.id }), site, target, moments);
  const boost = announceOf(postOf('boost', { repostOf: target.id }), site, target, moments);
  const actor = actorOf(site, ownKeysOf(site), NOW);
  return {
    article,
    note: example('lid', {
      type: 'note',
      title: '',
      quotes: 'followers',
      emoji: [{ name: 'teapot', image: { ...picture, url: '/media/0a1b2c3d-teapot.png' } }],
    }),
    answer: objectOf(
      postOf('answer', { type: 'note', title: '', inReplyTo: target.id }),
      site,
      moments,
      [],
      target,
    ),
    warned: example('scald', { contentWarning: 'Burns' }),
    unlisted: example('spout', { visibility: 'unlisted' }),
    followers: example('secret', { type: 'note', visibility: 'followers', quotes: 'nobody' }),
    translation: example('bouilloire', { lang: 'fr', translationOf: 'id-kettle', title: 'La bouilloire' }),
    question: objectOf(
      postOf('vote', {
        type: 'note',
        title: '',
        poll: { options: ['Green', 'Black'], multiple: false, closes: new Date(NOW + 10 * minuteMs) },
      }),
      site,
      { ...moments, now: NOW + 11 * minuteMs },
      [],
      undefined,
      {
        voters: 3,
        votes: new Map([
          ['Green', 2],
          ['Black', 1],
        ]),
      },
    ),
    tombstone: tombstoneOf(article.id, 'Article', NOW + 2 * minuteMs),
    create: createOf(article, site),
    update: updateOf(edited, site),
    delete: deleteOf(article.id, site),
    like,
    'undo-like': undoOf(like, site),
    announce: boost,
    'undo-announce': undoOf(boost, site),
    add: addOf(article.id, site, NOW),
    remove: removeOf(article.id, site, NOW),
    move: moveOf(site, uri('https://new.test/users/nadia'), NOW),
    flag: flagOf(site, [moss.actor, target.id], 'Sells teapots that leak.', NOW),
    actor,
    'actor-update': actorUpdateOf(actor, site, NOW),
    instance: instanceActorOf(site, ownKeysOf(site)),
  };
}
