-- What a hub writes with a day's facts at once, so that a commit of a storm touches few pages.

-- A fact of a large batch leaves fold_key '' and has its key here. So it is not in fact_by_fold_key, where each key
-- would be a page of its own, but in late_fact once many were put there in their order.
ALTER TABLE fact ADD COLUMN late_key TEXT NOT NULL DEFAULT '';

-- Very many go into a run of their own, one after the other; few into run 0, among those that are there. The same fact
-- can be in two runs, where a hub was started anew amid.
CREATE TABLE late_fact (
  event_id    TEXT    NOT NULL,
  run         INTEGER NOT NULL,
  fold_key    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (event_id, run, fold_key, station_id, incarnation, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE late_run (
  event_id TEXT    NOT NULL,
  run      INTEGER NOT NULL,
  PRIMARY KEY (event_id, run)
) STRICT, WITHOUT ROWID;

-- Batches whose facts may still be missing in late_fact; their keys are then in `unfolded`.
CREATE TABLE late_batch (
  event_id    TEXT    NOT NULL,
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  first_seq   INTEGER NOT NULL,
  last_seq    INTEGER NOT NULL,
  PRIMARY KEY (event_id, station_id, incarnation, first_seq)
) STRICT, WITHOUT ROWID;

-- Which of a journal's stays of a person are over is asked within the journal; a person's stays anywhere are found by
-- their facts. The event comes last, so that whoever asks can name what only this index begins with.
CREATE INDEX zone_entry_by_journal
  ON zone_entry (station_id, incarnation, attendee_id, seq, zone_id, event_id) WHERE attendee_id <> '';
DROP INDEX zone_entry_by_attendee;
