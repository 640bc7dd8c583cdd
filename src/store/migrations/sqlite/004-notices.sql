-- What the writer hears of: written down by triggers, in the transaction of what came, so that nothing is told that did not
-- come, and nothing comes that is not told. Of those that nobody has fetched, the newest 10,000 are kept.
CREATE TABLE notices (
  row INTEGER PRIMARY KEY AUTOINCREMENT, -- Never given again: how far the writer was told is a row.
  kind TEXT NOT NULL CHECK (kind IN ('comment', 'request', 'report', 'message')),
  subject TEXT NOT NULL
) STRICT;
CREATE TRIGGER notices_bounded AFTER INSERT ON notices BEGIN
  DELETE FROM notices WHERE row <= new.row - 10000;
END;

-- What a rule hides by itself the writer has spoken about already.
CREATE TRIGGER replies_noticed AFTER INSERT ON replies WHEN new.standing IN ('open', 'held') BEGIN
  INSERT INTO notices (kind, subject) VALUES ('comment', new.id);
END;
CREATE TRIGGER replies_noticed_again AFTER UPDATE OF waits ON replies
WHEN new.waits = 'edited' AND old.waits IS NOT 'edited' AND new.standing = 'held' BEGIN
  INSERT INTO notices (kind, subject) VALUES ('comment', new.id);
END;
CREATE TRIGGER followers_noticed AFTER INSERT ON followers WHEN new.state = 'pending' BEGIN
  INSERT INTO notices (kind, subject) VALUES ('request', new.actor);
END;
CREATE TRIGGER reports_noticed AFTER INSERT ON reports BEGIN
  INSERT INTO notices (kind, subject) VALUES ('report', CAST(new.row AS TEXT));
END;
-- Whose it is, and nothing of what it says.
CREATE TRIGGER private_messages_noticed AFTER INSERT ON private_messages BEGIN
  INSERT INTO notices (kind, subject) VALUES ('message', new.actor);
END;

-- What was decided by links. They are good for a fortnight.
CREATE TABLE decisions (
  row INTEGER PRIMARY KEY,
  about TEXT NOT NULL UNIQUE,
  verb TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
