import type { Uri } from '../protocol/vocabulary.ts';
import type { OperationKind } from './operation.ts';
import type { Nullable, Reader } from './sqlite-connection.ts';
import type {
  AccountToJudge,
  Judgement,
  JudgedReply,
  ModerationRule,
  RefusalCount,
  ReplyFacts,
  ReplyToJudge,
  Standing,
  StoredPrivateMessage,
} from './store.ts';

/** SQL: whether an account is blocked or limited. */
export const isSilenced = (actor: string): string =>
  `EXISTS (SELECT 1 FROM silenced_accounts silenced WHERE silenced.actor = ${actor})`;

/** SQL: whether the writer has hidden something of an account. */
const wasHidden = (actor: string): string =>
  `EXISTS (SELECT 1 FROM replies hidden WHERE hidden.actor = ${actor} AND hidden.verdict = 'hidden')`;

/** SQL: whether an account is blocked. */
export const isBlocked = (actor: string): string =>
  `EXISTS (SELECT 1 FROM silenced_accounts silenced WHERE silenced.actor = ${actor} AND silenced.act = 'block')`;

const judgedColumns = `
    row, id, actor, object AS objectId, in_reply_to AS inReplyTo, url, content, summary, stored_at AS storedAt, standing,
    CASE
      WHEN rule_act = 'block' THEN 'rule'
      WHEN verdict IS NOT NULL THEN 'writer'
      WHEN rule_act IS NOT NULL THEN 'rule'
      ELSE waits
    END AS cause,
    rule_pattern AS pattern`;
const selectJudged = `SELECT ${judgedColumns} FROM replies`;

/** Of the index by standing SQLite is told in its own words. */
export async function repliesStanding(
  reader: Reader,
  standing: Exclude<Standing, 'open'>,
  limit: number,
  after: number,
): Promise<readonly JudgedReply[]> {
  const rows = await reader.all<Nullable<JudgedReply>>(
    `${selectJudged} WHERE standing <> 'open' AND standing = ?1 AND row > ?2 ORDER BY row LIMIT ?3`,
    standing,
    after,
    limit,
  );
  return rows.map(judgedOf);
}

export async function judgedReply(reader: Reader, id: Uri): Promise<JudgedReply | undefined> {
  const row = await reader.get<Nullable<JudgedReply>>(`${selectJudged} WHERE id = ?1`, id);
  return row && judgedOf(row);
}

/** The number before the id before the page: of these nobody chooses the first. */
export async function findReply(reader: Reader, name: string): Promise<ReplyFacts | undefined> {
  for (const column of /^\d+$/.test(name) ? ['row'] : ['id', 'url']) {
    const row = await reader.get<FactsRow>(
      `SELECT ${judgedColumns}, policy, waits, verdict, rule_act AS act FROM replies WHERE ${column} = ?1`,
      column === 'row' ? Number(name) : name,
    );
    if (row !== undefined) return factsOf(row);
  }
  return undefined;
}

type FactsRow = Nullable<Omit<ReplyFacts, 'rule'>> & { readonly act: Judgement['act'] | null };

function factsOf({ act, policy, verdict, waits, ...row }: FactsRow): ReplyFacts {
  return {
    ...judgedOf(row),
    policy,
    waits: waits ?? undefined,
    verdict: verdict ?? undefined,
    rule: act === null || row.pattern === null ? undefined : { act, pattern: row.pattern },
  };
}

function judgedOf({ cause, pattern, summary, ...row }: Nullable<JudgedReply>): JudgedReply {
  return {
    ...row,
    summary: summary ?? undefined,
    cause: cause ?? undefined,
    pattern: cause === 'rule' ? (pattern ?? undefined) : undefined,
  };
}

export async function standingCounts(reader: Reader): Promise<ReadonlyMap<Standing, number>> {
  const rows = await reader.all<{ readonly standing: Standing; readonly count: number }>(
    `SELECT standing, count(*) AS count FROM replies WHERE standing <> 'open' GROUP BY standing`,
  );
  return new Map(rows.map(({ count, standing }) => [standing, count]));
}

export async function isKnownAccount(reader: Reader, actor: Uri): Promise<boolean> {
  return (await reader.get('SELECT 1 FROM known_accounts WHERE actor = ?1', actor)) !== undefined;
}

export async function rules(reader: Reader): Promise<readonly ModerationRule[]> {
  const rows = await reader.all<Nullable<ModerationRule>>(
    'SELECT pattern, act, source, reason, file, since FROM moderation_rules ORDER BY row',
  );
  return rows.map((row) => ({ ...row, reason: row.reason ?? undefined, file: row.file ?? undefined }));
}

export async function repliesToJudge(
  reader: Reader,
  after: number,
  limit: number,
): Promise<readonly ReplyToJudge[]> {
  const rows = await reader.all<RowToJudge>(
    `SELECT replies.row, replies.id, actor, preferred_username AS user, content, summary, rule_act AS act,
       rule_pattern AS pattern
     FROM replies LEFT JOIN actors ON actors.id = actor
     WHERE replies.row > ?1 ORDER BY replies.row LIMIT ?2`,
    after,
    limit,
  );
  return rows.map(({ act, pattern, summary, user, ...row }) => ({
    ...row,
    user: user ?? undefined,
    summary: summary ?? undefined,
    rule: act === null || pattern === null ? undefined : { act, pattern },
  }));
}

type RowToJudge = Nullable<Omit<ReplyToJudge, 'rule'>> & {
  readonly act: Judgement['act'] | null;
  readonly pattern: string | null;
};

export async function accountsToJudge(
  reader: Reader,
  after: number,
  limit: number,
): Promise<readonly AccountToJudge[]> {
  const rows = await reader.all<Nullable<AccountToJudge>>(
    `SELECT actors.row, id, preferred_username AS user, act AS silence
     FROM actors LEFT JOIN silenced_accounts ON actor = id
     WHERE actors.row > ?1 ORDER BY actors.row LIMIT ?2`,
    after,
    limit,
  );
  return rows.map((row) => ({ ...row, silence: row.silence ?? undefined }));
}

export function refusals(reader: Reader, sinceDay: number): Promise<readonly RefusalCount[]> {
  return reader.all(
    'SELECT day, reason, count FROM refusals WHERE day >= ?1 ORDER BY day DESC, count DESC, reason',
    sinceDay,
  );
}

export async function privateMessages(
  reader: Reader,
  limit: number,
): Promise<readonly StoredPrivateMessage[]> {
  const rows = await reader.all<Nullable<StoredPrivateMessage>>(
    `SELECT row, id, actor, in_reply_to AS inReplyTo, text, visibility, sent_at AS sentAt, stored_at AS storedAt
     FROM private_messages ORDER BY row DESC LIMIT ?1`,
    limit,
  );
  return rows.map((row) => ({ ...row, inReplyTo: row.inReplyTo ?? undefined }));
}

/** Rules have changed: whoever holds them in memory sees it by this number. */
const countChange = `
  INSERT INTO settings (name, value) SELECT 'moderation', '1' FROM jsonb_each(?1) LIMIT 1
  ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1`;

const messagesPerDomainMax = 100;
const messagesMax = 1_000;
const refusalDaysMax = 90;
/** Of one day; more reasons than a writer has rules. */
const refusalReasonsMax = 1_000;

/** What `sqlite-effects.ts` runs for what rules and the writer say. */
export const effectsOnModeration = {
  judgeReply: [
    // One that was approved already counts no second time, and whom the writer hides he does not know.
    `INSERT INTO known_accounts (actor, approvals)
     SELECT actor, 1 FROM jsonb_each(?1) CROSS JOIN replies ON replies.id = value ->> 'id'
     WHERE value ->> 'verdict' = 'approved' AND verdict IS NOT 'approved'
     ON CONFLICT (actor) DO UPDATE SET approvals = approvals + 1`,
    `DELETE FROM known_accounts WHERE actor IN (
       SELECT actor FROM jsonb_each(?1) CROSS JOIN replies ON replies.id = value ->> 'id' WHERE value ->> 'verdict' = 'hidden')`,
    `UPDATE replies SET verdict = value ->> 'verdict',
       waits = CASE value ->> 'verdict' WHEN 'approved' THEN NULL ELSE waits END
     FROM jsonb_each(?1) WHERE replies.id = value ->> 'id'
     RETURNING object`,
    // What waited only because nobody knew its author waits no more.
    `UPDATE replies SET waits = NULL
     WHERE waits = 'first-time' AND actor IN (
       SELECT approved.actor FROM jsonb_each(?1) CROSS JOIN replies approved ON approved.id = value ->> 'id'
       WHERE value ->> 'verdict' = 'approved')
     RETURNING object`,
  ],
  // It is said again with every publication, of old answers too: whom the writer has hidden since then stays a stranger.
  knowAuthorOf: [
    `INSERT INTO known_accounts (actor, approvals)
     SELECT actor, 1 FROM jsonb_each(?1) CROSS JOIN replies answered ON answered.id = value ->> 'id'
     WHERE NOT ${wasHidden('answered.actor')}
     ON CONFLICT (actor) DO NOTHING`,
    `UPDATE replies SET waits = NULL
     WHERE waits = 'first-time' AND actor IN (
       SELECT answered.actor FROM jsonb_each(?1) CROSS JOIN replies answered ON answered.id = value ->> 'id')
       AND NOT ${wasHidden('replies.actor')}
     RETURNING object`,
  ],
  releaseReplies: [
    `UPDATE replies SET waits = NULL
     WHERE row IN (
       SELECT held.row
       FROM jsonb_each(?1) CROSS JOIN replies held ON held.object = value ->> 'objectId' AND held.shown = 0
       WHERE waits IS NOT NULL AND (
         value ->> 'policy' = 'open'
         OR (value ->> 'policy' = 'first-time' AND waits = 'approve'
           AND EXISTS (SELECT 1 FROM known_accounts known WHERE known.actor = held.actor))))
     RETURNING object`,
  ],
  putReplyRule: [
    `UPDATE replies SET rule_act = value ->> '$.rule.act', rule_pattern = value ->> '$.rule.pattern'
     FROM jsonb_each(?1)
     WHERE replies.id = value ->> 'id' AND content = value ->> 'content'
     RETURNING object`,
  ],
  putRule: [
    `INSERT INTO moderation_rules (pattern, source, act, reason, file, since)
     SELECT value ->> 'pattern', value ->> 'source', value ->> 'act', value ->> 'reason', value ->> 'file', value ->> 'since'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (pattern, source) DO UPDATE SET
       -- Said again without a reason, it has the one that it had.
       reason = CASE WHEN excluded.source = 'command' AND excluded.act = moderation_rules.act
         THEN coalesce(excluded.reason, moderation_rules.reason) ELSE excluded.reason END,
       act = excluded.act, file = excluded.file, since = excluded.since`,
    countChange,
  ],
  removeRule: [
    `DELETE FROM moderation_rules
     WHERE (pattern, source) IN (SELECT value ->> 'pattern', value ->> 'source' FROM jsonb_each(?1))`,
    countChange,
  ],
  silence: [
    `DELETE FROM silenced_accounts WHERE actor IN (SELECT value ->> 'actor' FROM jsonb_each(?1))`,
    `INSERT INTO silenced_accounts (actor, domain, act)
     SELECT value ->> 'actor', value ->> 'domain', value ->> 'silence' FROM jsonb_each(?1)
     WHERE value ->> 'silence' IS NOT NULL`,
    `UPDATE followers SET barred = coalesce(value ->> 'silence' = 'block', 0)
     FROM jsonb_each(?1) WHERE actor = value ->> 'actor'`,
    `SELECT object FROM jsonb_each(?1) CROSS JOIN reactions ON actor = value ->> 'actor'
     UNION SELECT object FROM jsonb_each(?1) CROSS JOIN quotes ON actor = value ->> 'actor'
     UNION SELECT poll FROM jsonb_each(?1) CROSS JOIN votes ON actor = value ->> 'actor'`,
  ],
  putPrivateMessage: [
    `INSERT INTO private_messages (id, actor, domain, in_reply_to, text, visibility, sent_at, stored_at)
     SELECT value ->> 'id', value ->> 'actor', value ->> 'domain', value ->> 'inReplyTo', value ->> 'text',
       value ->> 'visibility', value ->> 'sentAt', value ->> 'at'
     FROM jsonb_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET
       in_reply_to = excluded.in_reply_to, text = excluded.text, visibility = excluded.visibility, sent_at = excluded.sent_at
     WHERE private_messages.actor = excluded.actor AND excluded.sent_at > private_messages.sent_at`,
    `DELETE FROM private_messages WHERE row IN (
       SELECT old.row FROM jsonb_each(?1) CROSS JOIN private_messages old ON old.domain = value ->> 'domain'
       WHERE (SELECT count(*) FROM private_messages newer WHERE newer.domain = old.domain AND newer.row > old.row)
         >= ${messagesPerDomainMax}
       UNION ALL SELECT row FROM (
         SELECT row FROM private_messages
         ORDER BY row_number() OVER (PARTITION BY domain ORDER BY row DESC), row DESC LIMIT -1 OFFSET ${messagesMax}))`,
  ],
  removePrivateMessage: [
    `DELETE FROM private_messages
     WHERE (id, actor) IN (SELECT value ->> 'id', value ->> 'author' FROM jsonb_each(?1))`,
  ],
  countRefusals: [
    `INSERT INTO refusals (day, reason, count)
     SELECT value ->> 'day', value ->> 'reason', value ->> 'count' FROM jsonb_each(?1)
     WHERE (SELECT count(*) FROM refusals others WHERE others.day = value ->> 'day') < ${refusalReasonsMax}
     ON CONFLICT (day, reason) DO UPDATE SET count = count + excluded.count`,
    `DELETE FROM refusals WHERE day < (SELECT max(value ->> 'day') FROM jsonb_each(?1)) - ${refusalDaysMax}`,
  ],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
