import type { OwnKeys } from '../../federation/keys.ts';
import type { FetchOutcome, Remote } from '../../federation/remote.ts';
import { assert } from '../../assert.ts';
import type { Uri } from '../../protocol/vocabulary.ts';
import type { PublishContext } from '../../release/publish.ts';
import type { Site } from '../../site.ts';

/** `context` without a network: whoever is mentioned is taken to be there, and so is every post that one answers, likes or boosts. */
export function withoutNetwork(context: PublishContext): PublishContext {
  let us: { readonly site: Site; readonly keys: OwnKeys } | undefined;
  return {
    ...context,
    remote: assumedNetwork(() => {
      assert(us !== undefined, 'somebody is looked up before the keys are known');
      return us;
    }),
    useKeysOf: async (site) => {
      const keys = await context.useKeysOf(site);
      us = { site, keys };
      return keys;
    },
  };
}

function assumedNetwork(us: () => { readonly site: Site; readonly keys: OwnKeys }): Remote {
  const document = (url: Uri): FetchOutcome => ({ kind: 'document', url, json: anything(url) });

  /** Both an actor, who is also `us`, and a post by another one. */
  function anything(url: Uri): Record<string, unknown> {
    const { keys, site } = us();
    const { origin, pathname } = new URL(url);
    return {
      id: url,
      type: 'Person',
      attributedTo: `${origin}/author`,
      preferredUsername: pathname.split('/').at(-1),
      inbox: `${url}/inbox`,
      publicKey: { id: `${url}#main-key`, owner: url, publicKeyPem: keys.request.publicKeyPem },
      alsoKnownAs: [site.actor],
    };
  }

  return {
    fetchDocument: (url) => Promise.resolve(document(url)),
    fetchJrd: (url) => Promise.resolve({ kind: 'document', url, json: jrdOf(new URL(url)) }),
    inVain: () => undefined,
    post: () => Promise.resolve({ kind: 'failed', reason: 'there is no network' }),
    close: () => undefined,
  };
}

/** Answers a WebFinger query (RFC 7033) for `acct:user@host`. */
function jrdOf({ origin, searchParams }: URL): Record<string, unknown> {
  const subject = searchParams.get('resource') ?? '';
  const user = subject.replace(/^acct:/, '').replace(/@.*$/, '');
  const href = `${origin}/@${user}`;
  return { subject, links: [{ rel: 'self', type: 'application/activity+json', href }] };
}
