import { openActorDirectory } from '../../../src/federation/actors.ts';
import { openBell } from '../../../src/federation/bell.ts';
import { openModeration } from '../../../src/federation/moderation.ts';
import { openInboxLimits } from '../../../src/federation/inbox-limits.ts';
import { openQuotas } from '../../../src/federation/quotas.ts';
import { openClock } from '../../../src/clock.ts';
import { openCounters } from '../../../src/counters.ts';
import type { Context } from '../../../src/federation/context.ts';
import type { FetchOutcome } from '../../../src/federation/remote.ts';
import type { ReceivedRequest } from '../../../src/protocol/signature/claim.ts';
import { privateKeyFromPem } from '../../../src/protocol/signature/keys.ts';
import type { Store } from '../../../src/store/store.ts';
import { freshSqlite } from '../../store/fresh-sqlite.ts';
import { signedHeaders } from '../../support/cavage.ts';
import {
  aliceKeys,
  blogKeys,
  fakeRemote,
  found,
  noCircuits,
  NOW,
  personOf,
  type FakeRemote,
} from '../builders.ts';
import { site } from '../theme/sample.ts';
import { kettle, scope } from './handlers/scope.ts';

/** Who signs everything here, in her own name or another's. */
export const alice = 'https://social.test/users/alice';
const privateKey = privateKeyFromPem(aliceKeys.privateKeyPem);

export interface Inbox extends AsyncDisposable {
  readonly context: Context & { readonly remote: FakeRemote };
  readonly store: Store;
}

/** The inbox of the blog, and a network that serves `documents`. */
export async function openInbox(
  documents: Readonly<Record<string, FetchOutcome>> = {},
  changes: Partial<Pick<Context, 'site'>> & { readonly store?: Partial<Store> } = {},
): Promise<Inbox> {
  const fresh = await freshSqlite();
  const store = { ...fresh.store, ...changes.store };
  const remote = fakeRemote({ [alice]: found(alice, personOf(alice)), ...documents });
  const actors = openActorDirectory(store, remote, () => NOW);
  const context = {
    site: changes.site ?? site,
    keys: blogKeys,
    store,
    remote,
    actors,
    queued: openBell(),
    circuits: noCircuits,
    counters: openCounters(),
    moderation: openModeration(store, () => NOW),
    quotas: openQuotas({ store, bytesMax: 100_000_000, now: () => NOW }),
    limits: openInboxLimits({ perMinute: 60_000, burst: 60_000 }, () => 0),
    objects: scope.objects,
    now: () => NOW,
    elapsed: () => 0,
    clock: openClock({ now: () => NOW, elapsed: () => 0, log: () => undefined }),
    log: () => undefined,
  };
  return { context, store: fresh.store, [Symbol.asyncDispose]: () => fresh[Symbol.asyncDispose]() };
}

export interface Signing {
  readonly body: string;
  readonly keyId: string;
  readonly date: Date;
  readonly host: string;
  /** What the request carries in place of the body that was signed. */
  readonly sent: string;
}

/** `activity` as alice sends it, but for `changes`. */
export function requestOf(activity: object, changes: Partial<Signing> = {}): ReceivedRequest {
  const body = changes.body ?? JSON.stringify({ actor: alice, ...activity });
  const { keyId = `${alice}#main-key`, date = new Date(NOW), host = 'blog.test', sent = body } = changes;
  const headers = signedHeaders(
    { method: 'POST', url: `https://${host}/ap/inbox`, date, body },
    { keyId, privateKey },
  );
  return {
    method: 'POST',
    target: '/ap/inbox',
    header: (name) => headers[name] ?? null,
    body: Buffer.from(sent),
  };
}

/** What alice does, as it comes over the wire. */
export const follow = { id: `${alice}#follows/1`, type: 'Follow', object: site.actor };
export const like = { id: `${alice}#likes/1`, type: 'Like', object: kettle.id };
export const reply = {
  id: 'https://social.test/notes/1#create',
  type: 'Create',
  object: {
    id: 'https://social.test/notes/1',
    type: 'Note',
    attributedTo: alice,
    inReplyTo: kettle.id,
    content: '<p>Well said.</p>',
    to: 'as:Public',
  },
};
