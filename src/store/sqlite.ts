import { KnownIds } from './known-ids.ts';
import { record } from './record.ts';
import * as answers from './sqlite-answers.ts';
import * as blog from './sqlite-blog.ts';
import { cleanSlice } from './sqlite-clean.ts';
import { hastenDeliveries } from './sqlite-clock.ts';
import type { Connection } from './sqlite-connection.ts';
import { Connections, type StoreEvent } from './sqlite-connections.ts';
import * as conversations from './sqlite-conversations.ts';
import * as deliveries from './sqlite-deliveries.ts';
import * as domains from './sqlite-domains.ts';
import { doubtedFollowers } from './sqlite-doubts.ts';
import { createFile, refuseMissing } from './sqlite-file.ts';
import * as hosts from './sqlite-hosts.ts';
import * as ledger from './sqlite-ledger.ts';
import * as moderation from './sqlite-moderation.ts';
import * as notices from './sqlite-notices.ts';
import * as people from './sqlite-people.ts';
import * as publications from './sqlite-publications.ts';
import { Writer } from './sqlite-writer.ts';
import type { ConversationListener, Store } from './store.ts';

interface SqliteOptions {
  /** How long a call waits for another process that holds the file: less than a sender waits for an answer. */
  readonly busyTimeoutMs?: number;
  /** Whether there must be one already: a new one in its place would be another identity, whom nobody follows. */
  readonly mustExist?: boolean;
  readonly log?: (event: StoreEvent) => void;
}

/**
 * Opens the store in the file `path`, made with its folder when there is none (mode 0600: it holds private keys), and brings
 * it to the newest schema. Any number of processes may have it open. Rejects when the file can't be opened (StoreUnavailable
 * where that may pass, StoreLost where somebody must do something), or comes from a newer version.
 */
export async function openSqliteStore(path: string, options: SqliteOptions = {}): Promise<Store> {
  const { busyTimeoutMs = 5_000, log = () => undefined, mustExist = false } = options;
  if (mustExist) refuseMissing(path);
  createFile(path);
  const probe = (): Promise<unknown> => writer.write([], touch);
  const connections = await Connections.open({ path, busyTimeoutMs, log, probe });
  const { reader } = connections;
  const listeners = new Set<ConversationListener>();
  let known = new KnownIds();
  let { generation } = connections;
  const announce: ConversationListener = (objectIds) => {
    // In a task of its own: a listener's mistake must not look like a failed commit.
    for (const listener of listeners) queueMicrotask(() => listener(objectIds));
  };
  const writer = new Writer(connections, announce);
  const close = async (): Promise<void> => {
    await writer.close();
    await connections.close();
  };
  let closing: Promise<void> | undefined;
  return {
    transact: async (effects) => {
      const operations = record(effects);
      const filter = known;
      filter.note(operations);
      if (operations.length > 0) await writer.write(operations);
      if (filter !== known) known.note(operations); // It was made anew meanwhile.
    },

    findActor: (id) => people.findActor(reader, id),
    mayKnowActor: (id) => known.mayHold(id),
    findActorByKeyId: async (keyId) =>
      known.mayHold(keyId) ? people.findActorByKeyId(reader, keyId) : undefined,
    countFollowers: () => people.countFollowers(reader),
    followers: (after, limit, state) => people.followers(reader, after, limit, state),
    findFollower: (actor, state) => people.findFollower(reader, actor, state),
    followersAt: (origin) => people.followersAt(reader, origin),
    settledFollowers: (origins) => people.settledFollowers(reader, origins),
    followerInboxes: () => people.followerInboxes(reader),
    audience: (activity) => people.audience(reader, activity),

    conversation: (objectId) => conversations.conversationOf(reader, objectId),
    counts: () => conversations.countsOfAll(reader),
    unsanitisedReplies: (limit) => conversations.unsanitisedReplies(reader, limit),
    threadOf: async (replyId) =>
      known.mayHold(replyId) ? conversations.threadOf(reader, replyId) : undefined,
    authorOf: (id) => conversations.authorOf(reader, id),
    wasRemoved: (id, author) => conversations.wasRemoved(reader, id, author),
    threadIds: (objectId) => conversations.threadIds(reader, objectId),
    replyIds: (objectId) => conversations.replyIds(reader, objectId),
    onConversationChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dataVersion: async () => {
      const version = await connections.dataVersion();
      if (generation !== connections.generation) known = new KnownIds();
      ({ generation } = connections);
      await known.takeUp(version, reader);
      return version;
    },

    announcements: () => blog.announcements(reader),
    formerSlugs: () => blog.formerSlugs(reader),

    waitingPublication: () => publications.waitingPublication(reader),
    endedPublication: () => publications.endedPublication(reader),
    putPublication: async (effects, publicationOptions) => {
      const operations = record(effects);
      known.note(operations);
      return writer.write([], (connection) =>
        publications.putPublication(connection, operations, publicationOptions),
      );
    },
    carryOut: async (token, now, isEarly = false) => {
      const operations = await writer.write([], (connection) =>
        publications.carryOut(connection, token, now, isEarly),
      );
      known.note(operations ?? []);
      return operations !== undefined;
    },
    callBack: (token, now) => writer.write([], (connection) => publications.callBack(connection, token, now)),
    holdBack: (takenBack, now) =>
      writer.write([], (connection) => publications.holdBack(connection, takenBack, now)),

    claimDeliveries: (claim) =>
      writer.write([], (connection) => deliveries.claimDeliveries(connection, claim)),
    releaseLeases: async (isDead) => {
      const dead = (await deliveries.leaseOwners(reader)).filter(isDead);
      if (dead.length > 0) await writer.write([], (connection) => deliveries.releaseLeases(connection, dead));
    },
    hastenDeliveries: (now) => writer.write([], (connection) => hastenDeliveries(connection, now)),
    nextDeliveryAt: () => deliveries.nextDeliveryAt(reader),
    failingHostNames: () => hosts.failingHostNames(reader),
    deadHosts: (death) => hosts.deadHosts(reader, death),
    doubtedFollowers: (now, limit) => doubtedFollowers(reader, now, limit),
    deliveryCounts: () => deliveries.deliveryCounts(reader),
    holders: (objectId) => deliveries.holders(reader, objectId),
    deliveriesOf: (activityId, page) => ledger.deliveriesOf(reader, activityId, page),
    ledger: (objectIds) => ledger.ledger(reader, objectIds),
    failingHosts: (limit) => ledger.failingHosts(reader, limit),

    polls: () => answers.polls(reader),
    findQuote: (authorizationId) => answers.findQuote(reader, authorizationId),
    reports: (limit) => answers.reports(reader, limit),
    signatureForm: (host) => blog.signatureForm(reader, host),

    wasSeen: (digest) => domains.wasSeen(reader, digest),
    domainBytes: (domain) => domains.domainBytes(reader, domain),
    fullestDomains: (limit) => domains.fullestDomains(reader, limit),
    peopleOf: (domain) => domains.peopleOf(reader, domain),
    clean: (slice) =>
      slice.dryRun === true
        ? cleanSlice(reader, slice)
        : writer.write([], (connection) => cleanSlice(connection, slice)),

    repliesStanding: (standing, limit, after = 0) =>
      moderation.repliesStanding(reader, standing, limit, after),
    judgedReply: (id) => moderation.judgedReply(reader, id),
    findReply: (name) => moderation.findReply(reader, name),
    privateMessages: (limit) => moderation.privateMessages(reader, limit),
    isKnownAccount: (actor) => moderation.isKnownAccount(reader, actor),
    standingCounts: () => moderation.standingCounts(reader),
    rules: () => moderation.rules(reader),
    repliesToJudge: (after, limit) => moderation.repliesToJudge(reader, after, limit),
    accountsToJudge: (after, limit) => moderation.accountsToJudge(reader, after, limit),
    refusals: (sinceDay) => moderation.refusals(reader, sinceDay),

    notices: (after, limit) => notices.notices(reader, after, limit),
    newestNotice: () => notices.newestNotice(reader),
    report: (row) => notices.report(reader, row),
    decision: (about) => notices.decision(reader, about),
    decideOnce: async (decision, read, effects) => {
      const operations = record(effects);
      const changed = await writer.write([], (connection) =>
        notices.decideOnce(connection, decision, read, operations),
      );
      if (changed !== undefined && changed.size > 0) announce([...changed]);
      return changed !== undefined;
    },

    setting: (name) => blog.setting(reader, name),
    keyPair: (actor, purpose) => blog.keyPair(reader, actor, purpose),

    close: () => (closing ??= close()),
  };
}

/** Writes a page, and changes nothing. */
async function touch(connection: Connection): Promise<void> {
  const row = await connection.get<{ readonly user_version: number }>('PRAGMA user_version');
  await connection.execute(`PRAGMA user_version = ${row?.user_version ?? 0}`);
}
