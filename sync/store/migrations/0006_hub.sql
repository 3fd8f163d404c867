-- Events that went on to another database (meetpoint-hub move). Such an event has no row in
-- event_counter any more, so that nothing here serves it; its other rows stay as they were.
CREATE TABLE moved_event (
  event_id   TEXT    NOT NULL PRIMARY KEY,
  epoch      INTEGER NOT NULL,           -- of its row in event_counter
  head_seq   INTEGER NOT NULL,
  next_epoch INTEGER NOT NULL,           -- in which it goes on there
  finished   INTEGER NOT NULL,           -- 0: it may not have arrived; move it again
  target     TEXT    NOT NULL            -- for people; without a password
) STRICT, WITHOUT ROWID;
