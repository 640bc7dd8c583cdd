/** What moderation puts into the store and takes out of it. */
import type { Uri } from '../protocol/vocabulary.ts';

/** How replies are taken: at once; the first of an account when the writer has approved it; each when he has. */
export type ReplyPolicy = 'open' | 'first-time' | 'approve';

/** Where a reply stands: only what is open may be shown. 'blocked' is an account's, 'hidden' a text's. */
export type Standing = 'open' | 'held' | 'hidden' | 'limited' | 'blocked';

/** What a rule says of a reply: the act of the rule, but that a word that is blocked hides the reply. */
export interface Judgement {
  readonly act: RuleAct | 'hide';
  /** Of the rule. */
  readonly pattern: string;
}

/** 'block': refused. 'limit': taken, and not shown. 'hold': waits for the writer. 'allow': goes past all of these. */
export type RuleAct = (typeof ruleActs)[number];
export const ruleActs = ['allow', 'block', 'limit', 'hold'] as const;

/** A rule of the writer's: from a file of `content/`, or from a command. Of each there is one for a pattern. */
export interface ModerationRule {
  /** As `readPattern` (src/posts) spells it: an account, a domain, a word. */
  readonly pattern: string;
  readonly act: RuleAct;
  readonly source: 'content' | 'command';
  /** For the writer's own memory. */
  readonly reason: string | undefined;
  /** Where it stands: `content/moderation/spam.yml`. */
  readonly file: string | undefined;
  /** Milliseconds. */
  readonly since: number;
}

/** The writer's own word on a reply. */
export type Verdict = 'approved' | 'hidden';

/** A reply as the writer sees it, whether readers do or not. */
export interface JudgedReply {
  /** Grows in the order of arrival. */
  readonly row: number;
  readonly id: Uri;
  readonly actor: Uri;
  /** The object of ours at the root of its thread. */
  readonly objectId: Uri;
  readonly inReplyTo: Uri;
  readonly url: Uri;
  /** Unsanitised HTML. */
  readonly content: string;
  readonly summary: string | undefined;
  readonly storedAt: number;
  readonly standing: Standing;
  /** Why it stands there; undefined for what is open by itself. */
  readonly cause: 'rule' | 'writer' | 'first-time' | 'approve' | 'edited' | undefined;
  /** Of the rule, where that is the cause. */
  readonly pattern: string | undefined;
}

/** What rules are held against when they have changed. */
export interface ReplyToJudge {
  readonly row: number;
  readonly id: Uri;
  readonly actor: Uri;
  /** Of the author; undefined when it was never fetched. */
  readonly user: string | undefined;
  readonly content: string;
  readonly summary: string | undefined;
  readonly rule: Judgement | undefined;
}
export interface AccountToJudge {
  readonly row: number;
  readonly id: Uri;
  readonly user: string;
  /** What is recorded of it. */
  readonly silence: Silence | undefined;
}

/** 'block': gets nothing from us either. Both: what it likes, boosts and quotes is not counted. */
export type Silence = 'block' | 'limit';

export interface RefusalCount {
  /** Since the epoch. */
  readonly day: number;
  /** The pattern of a rule, or `closed`: what was said to a post that takes no comments. */
  readonly reason: string;
  readonly count: number;
}

/** What was written to the blog and not for everybody: the writer alone reads it. */
export interface PrivateMessage {
  readonly id: Uri;
  readonly actor: Uri;
  readonly inReplyTo: Uri | undefined;
  /** Plain. */
  readonly text: string;
  /** 'followers': whoever follows its author reads it too. */
  readonly visibility: 'direct' | 'followers';
  /** When it was written, or last edited; milliseconds. */
  readonly sentAt: number;
}
export type StoredPrivateMessage = PrivateMessage & { readonly row: number; readonly storedAt: number };

/** A reply with each fact that its standing follows from. */
export interface ReplyFacts extends JudgedReply {
  /** Under which it came, or was last edited. */
  readonly policy: ReplyPolicy;
  /** Undefined when the policy has let it pass. */
  readonly waits: 'first-time' | 'approve' | 'edited' | undefined;
  readonly verdict: Verdict | undefined;
  /** Of the rule that applies. */
  readonly rule: Judgement | undefined;
}
