import { hash } from 'node:crypto';
import { acceptFollower, rejectFollower } from '../federation/approve.ts';
import type { Context } from '../federation/context.ts';
import { keepToRules } from '../federation/moderation-judge.ts';
import { readPattern } from '../posts/moderation-pattern.ts';
import type { Uri } from '../protocol/vocabulary.ts';
import type { Decision, JudgedReply, Store, Transaction } from '../store/store.ts';
import type { DecisionVerb, DecisionView } from '../theme.ts';
import { nameOf, postOf, textOf, verbsOf, whyOf, type NoticeScope } from './notice.ts';
import { aboutOf, type Claim } from './token.ts';

/** What the page of a link shows. It only looks. */
export async function decisionView(
  claim: Claim,
  scope: NoticeScope,
  isChanged = false,
): Promise<DecisionView> {
  const decided = await scope.store.decision(aboutOf(claim));
  if (decided !== undefined) return { state: 'decided', verb: decided.verb as DecisionVerb, at: decided.at };
  if (claim.expiresAt < scope.now()) return { state: 'expired' };
  const subject = await findSubject(claim, scope.store);
  if (subject === undefined) return { state: 'gone' };
  const { actor, reply } = subject;
  return {
    state: 'open',
    kind: claim.kind,
    who: await nameOf(actor, scope.store),
    url: reply?.url ?? actor,
    post: reply && postOf(reply.objectId, scope),
    text: reply === undefined ? '' : textOf(reply, textMax),
    why: reply && whyOf(reply),
    verbs: [claim.verb, ...verbsOf[claim.kind].filter((verb) => verb !== claim.verb)],
    seen: digestOf(reply),
    isChanged,
  };
}

/** As much as stands on a page; a comment that is longer is read on its own server. */
const textMax = 10_000;

export interface Press {
  readonly verb: DecisionVerb;
  /** As the page had it. */
  readonly seen: string;
}

/**
 * One of the buttons of that page. Decides once: 'done' also where it was decided before, whatever was pressed, or there is
 * nothing to decide about any more. 'changed': the comment is not the one that was read, and nothing was decided.
 */
export async function decide(
  claim: Claim,
  { seen, verb }: Press,
  context: Deciding,
): Promise<'done' | 'changed'> {
  const { moderation, now, store } = context;
  const subject = await findSubject(claim, store);
  if (subject === undefined || claim.expiresAt < now()) return 'done';
  const { reply } = subject;
  if (digestOf(reply) !== seen) return 'changed';
  const decision = { about: aboutOf(claim), verb, at: now() };
  await acts[verb](subject, { ...context, store: decidingStore(store, decision, reply) });
  await keepToRules(moderation, store);
  return 'done';
}

type Deciding = Pick<Context, 'keys' | 'moderation' | 'now' | 'site' | 'store'>;

/** What is written to it, it writes as what the decision does: if nothing was decided before, or the reply is another one. */
function decidingStore(store: Store, decision: Decision, reply: JudgedReply | undefined): Store {
  return {
    ...store,
    transact: async (effects) => {
      await store.decideOnce(decision, reply, effects);
    },
  };
}

interface Subject {
  /** Of the comment, or who asks. */
  readonly actor: Uri;
  readonly reply: JudgedReply | undefined;
}

async function findSubject({ kind, subject }: Claim, store: Store): Promise<Subject | undefined> {
  if (kind === 'comment') {
    const reply = await store.judgedReply(subject);
    return reply && { actor: reply.actor, reply };
  }
  if (kind === 'request' && (await store.findFollower(subject, 'pending')) === undefined) return undefined;
  return { actor: subject, reply: undefined };
}

type Act = (subject: Subject, context: Deciding) => Promise<void>;

const acts: Readonly<Record<DecisionVerb, Act>> = {
  approve: judge('approved'),
  hide: judge('hidden'),
  accept: answer(acceptFollower),
  reject: answer(rejectFollower),
  block: ({ actor }, context) => block(readPattern(actor)?.text ?? new URL(actor).hostname, context),
  'block-server': ({ actor }, context) => block(new URL(actor).hostname, context),
};

function judge(verdict: 'approved' | 'hidden'): Act {
  return ({ reply }, { store }) =>
    store.transact((tx: Transaction) => {
      if (reply !== undefined) tx.judgeReply(reply.id, verdict);
    });
}

function answer(respond: typeof acceptFollower): Act {
  return async ({ actor }, context) => {
    const follower = await context.store.findFollower(actor, 'pending');
    if (follower !== undefined) await respond(follower, context);
  };
}

function block(pattern: string, { now, store }: Deciding): Promise<void> {
  const rule = { pattern, act: 'block', source: 'command', reason: undefined, file: undefined } as const;
  return store.transact((tx) => tx.putRule({ ...rule, since: now() }));
}

/** Of all that the page showed of it. */
function digestOf(reply: JudgedReply | undefined): string {
  if (reply === undefined) return '';
  const { content, summary, url } = reply;
  return hash('sha256', JSON.stringify([content, summary, url]), 'base64url');
}
