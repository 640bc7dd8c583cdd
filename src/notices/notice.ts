import { cleanLine, plainTextOf } from '../protocol/text.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Site } from '../site.ts';
import type { JudgedReply, NoticeKind, Store, StoredNotice } from '../store/store.ts';
import type { DecisionVerb, WaitingCause } from '../theme.ts';
import { linkKey } from './secrets.ts';
import { expiryOf, signClaim } from './token.ts';

/** One thing that the writer is told. What strangers wrote is plain text in one line. */
export interface Notice {
  readonly row: number;
  readonly kind: NoticeKind;
  /** Milliseconds; undefined where nobody knows. */
  readonly at: number | undefined;
  /** `@ada@social.example`, or an id. */
  readonly who: string;
  /** What it is about; undefined for what is about the blog, or a post that is gone. */
  readonly post: NoticePost | undefined;
  /** Empty where nothing may be said. */
  readonly text: string;
  /** Why a comment waits; undefined for one that is shown, and for everything else. */
  readonly why: WaitingCause | undefined;
  readonly links: readonly { readonly verb: DecisionVerb; readonly url: string }[];
}

export interface NoticePost {
  readonly title: string;
  readonly url: string;
}

/** What notices are made with. */
export interface NoticeScope {
  readonly store: Store;
  readonly site: Site;
  readonly release: NoticeRelease;
  now(): number;
}

/** What is asked of a release: which post an object is. */
export interface NoticeRelease {
  readonly objects: (id: Uri) => { readonly slug: string } | undefined;
  objectBySlug(slug: string): { readonly title: string } | undefined;
}

/** What can be done about each kind, in the order of the buttons. */
export const verbsOf: Readonly<Record<NoticeKind, readonly DecisionVerb[]>> = {
  comment: ['approve', 'hide', 'block', 'block-server'],
  request: ['accept', 'reject', 'block', 'block-server'],
  message: ['block', 'block-server'],
  report: [],
};

/** In the order of arrival; without what is gone by now, or was decided by the writer or his rules. */
export async function tell(stored: readonly StoredNotice[], scope: NoticeScope): Promise<readonly Notice[]> {
  const key = await linkKey(scope.store);
  const notices: Notice[] = [];
  for (const notice of stored) {
    const found = await lookUp[notice.kind](notice.subject, scope);
    if (found !== undefined)
      notices.push({ ...notice, ...found, links: linksOf(notice, found.decidable, key, scope) });
  }
  return notices;
}

type Found = Omit<Notice, 'row' | 'kind' | 'links'> & {
  /** What its links name. */
  readonly decidable: Uri;
};

const lookUp: Readonly<
  Record<NoticeKind, (subject: string, scope: NoticeScope) => Promise<Found | undefined>>
> = {
  comment: async (subject, scope) => {
    const reply = await scope.store.judgedReply(subject as Uri);
    return reply === undefined || !isNews(reply) ? undefined : ofReply(reply, scope);
  },
  request: async (subject, { store }) => {
    const follower = await store.findFollower(subject as Uri, 'pending');
    if (follower === undefined) return undefined;
    return {
      ...plain,
      at: follower.since,
      who: await nameOf(follower.actor, store),
      decidable: follower.actor,
    };
  },
  message: async (subject, { store }) => {
    const actor = subject as Uri;
    return { ...plain, at: undefined, who: await nameOf(actor, store), decidable: actor };
  },
  report: async (subject, { store }) => {
    const report = await store.report(Number(subject));
    if (report === undefined) return undefined;
    const { actor, at, content } = report;
    const text = cleanLine(content, textMax);
    return { ...plain, at, text, who: await nameOf(actor, store), decidable: actor };
  },
};

const plain = { post: undefined, text: '', why: undefined } as const;

async function ofReply(reply: JudgedReply, scope: NoticeScope): Promise<Found> {
  return {
    at: reply.storedAt,
    who: await nameOf(reply.actor, scope.store),
    post: postOf(reply.objectId, scope),
    text: textOf(reply),
    why: whyOf(reply),
    decidable: reply.id,
  };
}

/** Of what the writer has spoken about he is not told again, nor of what his rules keep from readers. */
function isNews({ cause, standing }: JudgedReply): boolean {
  return standing === 'held' || (standing === 'open' && cause !== 'writer');
}

/** Why it waits. */
export function whyOf({ cause, pattern, standing }: JudgedReply): WaitingCause | undefined {
  if (standing !== 'held' || cause === 'writer' || cause === undefined) return undefined;
  return cause === 'rule' ? { cause, pattern: pattern ?? '' } : { cause };
}

/** More is read on the page of the link, or on the author's own server. */
const textMax = 500;

/** A content warning and what it is about, in one line. */
export function textOf(
  { content, summary }: Pick<JudgedReply, 'content' | 'summary'>,
  charactersMax = textMax,
): string {
  const text = plainTextOf(content, charactersMax);
  return summary === undefined ? text : `[${cleanLine(summary, textMax)}] ${text}`;
}

export function postOf(objectId: Uri, { release, site }: NoticeScope): NoticePost | undefined {
  const slug = release.objects(objectId)?.slug;
  const object = slug === undefined ? undefined : release.objectBySlug(slug);
  if (slug === undefined || object === undefined) return undefined;
  return { title: object.title === '' ? slug : object.title, url: site.pageUrl(slug) };
}

const nameMax = 100;

/** `@ada@social.example`, as far as it is known. */
export async function nameOf(actor: Uri, store: Pick<Store, 'findActor'>): Promise<string> {
  const found = await store.findActor(actor);
  if (found === undefined) return cleanLine(actor, nameMax);
  return cleanLine(`@${found.preferredUsername}@${new URL(actor).host}`, nameMax);
}

function linksOf(
  { kind, row }: StoredNotice,
  subject: Uri,
  key: string,
  { now, site }: NoticeScope,
): Notice['links'] {
  const expiresAt = expiryOf(now());
  return verbsOf[kind].map((verb) => {
    const token = signClaim({ verb, kind, row, subject, expiresAt }, key);
    return { verb, url: `${site.origin}/decide/${token}` };
  });
}
