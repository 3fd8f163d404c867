-- Of a hub that is a relay: which central hub it forwards to, and how far that one is. Empty at a
-- central hub.

CREATE TABLE upstream (
  event_id     TEXT    NOT NULL PRIMARY KEY,
  url          TEXT    NOT NULL,
  station_id   INTEGER NOT NULL,            -- this relay's own number at the central hub
  station_name TEXT    NOT NULL,
  token        TEXT    NOT NULL,            -- a secret; readable by this user alone
  epoch        INTEGER NOT NULL DEFAULT 0,  -- of the central hub; 0: its feed was never read
  cursor_seq   INTEGER NOT NULL DEFAULT 0,  -- everything of its feed up to here is in ours
  cursor_mark  TEXT    NOT NULL DEFAULT '',
  seen_seq     INTEGER NOT NULL DEFAULT 0,  -- the newest position that it ever told
  seen_mark    TEXT    NOT NULL DEFAULT '',
  told_epoch   INTEGER NOT NULL DEFAULT 0   -- in which it was given the notices that are kept here
) STRICT, WITHOUT ROWID;

-- Each batch as its station signed it, by its last fact: it begins where the one before ended. Kept
-- for good, as a central hub that was put back from a copy is sent them again.
CREATE TABLE signed_batch (
  event_id    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  last_seq    INTEGER NOT NULL,
  signature   TEXT    NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, last_seq)
) STRICT, WITHOUT ROWID;

-- How far the central hub has a journal that is kept here.
CREATE TABLE upstream_journal (
  event_id         TEXT    NOT NULL,
  station_id       INTEGER NOT NULL,
  incarnation      INTEGER NOT NULL,
  epoch            INTEGER NOT NULL,             -- of the central hub when it said so
  acked_seq        INTEGER NOT NULL,
  parted           INTEGER NOT NULL DEFAULT 0,   -- 1: it has other facts after acked_seq
  fork             BLOB    NOT NULL,             -- where parted: its answer, for the station
  PRIMARY KEY (event_id, station_id, incarnation)
) STRICT, WITHOUT ROWID;

-- What a station said that it has recorded, in its own words, for the central hub to compare.
CREATE TABLE station_claim (
  event_id   TEXT    NOT NULL,
  station_id INTEGER NOT NULL,
  journals   BLOB    NOT NULL,                   -- CBOR of a vector request
  told_epoch INTEGER NOT NULL,                   -- of the central hub that heard it; 0: not told yet
  PRIMARY KEY (event_id, station_id)
) STRICT, WITHOUT ROWID;
