-- Keys are integers, and the ids that the world knows stand beside them under UNIQUE: rows lie in the order of arrival,
-- which made the same data four times as fast as text keys. Times are milliseconds since the epoch.
--
-- What came of the acts of strangers names the registrable domain that it came from, and has a size: about the bytes that the
-- row takes, with what stands in its indexes. Triggers keep the sums.
CREATE TABLE domains (
  row INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  bytes INTEGER NOT NULL,
  guards INTEGER NOT NULL -- rows that only keep a thing from happening again: what makes them is never refused, so they have a limit
) STRICT;

CREATE TABLE actors (
  row INTEGER PRIMARY KEY AUTOINCREMENT, -- A number is never given again: who was added since a look at them is above it.
  id TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  host TEXT NOT NULL, -- of the id
  type TEXT NOT NULL,
  inbox TEXT NOT NULL,
  shared_inbox TEXT,
  name TEXT NOT NULL,
  preferred_username TEXT NOT NULL,
  url TEXT NOT NULL,
  fetched_at INTEGER NOT NULL,
  size INTEGER AS (
    200 + 2 * octet_length(id) + octet_length(inbox) + coalesce(octet_length(shared_inbox), 0)
    + octet_length(name) + octet_length(url)) VIRTUAL
) STRICT;

-- Anybody may publish a key under any id, so several actors may hold one: who is believed is for the reading to decide.
CREATE TABLE actor_keys (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  place INTEGER NOT NULL, -- among the actor's keys, from 0
  pem TEXT NOT NULL,
  size INTEGER AS (100 + 2 * octet_length(id) + 3 * octet_length(actor) + octet_length(pem)) VIRTUAL,
  UNIQUE (id, actor)
) STRICT;
CREATE INDEX actor_keys_by_actor ON actor_keys (actor, place);
CREATE TRIGGER actors_removed AFTER DELETE ON actors BEGIN
  DELETE FROM actor_keys WHERE actor = old.id;
END;

CREATE TABLE followers (
  row INTEGER PRIMARY KEY,
  actor TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  origin TEXT NOT NULL, -- of the actor's id
  state TEXT NOT NULL CHECK (state IN ('accepted', 'pending')),
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
CREATE INDEX followers_by_state ON followers (state);
CREATE INDEX followers_by_inbox ON followers (state, deliver_to, host);
CREATE INDEX followers_by_origin ON followers (state, origin, actor);
CREATE INDEX followers_doubted ON followers (ask_at) WHERE ask_at IS NOT NULL;

CREATE TABLE replies (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  object TEXT NOT NULL, -- the object of ours at the root of the thread
  in_reply_to TEXT NOT NULL,
  content TEXT NOT NULL,
  html TEXT, -- content, sanitised; readers see no reply without it
  shown INTEGER NOT NULL DEFAULT 0 CHECK (shown = (html IS NOT NULL)), -- so that counting need not read the rows
  summary TEXT,
  sensitive INTEGER NOT NULL,
  language TEXT,
  url TEXT NOT NULL,
  published INTEGER NOT NULL,
  updated INTEGER,
  visibility TEXT NOT NULL CHECK (visibility IN ('public', 'unlisted')),
  stored_at INTEGER NOT NULL,
  -- The sanitised form takes as much again.
  size INTEGER AS (
    300 + 2 * octet_length(id) + 2 * octet_length(actor) + octet_length(in_reply_to) + octet_length(url)
    + coalesce(octet_length(summary), 0) + 2 * octet_length(content)) VIRTUAL
) STRICT;
CREATE INDEX replies_shown ON replies (object) WHERE shown = 1; -- In the order of their rows, so of arrival.
CREATE INDEX replies_unsanitised ON replies (row) WHERE shown = 0;
CREATE INDEX replies_by_actor ON replies (actor);

-- An id alone would let anybody forbid a stranger's reply before it arrives: it is refused to this actor only.
CREATE TABLE removed_replies (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  stood INTEGER NOT NULL, -- 1 when it was here: 0 may be a Delete that overtook its Create, or an id that never was
  removed_at INTEGER NOT NULL,
  size INTEGER AS (100 + 2 * octet_length(id) + 2 * octet_length(actor)) VIRTUAL,
  UNIQUE (id, actor)
) STRICT;

CREATE TABLE reactions (
  row INTEGER PRIMARY KEY,
  object TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('like', 'announce')),
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  emoji TEXT NOT NULL, -- empty for a plain one, as UNIQUE holds NULLs for different
  activity_id TEXT,
  put_at INTEGER NOT NULL,
  size INTEGER AS (300 + 3 * octet_length(actor) + 2 * coalesce(octet_length(activity_id), 0)) VIRTUAL,
  UNIQUE (object, kind, actor, emoji)
) STRICT;
CREATE INDEX reactions_by_actor ON reactions (actor, activity_id);

CREATE TABLE quotes (
  row INTEGER PRIMARY KEY,
  object TEXT NOT NULL,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  quoting_id TEXT NOT NULL,
  authorization_id TEXT,
  put_at INTEGER NOT NULL,
  size INTEGER AS (500 + 3 * octet_length(actor) + 4 * octet_length(quoting_id)) VIRTUAL,
  UNIQUE (object, actor, quoting_id)
) STRICT;
CREATE INDEX quotes_by_actor ON quotes (actor, quoting_id);
CREATE INDEX quotes_by_quoting_id ON quotes (quoting_id);
CREATE INDEX quotes_by_authorization ON quotes (authorization_id) WHERE authorization_id IS NOT NULL;

CREATE TABLE votes (
  row INTEGER PRIMARY KEY,
  poll TEXT NOT NULL,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  option TEXT NOT NULL,
  put_at INTEGER NOT NULL,
  size INTEGER AS (300 + 3 * octet_length(actor) + 3 * octet_length(option)) VIRTUAL,
  UNIQUE (poll, actor, option)
) STRICT;
CREATE INDEX votes_by_actor ON votes (actor);
CREATE INDEX votes_by_option ON votes (poll, option);

CREATE TABLE reports (
  row INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  objects TEXT NOT NULL, -- a JSON array of ids
  content TEXT NOT NULL,
  at INTEGER NOT NULL,
  size INTEGER AS (100 + 2 * (octet_length(actor) + octet_length(objects) + octet_length(content))) VIRTUAL,
  UNIQUE (actor, objects, content)
) STRICT;

CREATE TABLE announcements (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  slug TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('registered', 'announced', 'deleted')),
  digest TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('Article', 'Note', 'Question', 'Like', 'Announce')),
  published INTEGER NOT NULL,
  updated INTEGER,
  deleted INTEGER
) STRICT;

CREATE TABLE former_slugs (
  row INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  object_id TEXT NOT NULL -- the id of the post, not the URL
) STRICT;

CREATE TABLE activities (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  object TEXT NOT NULL,
  domain TEXT, -- of whose act it answers or passes on: such a one goes with the last of its deliveries
  body TEXT NOT NULL,
  to_followers INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  fresh INTEGER NOT NULL, -- 1 only inside the transaction that queues it
  size INTEGER AS (1000 + 4 * octet_length(id) + 3 * octet_length(object) + octet_length(body)) VIRTUAL -- With one delivery.
) STRICT;
CREATE INDEX activities_by_object ON activities (object);

-- The queue while pending, the ledger afterwards.
CREATE TABLE deliveries (
  row INTEGER PRIMARY KEY,
  activity INTEGER NOT NULL REFERENCES activities (row),
  object TEXT NOT NULL,
  inbox TEXT NOT NULL,
  host TEXT NOT NULL, -- of the inbox
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  blocked INTEGER NOT NULL, -- 1 while an earlier one of the same object and inbox is pending
  settles INTEGER NOT NULL, -- 1 for an Accept, Reject or Undo: until it arrives, the peer may know our followers otherwise
  held INTEGER NOT NULL DEFAULT 0, -- 1 while it is due, and waits until its host is asked (see hosts)
  begun INTEGER NOT NULL DEFAULT 0, -- how often a worker has claimed it and not given it back: the peer may have received it
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  claimable_at INTEGER NOT NULL, -- due_at, or the end of the lease
  lease_owner TEXT,
  status INTEGER,
  reason TEXT,
  finished_at INTEGER,
  UNIQUE (activity, inbox)
) STRICT;
-- Workers read this one from its start, and nothing that must wait stands in their way but busy hosts.
CREATE INDEX deliveries_ready ON deliveries (claimable_at, row, host)
  WHERE state = 'pending' AND blocked = 0 AND held = 0;
-- Only hosts that fail have any of these.
CREATE INDEX deliveries_held ON deliveries (host, row) WHERE state = 'pending' AND held = 1;
CREATE INDEX deliveries_tried ON deliveries (host, row) WHERE state = 'pending' AND attempts > 0;
CREATE INDEX deliveries_in_order ON deliveries (object, inbox, row) WHERE state = 'pending';
CREATE INDEX deliveries_settling ON deliveries (host) WHERE state = 'pending' AND settles = 1;
CREATE INDEX deliveries_leased ON deliveries (lease_owner) WHERE lease_owner IS NOT NULL;
CREATE INDEX deliveries_ended ON deliveries (state) WHERE state <> 'pending';
CREATE TRIGGER deliveries_removed AFTER DELETE ON deliveries BEGIN
  DELETE FROM activities
  WHERE row = old.activity AND domain IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM deliveries WHERE activity = old.activity);
END;

-- Hosts that fail: one that always worked has no row, and one that works again loses it.
CREATE TABLE hosts (
  row INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, -- as in the inboxes, with its port
  failures INTEGER NOT NULL, -- in a row
  failing_since INTEGER NOT NULL,
  failing_days INTEGER NOT NULL, -- on which it failed while others answered
  failed_on INTEGER, -- the last of these, in days since the epoch
  failed_at INTEGER NOT NULL,
  is_open INTEGER NOT NULL DEFAULT 0, -- 1 when the last failure was one too many: its circuit is open, or half open
  open_until INTEGER NOT NULL, -- the end of the pause that follows from the last failure
  ask_at INTEGER -- when one of the deliveries held is tried; NULL while there is none
) STRICT;
CREATE INDEX hosts_to_ask ON hosts (ask_at) WHERE ask_at IS NOT NULL;

-- The publication that waits out its grace window, if there is one.
CREATE TABLE waiting_publication (
  row INTEGER PRIMARY KEY CHECK (row = 1),
  token TEXT NOT NULL,
  release TEXT NOT NULL,
  previous TEXT,
  at INTEGER NOT NULL,
  send_at INTEGER NOT NULL,
  says TEXT NOT NULL, -- JSON, for people
  operations TEXT NOT NULL -- JSON: what is written when it is carried out
) STRICT;

-- The last one that waited no more.
CREATE TABLE ended_publication (
  row INTEGER PRIMARY KEY CHECK (row = 1),
  token TEXT NOT NULL,
  release TEXT NOT NULL,
  previous TEXT,
  outcome TEXT NOT NULL CHECK (outcome IN ('told', 'cancelled', 'replaced')),
  at INTEGER NOT NULL,
  held INTEGER NOT NULL -- 1 while nothing may be published by itself
) STRICT;

CREATE TABLE settings (
  row INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE key_pairs (
  row INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('request', 'assertion')),
  id TEXT NOT NULL,
  private_key_pem TEXT NOT NULL,
  public_key_pem TEXT NOT NULL,
  UNIQUE (actor, purpose)
) STRICT;

-- How each server took its last delivery signed.
CREATE TABLE signature_forms (
  row INTEGER PRIMARY KEY,
  host TEXT NOT NULL UNIQUE,
  form TEXT NOT NULL,
  put_at INTEGER NOT NULL
) STRICT;

-- Digests of signatures whose request would do harm if it came again.
CREATE TABLE seen (
  row INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL, -- of the signer
  at INTEGER NOT NULL,
  size INTEGER AS (60 + 2 * octet_length(digest)) VIRTUAL
) STRICT;

-- The sums of each domain. Whatever adds, changes or deletes rows, from whichever process: they are right.
CREATE TRIGGER actors_counted AFTER INSERT ON actors BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER actors_recounted AFTER UPDATE ON actors BEGIN
  UPDATE domains SET bytes = bytes + new.size - old.size WHERE name = new.domain;
END;
CREATE TRIGGER actors_uncounted AFTER DELETE ON actors BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

CREATE TRIGGER actor_keys_counted AFTER INSERT ON actor_keys BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER actor_keys_recounted AFTER UPDATE OF pem ON actor_keys BEGIN
  UPDATE domains SET bytes = bytes + new.size - old.size WHERE name = new.domain;
END;
CREATE TRIGGER actor_keys_uncounted AFTER DELETE ON actor_keys BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

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

CREATE TRIGGER removed_replies_counted AFTER INSERT ON removed_replies BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 1 - new.stood)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes, guards = guards + excluded.guards;
END;
CREATE TRIGGER removed_replies_uncounted AFTER DELETE ON removed_replies BEGIN
  UPDATE domains SET bytes = bytes - old.size, guards = guards - (1 - old.stood) WHERE name = old.domain;
END;

CREATE TRIGGER reactions_counted AFTER INSERT ON reactions BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER reactions_recounted AFTER UPDATE OF activity_id ON reactions BEGIN
  UPDATE domains SET bytes = bytes + new.size - old.size WHERE name = new.domain;
END;
CREATE TRIGGER reactions_uncounted AFTER DELETE ON reactions BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

CREATE TRIGGER quotes_counted AFTER INSERT ON quotes BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER quotes_uncounted AFTER DELETE ON quotes BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

CREATE TRIGGER votes_counted AFTER INSERT ON votes BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER votes_uncounted AFTER DELETE ON votes BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

CREATE TRIGGER reports_counted AFTER INSERT ON reports BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER reports_uncounted AFTER DELETE ON reports BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

CREATE TRIGGER seen_counted AFTER INSERT ON seen BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 1)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes, guards = guards + excluded.guards;
END;
CREATE TRIGGER seen_uncounted AFTER DELETE ON seen BEGIN
  UPDATE domains SET bytes = bytes - old.size, guards = guards - 1 WHERE name = old.domain;
END;

CREATE TRIGGER activities_counted AFTER INSERT ON activities WHEN new.domain IS NOT NULL BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER activities_uncounted AFTER DELETE ON activities WHEN old.domain IS NOT NULL BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;
