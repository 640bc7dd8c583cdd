import { isActivityDocument } from '../../protocol/media-type.ts';
import type { Answer, Reply } from './ask.ts';
import { failure, skipped, warning, well, type Check, type Verdict } from './finding.ts';
import { unpacked, type Look, type PagesSeen } from './pages.ts';

const group = 'What others fetch';

export const pageChecks: readonly Check<PagesSeen>[] = [
  { group, name: 'WebFinger', judge: judgeWebFinger },
  { group, name: 'host-meta', judge: judgeHostMeta },
  { group, name: 'NodeInfo', judge: judgeNodeInfo },
  { group, name: 'Actor', judge: judgeActor },
  { group, name: 'Server’s own actor', judge: judgeInstance },
  { group, name: 'Post as HTML', judge: judgeHtml },
  { group, name: 'Post as ActivityPub', judge: judgeActivity },
  { group, name: 'HEAD', judge: judgeHead },
  { group, name: 'Compression', judge: judgeCompression },
];

const forwardAll =
  'Have the proxy forward all paths, those below /.well-known/ too, and leave Content-Type as it is.';

/** What is wrong with status or type; undefined when both are as they should be. */
function oddity(reply: Reply, isRight: (type: string) => boolean): string | undefined {
  if (reply.kind === 'silence') return `nobody answers: ${reply.reason}`;
  const type = reply.headers['content-type'] ?? 'no type';
  if (reply.status !== 200) return `answered ${reply.status}`;
  return isRight(type) ? undefined : `is ${type}`;
}

function isType(...essences: readonly string[]): (type: string) => boolean {
  return (type) => essences.includes(type.split(';')[0]?.trim().toLowerCase() ?? '');
}

function judgeWebFinger({ site, webfinger }: PagesSeen): Verdict {
  const odd = oddity(webfinger, isType('application/jrd+json'));
  const cause = `Who searches for @${site.acct} asks there, and finds nobody.`;
  if (odd !== undefined || webfinger.kind === 'silence')
    return failure(odd ?? 'nothing', { cause, cure: forwardAll });
  const { links, subject } = jsonIn(webfinger);
  const self = [links].flat().find((link) => fieldOf(link, 'rel') === 'self');
  if (subject !== `acct:${site.acct}` || fieldOf(self, 'href') !== site.actor)
    return failure(`speaks of somebody else (${String(subject)})`, {
      cause: 'Another program answers under this name, or the server runs with another ORIGIN.',
      cure: 'Look at what the proxy forwards to, and at ORIGIN of the running server.',
    });
  if (webfinger.headers['access-control-allow-origin'] !== '*')
    return warning('may not be read by pages of other servers', {
      cause: 'The proxy takes Access-Control-Allow-Origin away, or sends another.',
      cure: 'Have it pass the header on as it comes.',
    });
  return well(`@${site.acct} is found`);
}

function judgeHostMeta({ hostMeta }: PagesSeen): Verdict {
  const odd = oddity(hostMeta, isType('application/xrd+xml', 'application/xml'));
  if (odd === undefined) return well('leads to WebFinger');
  return warning(odd, { cause: 'Some servers ask there before they ask WebFinger.', cure: forwardAll });
}

function judgeNodeInfo({ nodeInfo }: PagesSeen): Verdict {
  const odd = oddity(nodeInfo, isType('application/json'));
  if (odd === undefined) return well('says what runs here');
  return warning(odd, {
    cause: 'Servers and directories ask there what they deal with.',
    cure: forwardAll,
  });
}

function judgeActor({ actor, keys, site }: PagesSeen): Verdict {
  return judgeActorDocument(actor, site.actor, keys.request);
}

function judgeInstance({ instance, keys, site }: PagesSeen): Verdict {
  return judgeActorDocument(instance, site.instanceActor, keys.instance);
}

function judgeActorDocument(reply: Reply, id: string, key: string): Verdict {
  const odd = oddity(reply, isActivityDocument);
  if (odd !== undefined || reply.kind === 'silence')
    return failure(odd ?? 'nothing', {
      cause: 'Without it nobody can follow the blog, nor believe what it signs.',
      cure: `${forwardAll} No page that asks for a puzzle or a cookie may stand before /ap/.`,
    });
  const document = jsonIn(reply);
  if (document.id !== id)
    return failure(`is ${String(document.id)}`, {
      cause: 'The server runs with another ORIGIN, or another program answers.',
      cure: `Set ORIGIN to what others shall know for ever, and start the server anew; ${id} was expected.`,
    });
  if (withoutSpace(fieldOf(document.publicKey, 'publicKeyPem')) !== withoutSpace(key))
    return failure('shows another key than the store has', {
      cause: 'A cache gives out an old document, or a server with another DATA_DIR answers.',
      cure: 'Empty the cache in front; see that there is one server, with this DATA_DIR.',
    });
  return well('ActivityPub, with the key that signs');
}

function judgeHtml({ looks }: PagesSeen): Verdict {
  if (looks.length === 0) return skipped('there is no public post');
  const wrong = wrongOnes(looks, 'HTML');
  if (wrong.length === 0) return well('a page, in whatever order it is asked for');
  if (wrong.some(({ got }) => got === 'ActivityPub'))
    return failure(`JSON reaches browsers at ${pathsOf(wrong)}`, mixedUp);
  return failure(`no page at ${pathsOf(wrong)} (${statusesOf(wrong)})`, heldUp);
}

function judgeActivity({ authorizedFetch, looks }: PagesSeen): Verdict {
  if (looks.length === 0) return skipped('there is no public post');
  if (authorizedFetch) return skipped('AUTHORIZED_FETCH shows it only to who signs');
  const wrong = wrongOnes(looks, 'ActivityPub');
  if (wrong.length === 0) return well('a document, in whatever order it is asked for');
  const found = `no document at ${pathsOf(wrong)} (${statusesOf(wrong)})`;
  if (wrong.every(({ got }) => got !== 'HTML')) return failure(found, heldUp);
  const isAlways = wrong.length === looks.filter(({ asked }) => asked === 'ActivityPub').length;
  return failure(found, isAlways ? unasked : mixedUp);
}

const mixedUp = {
  cause:
    'A cache in front gives who asks for one form what it kept of the other: it ignores Vary and Cache-Control.',
  cure: 'Have it heed both, or keep nothing below /posts/ and /ap/; then empty it.',
};

const unasked = {
  cause: 'Every answer is a page: the Accept header does not reach the server.',
  cure: 'Have the proxy pass Accept on as it comes.',
};

const heldUp = {
  cause: 'The proxy answers in place of the server, or a puzzle for browsers stands before it.',
  cure: forwardAll,
};

function wrongOnes(looks: readonly Look[], form: Look['asked']): readonly Look[] {
  return looks.filter(({ asked, got, status }) => asked === form && (got !== form || status !== 200));
}

function pathsOf(looks: readonly Look[]): string {
  return [...new Set(looks.map(({ path }) => path))].join(', ');
}

function statusesOf(looks: readonly Look[]): string {
  return [...new Set(looks.map(({ got, status }) => `${status} ${got ?? 'other'}`))].join(', ');
}

function judgeHead({ head }: PagesSeen): Verdict {
  const odd = oddity(head, isType('text/html'));
  if (odd === undefined) return well('is answered');
  return warning(odd, {
    cause: 'Link checkers and some servers ask by HEAD first.',
    cure: 'Have the proxy forward it like GET.',
  });
}

function judgeCompression({ gzip, identity }: PagesSeen): Verdict {
  if (gzip.kind === 'silence' || identity.kind === 'silence') return skipped('the front page did not come');
  const body = unpacked(gzip);
  if (body === undefined || identity.headers['content-encoding'] !== undefined)
    return failure('what comes is not packed as it says, or packed unasked', {
      cause: 'Two packers stand one behind the other, or a cache ignores Vary.',
      cure: 'Switch compression off in the proxy: the server does it by itself.',
    });
  if (gzip.headers['content-encoding'] === undefined)
    return warning('pages come uncompressed', {
      cause: 'The proxy takes Accept-Encoding away.',
      cure: 'Have it pass the header on.',
    });
  return well(`${gzip.body.length} bytes for ${body.length}`);
}

/** What is no object is an empty one: then every field of it is missed. */
function jsonIn({ body }: Answer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function withoutSpace(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll(/\s/g, '') : '';
}
