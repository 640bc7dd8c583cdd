import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { assert } from '../assert.ts';
import { record } from './record.ts';
import * as answers from './sqlite-answers.ts';
import * as blog from './sqlite-blog.ts';
import { codeOf, Connection } from './sqlite-connection.ts';
import type { Reader } from './sqlite-connection.ts';
import * as conversations from './sqlite-conversations.ts';
import * as deliveries from './sqlite-deliveries.ts';
import { migrate } from './sqlite-migrate.ts';
import * as people from './sqlite-people.ts';
import { Writer } from './sqlite-writer.ts';
import type { ConversationListener, Store } from './store.ts';

interface SqliteOptions {
  /** How long a call waits for another process that holds the file. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens the store in the file `path`, made with its folder when there is none (mode 0600: it holds private keys), and brings
 * it to the newest schema. Any number of processes may have it open. Rejects when the file can't be opened, or comes from a
 * newer version.
 */
export async function openSqliteStore(
  path: string,
  { busyTimeoutMs = 10_000 }: SqliteOptions = {},
): Promise<Store> {
  createFile(path);
  const writable = await Connection.open(path, busyTimeoutMs);
  const connections = [writable];
  try {
    await writable.execute(writerSetup);
    await migrate(writable);
    for (let n = 0; n < readerCount; n += 1) {
      const reader = await Connection.open(path, busyTimeoutMs);
      connections.push(reader);
      await reader.execute(readerSetup);
    }
    return storeOf(writable, connections.slice(1));
  } catch (error) {
    await closeAll(connections);
    throw error;
  }
}

/** Two, so that a long read does not keep the short ones waiting. */
const readerCount = 2;

/** FULL is what makes a commit durable under WAL. 32 MB of cache; checkpoints at 16 MB, as they cost an fsync more. */
const writerSetup = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -32768;
  PRAGMA wal_autocheckpoint = 4000;`;
const readerSetup = 'PRAGMA query_only = ON; PRAGMA cache_size = -32768;';

/** SQLite gives the files beside it (`-wal`, `-shm`) the same mode. */
function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Never opened when it exists: closing it would drop the locks that other connections of this process hold on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function storeOf(writable: Connection, readers: readonly Connection[]): Store {
  const reader = inTurn(readers);
  const listeners = new Set<ConversationListener>();
  const writer = new Writer(writable, (objectIds) => {
    // In a task of its own: a listener's mistake must not look like a failed commit.
    for (const listener of listeners) queueMicrotask(() => listener(objectIds));
  });
  const close = async (): Promise<void> => {
    await writer.close();
    await closeAll([...readers, writable]);
  };
  let closing: Promise<void> | undefined;
  return {
    transact: async (effects) => {
      const operations = record(effects);
      if (operations.length > 0) await writer.write(operations);
    },

    findActor: (id) => people.findActor(reader, id),
    findActorByKeyId: (keyId) => people.findActorByKeyId(reader, keyId),
    countFollowers: () => people.countFollowers(reader),
    followers: (after, limit, state) => people.followers(reader, after, limit, state),
    findFollower: (actor, state) => people.findFollower(reader, actor, state),
    followersAt: (origin) => people.followersAt(reader, origin),
    settledFollowers: (origins) => people.settledFollowers(reader, origins),
    followerInboxes: () => people.followerInboxes(reader),

    conversation: (objectId) => conversations.conversationOf(reader, objectId),
    counts: () => conversations.countsOfAll(reader),
    unsanitisedReplies: (limit) => conversations.unsanitisedReplies(reader, limit),
    threadOf: (replyId) => conversations.threadOf(reader, replyId),
    authorOf: (replyId) => conversations.authorOf(reader, replyId),
    threadIds: (objectId) => conversations.threadIds(reader, objectId),
    replyIds: (objectId) => conversations.replyIds(reader, objectId),
    onConversationChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dataVersion: () => blog.dataVersion(writable),

    announcements: () => blog.announcements(reader),
    formerSlugs: () => blog.formerSlugs(reader),

    claimDeliveries: (claim) =>
      writer.write([], (connection) => deliveries.claimDeliveries(connection, claim)),
    releaseLeases: async (isDead) => {
      const dead = (await deliveries.leaseOwners(reader)).filter(isDead);
      if (dead.length > 0) await writer.write([], (connection) => deliveries.releaseLeases(connection, dead));
    },
    nextDeliveryAt: () => deliveries.nextDeliveryAt(reader),
    deliveryCounts: () => deliveries.deliveryCounts(reader),
    holders: (objectId) => deliveries.holders(reader, objectId),
    deliveriesOf: (activityId) => deliveries.deliveriesOf(reader, activityId),

    polls: () => answers.polls(reader),
    findQuote: (authorizationId) => answers.findQuote(reader, authorizationId),
    reports: (limit) => answers.reports(reader, limit),
    signatureForm: (host) => blog.signatureForm(reader, host),

    setting: (name) => blog.setting(reader, name),
    keyPair: (actor, purpose) => blog.keyPair(reader, actor, purpose),

    close: () => (closing ??= close()),
  };
}

function inTurn(readers: readonly Connection[]): Reader {
  let turn = 0;
  const next = (): Connection => {
    const reader = readers[turn];
    assert(reader, 'a store has a reader');
    turn = (turn + 1) % readers.length;
    return reader;
  };
  return {
    all: (sql, ...values) => next().all(sql, ...values),
    get: (sql, ...values) => next().get(sql, ...values),
  };
}

/** The writer last: the last connection to a file writes its log back into it. */
async function closeAll(connections: readonly Connection[]): Promise<void> {
  for (const connection of connections) await connection.close();
}
