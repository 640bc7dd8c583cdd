-- What a reply's standing follows from is written down, each for itself: what rules say, what the writer says, what it waits
-- for. The standing is made of these by the row alone, so that whatever changes one of them changes it too.
CREATE TABLE judged_replies (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  object TEXT NOT NULL, -- the object of ours at the root of the thread
  in_reply_to TEXT NOT NULL,
  content TEXT NOT NULL,
  html TEXT, -- content, sanitised; readers see no reply without it
  summary TEXT,
  sensitive INTEGER NOT NULL,
  language TEXT,
  url TEXT NOT NULL,
  published INTEGER NOT NULL,
  updated INTEGER,
  visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted')),
  stored_at INTEGER NOT NULL,
  policy TEXT NOT NULL CHECK (policy IN ('open', 'first-time', 'approve')), -- under which it came, or was last edited
  waits TEXT CHECK (waits IN ('first-time', 'approve', 'edited')), -- NULL when the policy has let it pass
  verdict TEXT CHECK (verdict IN ('approved', 'hidden')), -- the writer's own
  rule_act TEXT CHECK (rule_act IN ('allow', 'block', 'limit', 'hold', 'hide')), -- of the rule that applies
  rule_pattern TEXT,
  shown INTEGER NOT NULL DEFAULT 0, -- Kept by a trigger, as a column that is computed is in no covering index.
  -- The writer's word on one reply goes before rules, but for the block of an account.
  standing TEXT NOT NULL AS (
    CASE
      WHEN rule_act = 'block' THEN 'blocked'
      WHEN verdict = 'hidden' THEN 'hidden'
      WHEN verdict = 'approved' THEN 'open'
      WHEN rule_act = 'limit' THEN 'limited'
      WHEN rule_act = 'hide' THEN 'hidden'
      WHEN rule_act = 'hold' THEN 'held'
      WHEN rule_act = 'allow' THEN 'open'
      WHEN waits IS NOT NULL THEN 'held'
      ELSE 'open'
    END) VIRTUAL,
  -- The sanitised form takes as much again.
  size INTEGER AS (
    300 + 2 * octet_length(id) + 2 * octet_length(actor) + octet_length(in_reply_to) + octet_length(url)
    + coalesce(octet_length(summary), 0) + 2 * octet_length(content)) VIRTUAL
) STRICT;

-- Readers have seen what was there before: it waits for nothing.
INSERT INTO judged_replies
  (row, id, actor, domain, object, in_reply_to, content, html, summary, sensitive, language, url, published, updated,
   visibility, stored_at, policy, shown)
SELECT row, id, actor, domain, object, in_reply_to, content, html, summary, sensitive, language, url, published, updated,
  visibility, stored_at, 'open', shown
FROM replies;
DROP TABLE replies; -- With its indexes and triggers; the sums of the domains stay as they are.
ALTER TABLE judged_replies RENAME TO replies;

CREATE INDEX replies_shown ON replies (object) WHERE shown = 1; -- In the order of their rows, so of arrival.
CREATE INDEX replies_not_shown ON replies (object) WHERE shown = 0;
CREATE INDEX replies_unsanitised ON replies (row) WHERE html IS NULL;
CREATE INDEX replies_by_actor ON replies (actor);
CREATE INDEX replies_not_open ON replies (standing, row) WHERE standing <> 'open';
CREATE INDEX replies_held ON replies (object) WHERE standing = 'held';

CREATE TRIGGER replies_judged AFTER UPDATE OF html, waits, verdict, rule_act ON replies
WHEN new.shown <> (new.html IS NOT NULL AND new.standing = 'open') BEGIN
  UPDATE replies SET shown = NOT shown WHERE row = new.row;
END;

CREATE TRIGGER replies_counted AFTER INSERT ON replies BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER replies_recounted AFTER UPDATE OF content, summary, url, in_reply_to ON replies BEGIN
  UPDATE domains SET bytes = bytes + new.size - old.size WHERE name = new.domain;
END;
CREATE TRIGGER replies_uncounted AFTER DELETE ON replies BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

-- Accounts whose replies the writer has approved.
CREATE TABLE known_accounts (
  row INTEGER PRIMARY KEY,
  actor TEXT NOT NULL UNIQUE,
  approvals INTEGER NOT NULL
) STRICT;

CREATE TABLE moderation_rules (
  row INTEGER PRIMARY KEY,
  pattern TEXT NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('content', 'command')),
  act TEXT NOT NULL CHECK (act IN ('allow', 'block', 'limit', 'hold')),
  reason TEXT,
  file TEXT, -- of `content/`, for one that stands there
  since INTEGER NOT NULL,
  UNIQUE (pattern, source)
) STRICT;

-- Those here whom a rule blocks or limits: what they like, boost and quote does not count.
CREATE TABLE silenced_accounts (
  row INTEGER PRIMARY KEY,
  actor TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('block', 'limit')),
  size INTEGER AS (100 + 2 * octet_length(actor)) VIRTUAL
) STRICT;
CREATE TRIGGER silenced_accounts_counted AFTER INSERT ON silenced_accounts BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER silenced_accounts_uncounted AFTER DELETE ON silenced_accounts BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

-- A follower who is blocked keeps the place that he had.
CREATE TABLE judged_followers (
  row INTEGER PRIMARY KEY,
  actor TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  origin TEXT NOT NULL, -- of the actor's id
  granted TEXT NOT NULL CHECK (granted IN ('accepted', 'pending')),
  barred INTEGER NOT NULL DEFAULT 0 CHECK (barred IN (0, 1)), -- 1 while a rule blocks the account
  state TEXT NOT NULL AS (CASE barred WHEN 1 THEN 'barred' ELSE granted END) VIRTUAL,
  inbox TEXT NOT NULL,
  shared_inbox TEXT,
  deliver_to TEXT NOT NULL, -- the shared inbox if there is one
  host TEXT NOT NULL, -- of deliver_to
  follow_id TEXT,
  since INTEGER NOT NULL,
  doubted_at INTEGER, -- since when its inbox seems to be wrong; NULL while nothing speaks against it
  ask_at INTEGER, -- of one in doubt: when its actor is asked for next
  missing_days INTEGER NOT NULL DEFAULT 0, -- of one in doubt: on which its actor was not found
  size INTEGER AS (
    200 + 3 * octet_length(actor) + 4 * octet_length(deliver_to) + octet_length(inbox)
    + coalesce(octet_length(follow_id), 0)) VIRTUAL
) STRICT;
INSERT INTO judged_followers
  (row, actor, domain, origin, granted, inbox, shared_inbox, deliver_to, host, follow_id, since, doubted_at, ask_at,
   missing_days)
SELECT row, actor, domain, origin, state, inbox, shared_inbox, deliver_to, host, follow_id, since, doubted_at, ask_at,
  missing_days
FROM followers;
DROP TABLE followers;
ALTER TABLE judged_followers RENAME TO followers;

CREATE INDEX followers_by_state ON followers (state);
CREATE INDEX followers_by_inbox ON followers (state, deliver_to, host);
CREATE INDEX followers_by_origin ON followers (state, origin, actor);
CREATE INDEX followers_doubted ON followers (ask_at) WHERE ask_at IS NOT NULL;

CREATE TRIGGER followers_counted AFTER INSERT ON followers BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER followers_recounted AFTER UPDATE ON followers BEGIN
  UPDATE domains SET bytes = bytes + new.size - old.size WHERE name = new.domain;
END;
CREATE TRIGGER followers_uncounted AFTER DELETE ON followers BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

-- What was refused, by day and reason.
CREATE TABLE refusals (
  row INTEGER PRIMARY KEY,
  day INTEGER NOT NULL, -- since the epoch
  reason TEXT NOT NULL, -- the pattern of a rule, or `closed`
  count INTEGER NOT NULL,
  UNIQUE (day, reason)
) STRICT;
