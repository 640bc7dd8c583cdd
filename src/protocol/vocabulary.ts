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
  readonly keyId: string;
  /** SPKI PEM, whatever form the peer published. */
  readonly publicKeyPem: string;
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
  /** True for a poll's vote: `name`, no content. */
  readonly isVote: boolean;
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
    | { readonly type: 'Create' | 'Update'; readonly object: RemoteNote }
    | { readonly type: 'UpdateActor'; readonly object: RemoteActor }
    | { readonly type: 'Delete'; readonly object: Uri }
    | { readonly type: 'Like' | 'Announce'; readonly object: Uri }
  );

/** Matched by type and object first: some peers name an id that was never sent (interop E.4). */
export interface UndoneActivity {
  readonly id: Uri | undefined;
  readonly type: string | undefined;
  readonly object: Uri | undefined;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Number of things of a kind that strangers did to an object of ours. */
export type ReactionKind = 'like' | 'announce';
