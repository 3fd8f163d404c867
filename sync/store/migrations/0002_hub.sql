-- What only a hub keeps: where each event's feed stands, its stations and how far their journals are.

-- One row per event, locked by whoever numbers facts or rows until the commit: so what is visible is
-- always a prefix, without holes.
CREATE TABLE event_counter (
  event_id TEXT    NOT NULL PRIMARY KEY,
  epoch    INTEGER NOT NULL,          -- raised when the hub was restored from a copy
  head_seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE station (
  event_id     TEXT    NOT NULL,
  station_id   INTEGER NOT NULL,
  name         TEXT    NOT NULL,
  role         TEXT    NOT NULL,      -- kiosk, organiser
  status       TEXT    NOT NULL,      -- waiting (for enrolment), active, revoked
  token_hash   BLOB,                  -- BLAKE2b-256; the token itself is nowhere
  public_key   TEXT    NOT NULL DEFAULT '',
  app          TEXT    NOT NULL DEFAULT '',
  created_ms   INTEGER NOT NULL,
  enrolled_ms  INTEGER,
  last_seen_ms INTEGER,
  PRIMARY KEY (event_id, station_id)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX station_by_name ON station (event_id, name) WHERE status <> 'revoked';

-- How far the hub has each journal. A cloned disk makes a second incarnation of a station; both go on.
CREATE TABLE journal (
  event_id    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  acked_seq   INTEGER NOT NULL,
  acked_hash  TEXT    NOT NULL,       -- chain hash up to acked_seq
  PRIMARY KEY (event_id, station_id, incarnation)
) STRICT, WITHOUT ROWID;

-- One-time codes. The first characters find the row; the others are under Argon2id.
CREATE TABLE enrolment_code (
  event_id   TEXT    NOT NULL,
  locator    TEXT    NOT NULL,
  station_id INTEGER NOT NULL,
  hash       TEXT    NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  used_ms    INTEGER,
  PRIMARY KEY (event_id, locator)
) STRICT, WITHOUT ROWID;
