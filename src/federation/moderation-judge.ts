import type { AccountToJudge, Judgement, ReplyToJudge, Silence, Store } from '../store/store.ts';
import type { Moderation } from './moderation.ts';
import type { Rules } from './moderation-rules.ts';

/** Rows that are looked at in one go: requests come in between. */
const pageMax = 500;

/** The setting that says which version of the rules everything here was last held against. */
const judgedBy = 'moderation-judged';

/**
 * Takes up rules that have changed, here or elsewhere, and holds against them what is here already. Whoever has rules in memory
 * does it for himself: what he took meanwhile was judged by the old ones. Interrupted, the next call begins anew.
 */
export async function keepToRules(moderation: Moderation, store: Store): Promise<void> {
  const isNew = await moderation.refresh();
  const version = await store.setting('moderation');
  if (version === undefined || (!isNew && version === (await store.setting(judgedBy)))) return;
  await judgeAll(moderation, store);
  await store.transact((tx) => tx.putSetting(judgedBy, version));
}

/** Writes what has changed, and nothing else: done twice, it writes nothing. */
async function judgeAll(rules: Rules, store: Store): Promise<void> {
  await eachPage(
    (after) => store.repliesToJudge(after, pageMax),
    (replies) => judgeReplies(replies, rules, store),
  );
  await eachPage(
    (after) => store.accountsToJudge(after, pageMax),
    (accounts) => judgeAccounts(accounts, rules, store),
  );
}

async function eachPage<Row extends { readonly row: number }>(
  read: (after: number) => Promise<readonly Row[]>,
  judge: (rows: readonly Row[]) => Promise<void>,
): Promise<void> {
  for (let last: Row | undefined, after = 0; ; after = last.row) {
    const rows = await read(after);
    last = rows.at(-1);
    if (last === undefined) return;
    await judge(rows);
  }
}

async function judgeReplies(replies: readonly ReplyToJudge[], rules: Rules, store: Store): Promise<void> {
  const changed = replies.flatMap((reply) => {
    const rule = rules.ofReply({ id: reply.actor, user: reply.user }, reply);
    return isSame(rule, reply.rule) ? [] : [{ ...reply, rule }];
  });
  if (changed.length === 0) return;
  await store.transact((tx) => {
    for (const { content, id, rule } of changed) tx.putReplyRule(id, content, rule);
  });
}

function isSame(one: Judgement | undefined, other: Judgement | undefined): boolean {
  return one?.act === other?.act && one?.pattern === other?.pattern;
}

async function judgeAccounts(accounts: readonly AccountToJudge[], rules: Rules, store: Store): Promise<void> {
  const changed = accounts.flatMap((account) => {
    const silence = silenceOf(rules.ofAccount(account));
    return silence === account.silence ? [] : [{ ...account, silence }];
  });
  if (changed.length === 0) return;
  await store.transact((tx) => {
    for (const { id, silence } of changed) tx.silence(id, silence);
  });
}

/** What follows for all that an account does, from what is said of it. */
export function silenceOf(judgement: Judgement | undefined): Silence | undefined {
  return judgement?.act === 'block' || judgement?.act === 'limit' ? judgement.act : undefined;
}
