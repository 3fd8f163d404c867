-- What a station and a hub both keep of an event: its roster, its facts, and what they fold to.
-- Every key begins with event_id, so that a hub can be spread by event.

CREATE TABLE fact (
  event_id     TEXT    NOT NULL,
  station_id   INTEGER NOT NULL,
  incarnation  INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  hub_seq      INTEGER,             -- null at a station until the hub has numbered it
  kind         TEXT    NOT NULL,
  version      INTEGER NOT NULL,
  hlc          INTEGER NOT NULL,
  wall_ms      INTEGER NOT NULL,
  monotonic_ms INTEGER NOT NULL,
  received_ms  INTEGER,             -- when the hub had it
  body         BLOB    NOT NULL,    -- canonical CBOR, as it came
  fold_key     TEXT    NOT NULL,    -- '' for an undo and for kinds that are not known
  rejected     TEXT,                -- why it can't count; null: it counts
  chain        TEXT,                -- hash chain up to this fact, where its station's journal is kept
  PRIMARY KEY (event_id, station_id, incarnation, seq)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX fact_by_hub_seq ON fact (event_id, hub_seq) WHERE hub_seq IS NOT NULL;
CREATE INDEX fact_by_fold_key ON fact (event_id, fold_key) WHERE fold_key <> '';

-- Which facts some undo names. The undo may come before what it takes back.
CREATE TABLE undone (
  event_id       TEXT    NOT NULL,
  station_id     INTEGER NOT NULL,
  incarnation    INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  by_station_id  INTEGER NOT NULL,
  by_incarnation INTEGER NOT NULL,
  by_seq         INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, seq, by_station_id, by_incarnation, by_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE folded (
  event_id TEXT NOT NULL,
  fold_key TEXT NOT NULL,
  body     BLOB NOT NULL,           -- canonical CBOR of the state
  PRIMARY KEY (event_id, fold_key)
) STRICT, WITHOUT ROWID;

-- The part of the folded state that is counted and listed.
CREATE TABLE presence (
  event_id      TEXT NOT NULL,
  attendee_id   TEXT NOT NULL,
  checked_in_ms INTEGER,
  zone_id       TEXT NOT NULL,      -- '' : in none
  PRIMARY KEY (event_id, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX presence_by_zone ON presence (event_id, zone_id) WHERE zone_id <> '';

CREATE TABLE roster_row (
  event_id TEXT    NOT NULL,
  type     TEXT    NOT NULL,
  id       TEXT    NOT NULL,
  row_seq  INTEGER NOT NULL,        -- from the same counter as hub_seq
  deleted  INTEGER NOT NULL DEFAULT 0,
  body     BLOB    NOT NULL,
  PRIMARY KEY (event_id, type, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX roster_row_by_seq ON roster_row (event_id, row_seq);

-- Which rows are about which attendee: their meetings, their badges.
CREATE TABLE roster_attendee (
  event_id    TEXT NOT NULL,
  attendee_id TEXT NOT NULL,
  type        TEXT NOT NULL,
  id          TEXT NOT NULL,
  PRIMARY KEY (event_id, attendee_id, type, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX roster_attendee_by_row ON roster_attendee (event_id, type, id);
