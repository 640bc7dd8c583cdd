import { AS_CONTEXT, type JsonObject, type Uri } from './vocabulary.ts';

export type NodeInfoVersion = '2.0' | '2.1';

/** What the blog tells statistics crawlers about itself. */
export interface NodeFacts {
  readonly version: NodeInfoVersion;
  readonly software: {
    /** `[a-z0-9-]+`. */
    readonly name: string;
    readonly version: string;
    readonly repository?: string | undefined;
    readonly homepage?: string | undefined;
  };
  /** Accounts that write here. */
  readonly users: number;
  readonly localPosts: number;
  /** Our own answers to comments; strangers' are counted where they were written. */
  readonly localComments: number;
  readonly nodeName: string;
  readonly nodeDescription: string;
  /** Actors to write to about this site (FEP-0151). */
  readonly staffAccounts?: readonly Uri[] | undefined;
  /** How comments are moderated, where that is written down; no name for it is agreed on yet. */
  readonly moderation?: ModerationFacts | undefined;
}

export interface ModerationFacts {
  /** Of comments: `open`, `first-time`, `approve`, `closed`. */
  readonly policy: string;
  /** The page with the rules. */
  readonly rules: string;
  /** A URI to write to. */
  readonly contact?: string | undefined;
}

const schemas = 'http://nodeinfo.diaspora.software/ns/schema/';

/** `/.well-known/nodeinfo`: where the documents are (many crawlers know only 2.0), and the server's own actor (FEP-2677). */
export function nodeInfoLinks(origin: string, serverActor: Uri): JsonObject {
  const versions: readonly NodeInfoVersion[] = ['2.1', '2.0'];
  return {
    links: [
      ...versions.map((version) => ({ rel: schemas + version, href: `${origin}/nodeinfo/${version}` })),
      { rel: `${AS_CONTEXT}#Application`, href: serverActor },
    ],
  };
}

/** The Content-Type of a NodeInfo document. */
export function nodeInfoType(version: NodeInfoVersion): string {
  return `application/json; profile="${schemas}${version}#"`;
}

/** A NodeInfo document, valid by its schema: that allows no other members, and `repository` and `homepage` only in 2.1. */
export function nodeInfoOf(facts: NodeFacts): JsonObject {
  const { name, version, repository, homepage } = facts.software;
  return {
    version: facts.version,
    software: {
      name,
      version,
      ...(facts.version === '2.1' && repository !== undefined && { repository }),
      ...(facts.version === '2.1' && homepage !== undefined && { homepage }),
    },
    protocols: ['activitypub'],
    services: { inbound: [], outbound: ['atom1.0'] },
    openRegistrations: false,
    usage: {
      users: { total: facts.users },
      localPosts: facts.localPosts,
      localComments: facts.localComments,
    },
    metadata: {
      nodeName: facts.nodeName,
      nodeDescription: facts.nodeDescription,
      ...(facts.staffAccounts && { staffAccounts: facts.staffAccounts }),
      ...(facts.moderation && { moderation: moderationOf(facts.moderation) }),
    },
  };
}

function moderationOf({ contact, policy, rules }: ModerationFacts): JsonObject {
  return { policy, rules, ...(contact !== undefined && { contact }) };
}
