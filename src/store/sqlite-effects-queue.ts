import type { OperationKind } from './operation.ts';

/** A new activity, marked fresh: those known already get no further deliveries. */
const putActivity = `
  INSERT INTO activities (id, type, object, domain, body, to_followers, not_before, fresh)
  SELECT value ->> 'id', value ->> 'type', value ->> 'objectId', value ->> 'domain', value ->> 'body',
    value ->> 'toFollowers', value ->> 'notBefore', 1
  FROM jsonb_each(?1) WHERE true
  ON CONFLICT (id) DO NOTHING`;

const blockedByEarlier = (inbox: string): string => `EXISTS (
  SELECT 1 FROM deliveries earlier
  WHERE earlier.object = activities.object AND earlier.inbox = ${inbox} AND earlier.state = 'pending')`;

const settles = `activities.type IN ('Accept', 'Reject', 'Undo')`;

const deliverToFollowers = `
  INSERT INTO deliveries (activity, object, inbox, host, blocked, settles, due_at, claimable_at)
  SELECT activities.row, activities.object, deliver_to, host, ${blockedByEarlier('deliver_to')}, ${settles},
    not_before, not_before
  FROM jsonb_each(?1)
  CROSS JOIN activities ON activities.id = value ->> 'id' AND fresh = 1
  CROSS JOIN (SELECT DISTINCT deliver_to, host FROM followers WHERE state = 'accepted')
  WHERE true
  ON CONFLICT (activity, inbox) DO NOTHING`;

const deliverToNamed = `
  INSERT INTO deliveries (activity, object, inbox, host, blocked, settles, due_at, claimable_at)
  SELECT activities.row, activities.object, named.value ->> 'inbox', named.value ->> 'host',
    ${blockedByEarlier(`named.value ->> 'inbox'`)}, ${settles}, not_before, not_before
  FROM jsonb_each(?1) queued
  CROSS JOIN activities ON activities.id = queued.value ->> 'id' AND fresh = 1
  CROSS JOIN jsonb_each(queued.value, '$.inboxes') named
  WHERE true
  ON CONFLICT (activity, inbox) DO NOTHING`;

/** Followers have their rows, and those named besides do not yet. A day's worth at most, however many there are. */
const spread = `
  UPDATE deliveries SET due_at = paced.at, claimable_at = paced.at
  FROM (
    SELECT deliveries.row,
      not_before + CAST(
        (row_number() OVER (PARTITION BY activities.row ORDER BY deliveries.row) - 1)
        * min(60000.0 / (value ->> 'pace'), 86400000.0 / count(*) OVER (PARTITION BY activities.row)) AS INTEGER) AS at
    FROM jsonb_each(?1)
    CROSS JOIN activities ON activities.id = value ->> 'id' AND fresh = 1
    CROSS JOIN deliveries ON deliveries.activity = activities.row
    WHERE value ->> 'pace' IS NOT NULL) paced
  WHERE deliveries.row = paced.row`;

const endFresh = `
  UPDATE activities SET fresh = 0 WHERE fresh = 1 AND id IN (SELECT value ->> 'id' FROM jsonb_each(?1))`;

/** Run with the rows of deliveries that may have ended. */
export const afterEnding = [
  // Whoever waited behind one that ended is next.
  `UPDATE deliveries SET blocked = 0
   WHERE blocked = 1 AND row IN (
     SELECT min(successor.row)
     FROM jsonb_each(?1)
     CROSS JOIN deliveries ended ON ended.row = value ->> 'row' AND ended.state <> 'pending'
     CROSS JOIN deliveries successor ON successor.object = ended.object AND successor.inbox = ended.inbox
       AND successor.state = 'pending'
     GROUP BY ended.row)`,
  // Of answers and what was passed on nobody asks later how they fared.
  `DELETE FROM deliveries WHERE row IN (
     SELECT ended.row
     FROM jsonb_each(?1)
     CROSS JOIN deliveries ended ON ended.row = value ->> 'row' AND ended.state <> 'pending'
     CROSS JOIN activities ON activities.row = ended.activity AND domain IS NOT NULL)`,
] as const;

/** What `sqlite-effects.ts` runs for activities and their deliveries. */
export const effectsOnQueue = {
  enqueueToFollowers: [putActivity, deliverToFollowers, spread, deliverToNamed, endFresh],
  enqueueToInboxes: [putActivity, deliverToNamed, endFresh],
  supersede: [
    // What a stranger caused is an answer: of those only the last counts, though an earlier one may have arrived.
    `DELETE FROM deliveries
     WHERE state = 'pending' AND lease_owner IS NULL
       AND object IN (SELECT value ->> 'objectId' FROM jsonb_each(?1))
       AND (begun = 0 OR (SELECT domain FROM activities WHERE activities.row = activity) IS NOT NULL)
       AND (object, (SELECT type FROM activities WHERE activities.row = activity)) IN (
         SELECT dropped.value ->> 'objectId', named.value
         FROM jsonb_each(?1) dropped CROSS JOIN jsonb_each(dropped.value, '$.types') named)`,
    `UPDATE deliveries SET blocked = 0
     WHERE state = 'pending' AND blocked = 1
       AND object IN (SELECT value ->> 'objectId' FROM jsonb_each(?1))
       AND NOT EXISTS (
         SELECT 1 FROM deliveries earlier
         WHERE earlier.object = deliveries.object AND earlier.inbox = deliveries.inbox
           AND earlier.state = 'pending' AND earlier.row < deliveries.row)`,
  ],
  putDeliveryOutcome: [
    `UPDATE deliveries SET
       state = CASE value ->> 'state' WHEN 'retry' THEN 'pending' ELSE value ->> 'state' END,
       attempts = attempts + 1, lease_owner = NULL, status = value ->> 'status', reason = value ->> 'reason',
       due_at = CASE value ->> 'state' WHEN 'retry' THEN value ->> 'at' ELSE due_at END,
       claimable_at = CASE value ->> 'state' WHEN 'retry' THEN value ->> 'at' ELSE claimable_at END,
       finished_at = CASE value ->> 'state' WHEN 'retry' THEN NULL ELSE value ->> 'at' END
     FROM jsonb_each(?1)
     WHERE deliveries.row = value ->> 'row' AND state = 'pending'`,
    ...afterEnding,
  ],
  giveBack: [
    `UPDATE deliveries SET begun = begun - 1, lease_owner = NULL, claimable_at = due_at
     FROM jsonb_each(?1)
     WHERE deliveries.row = value ->> 'row' AND state = 'pending' AND lease_owner = value ->> 'owner'`,
  ],
} as const satisfies Partial<Record<OperationKind, readonly string[]>>;
