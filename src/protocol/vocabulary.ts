/** The words of Activity Streams 2.0 and ActivityPub that the blog reads and writes, as types. */

declare const uriBrand: unique symbol;
/** An absolute http(s) URL that names a thing. Compared as a string, and by origin; never by prefix. */
export type Uri = string & { readonly [uriBrand]: true };

/** The special collection that means everybody (ActivityPub §5.6). */
export const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public';
export const AS_CONTEXT = 'https://www.w3.org/ns/activitystreams';
export const SECURITY_CONTEXT = 'https://w3id.org/security/v1';

/** Who may see an Object, read from `to` and `cc` (interop: Mastodon's four levels). */
export type Visibility = 'public' | 'unlisted' | 'followers' | 'direct';

/** What the blog keeps of a remote Actor. */
export interface RemoteActor {
  readonly id: Uri;
  readonly type: string;
  readonly inbox: Uri;
  readonly sharedInbox: Uri | undefined;
  /** Plain text, cut to what fits a line; the handle's user when the actor has no name. */
  readonly name: string;
  readonly preferredUsername: string;
  /** Profile page, else the id. */
  readonly url: Uri;
  /** Every key that can verify for it: the one asked for, then those of `publicKey`, then of `assertionMethod`; at least one. */
  readonly keys: readonly PublicKey[];
  /** Other ids of the same person, as the actor itself says: it proves a Move to this actor (FEP-7628). */
  readonly alsoKnownAs: readonly Uri[];
}

/** A key that an actor publishes: RSA or Ed25519. */
export interface PublicKey {
  readonly id: Uri;
  /** SPKI PEM, whatever form the peer published. */
  readonly pem: string;
}

/** A Note (or Article, Page, Question …) by somebody else that may become a Reply. */
export interface RemoteNote {
  readonly id: Uri;
  readonly type: string;
  readonly attributedTo: Uri;
  readonly inReplyTo: Uri | undefined;
  /** HTML from a stranger: never shown before it has been through the sanitiser. */
  readonly content: string;
  /** Content warning, plain text. */
  readonly summary: string | undefined;
  readonly sensitive: boolean;
  /** BCP 47, from `contentMap`. */
  readonly language: string | undefined;
  readonly url: Uri | undefined;
  readonly published: Date | undefined;
  readonly updated: Date | undefined;
  readonly visibility: Visibility;
  /** The option that a poll's vote names (`name`, no content); undefined for what is no vote. */
  readonly vote: string | undefined;
  /** What it quotes, in whichever of the spellings (FEP-044f, FEP-e232, Misskey's, Fedibird's). */
  readonly quote: Uri | undefined;
  /** The QuoteAuthorization that it names. */
  readonly quoteAuthorization: Uri | undefined;
}

interface IncomingActivity {
  /** Absent where a peer sends none (GoToSocial's Delete, Mastodon's Add). */
  readonly id: Uri | undefined;
  readonly actor: Uri;
}

/** What the inbox acts on. Everything else parses to `undefined` and is answered 202. */
export type Activity = IncomingActivity &
  (
    | { readonly type: 'Follow'; readonly object: Uri; readonly raw: JsonObject }
    | { readonly type: 'Undo'; readonly object: UndoneActivity }
    /** `objects`: GoToSocial puts several votes into one Create. What is only named must be fetched. */
    | { readonly type: 'Create' | 'Update'; readonly objects: readonly (RemoteNote | NamedObject)[] }
    | { readonly type: 'UpdateActor'; readonly object: RemoteActor }
    | { readonly type: 'Delete'; readonly object: Uri }
    /** `emoji`: a reaction with one, plain or as `:name:`; undefined for a plain like. */
    | { readonly type: 'Like'; readonly object: Uri; readonly emoji: string | undefined }
    | { readonly type: 'Announce'; readonly object: Uri; readonly inner: Activity | undefined }
    /** Of a Follow that the blog sent (`type` undefined where only an id is named). */
    | { readonly type: 'Accept' | 'Reject'; readonly object: UndoneActivity }
    | { readonly type: 'QuoteRequest'; readonly object: Uri; readonly instrument: RemoteNote | NamedObject }
    | { readonly type: 'Block'; readonly object: Uri }
    | { readonly type: 'Flag'; readonly objects: readonly Uri[]; readonly content: string }
    | { readonly type: 'Move'; readonly object: Uri; readonly target: Uri }
  );

/** An object of which only the id counts: it came as one, or its text is nobody's word until it was fetched. */
export interface NamedObject {
  readonly type: 'named';
  readonly id: Uri;
}

/** Matched by type and object first: some peers name an id that was never sent (interop E.4). */
export interface UndoneActivity {
  readonly id: Uri | undefined;
  readonly type: string | undefined;
  readonly object: Uri | undefined;
  /** Of a reaction: the one that it was made with, where that is said. */
  readonly emoji?: string | undefined;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Number of things of a kind that strangers did to an object of ours. */
export type ReactionKind = 'like' | 'announce';
