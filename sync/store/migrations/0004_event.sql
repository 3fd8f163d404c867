-- Who was let into a zone by which fact, and which of these stays are over, so that seats can be
-- counted. Both follow from the facts; rows stay when a fact is erased, without the person.

CREATE TABLE zone_entry (
  event_id      TEXT    NOT NULL,
  station_id    INTEGER NOT NULL,
  incarnation   INTEGER NOT NULL,
  seq           INTEGER NOT NULL,
  zone_id       TEXT    NOT NULL,
  attendee_id   TEXT    NOT NULL,   -- '' once the person was erased
  over_capacity INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX zone_entry_by_zone
  ON zone_entry (event_id, zone_id, station_id, incarnation, over_capacity);
CREATE INDEX zone_entry_by_attendee
  ON zone_entry (event_id, attendee_id) WHERE attendee_id <> '';

-- Which admissions some later fact names as over. That fact may come before the admission.
CREATE TABLE zone_exit (
  event_id       TEXT    NOT NULL,
  station_id     INTEGER NOT NULL,
  incarnation    INTEGER NOT NULL,
  seq            INTEGER NOT NULL,
  by_station_id  INTEGER NOT NULL,
  by_incarnation INTEGER NOT NULL,
  by_seq         INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, seq, by_station_id, by_incarnation, by_seq)
) STRICT, WITHOUT ROWID;

-- Facts of before this table, which the program has still to read into the two above.
CREATE TABLE zone_unread (
  event_id    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, seq)
) STRICT, WITHOUT ROWID;

INSERT INTO zone_unread
  SELECT event_id, station_id, incarnation, seq FROM fact
  WHERE kind IN ('zone_entered', 'zone_left') AND rejected IS NULL;

-- Who was erased, so that nothing about them comes in again; badges by a digest of their code.
CREATE TABLE erased_person (
  event_id    TEXT NOT NULL,
  attendee_id TEXT NOT NULL,
  PRIMARY KEY (event_id, attendee_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE erased_badge (
  event_id    TEXT NOT NULL,
  code_digest TEXT NOT NULL,
  PRIMARY KEY (event_id, code_digest)
) STRICT, WITHOUT ROWID;

-- A row here: something was erased, and the file still has to be rewritten without it.
CREATE TABLE purge_due (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  failed   INTEGER NOT NULL            -- not to be tried with every commit
) STRICT;

-- A row here: facts about somebody who was erased wait for the hub to acknowledge them.
CREATE TABLE wipe_due (only_row INTEGER PRIMARY KEY CHECK (only_row = 1)) STRICT;
