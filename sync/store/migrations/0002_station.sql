-- What only a station keeps: who it is, where its journal stands, what it has seen of the hub.
CREATE TABLE station (
  only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
  event_id     TEXT    NOT NULL,
  station_id   INTEGER NOT NULL,
  station_name TEXT    NOT NULL,
  hub_url      TEXT    NOT NULL,
  token        TEXT    NOT NULL,
  incarnation  INTEGER NOT NULL,
  last_seq     INTEGER NOT NULL DEFAULT 0,   -- of this incarnation's journal
  last_chain   TEXT    NOT NULL,
  acked_seq    INTEGER NOT NULL DEFAULT 0,   -- durable at the hub up to here
  hlc          INTEGER NOT NULL DEFAULT 0,
  epoch        INTEGER NOT NULL DEFAULT 0,   -- of the hub; 0: never heard of it
  cursor_seq   INTEGER NOT NULL DEFAULT 0,   -- everything up to this hub_seq is applied
  hub_head     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Holds a row while a program has the file open: found at a start, the last one ended in a crash.
CREATE TABLE open_mark (only_row INTEGER PRIMARY KEY CHECK (only_row = 1)) STRICT;
