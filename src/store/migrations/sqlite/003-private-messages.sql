-- What was written to the blog and not for everybody: the writer alone reads it, and it is in no other table.
CREATE TABLE private_messages (
  row INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  actor TEXT NOT NULL,
  domain TEXT NOT NULL,
  in_reply_to TEXT,
  text TEXT NOT NULL, -- plain
  visibility TEXT NOT NULL CHECK (visibility IN ('direct', 'followers')),
  sent_at INTEGER NOT NULL, -- when it was written, or last edited
  stored_at INTEGER NOT NULL,
  size INTEGER AS (
    200 + 2 * octet_length(id) + 2 * octet_length(actor) + coalesce(octet_length(in_reply_to), 0)
    + octet_length(text)) VIRTUAL
) STRICT;
CREATE INDEX private_messages_by_actor ON private_messages (actor);
CREATE INDEX private_messages_by_domain ON private_messages (domain, row);

CREATE TRIGGER private_messages_counted AFTER INSERT ON private_messages BEGIN
  INSERT INTO domains (name, bytes, guards) VALUES (new.domain, new.size, 0)
  ON CONFLICT (name) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER private_messages_recounted AFTER UPDATE ON private_messages BEGIN
  UPDATE domains SET bytes = bytes + new.size - old.size WHERE name = new.domain;
END;
CREATE TRIGGER private_messages_uncounted AFTER DELETE ON private_messages BEGIN
  UPDATE domains SET bytes = bytes - old.size WHERE name = old.domain;
END;

-- Whose votes are not counted must be known where they are.
DROP INDEX votes_by_option;
CREATE INDEX votes_by_option ON votes (poll, option, actor);
