-- Keys and signatures, what stations still owe a hub that was restored, and marks of its history.

-- By which the hub signs statements of an event that its stations keep for it.
CREATE TABLE hub_key (
  event_id   TEXT NOT NULL PRIMARY KEY,
  public_key TEXT NOT NULL,
  secret_key TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The station's newest signature over this journal: with the chain it proves all before it.
ALTER TABLE journal ADD COLUMN signature  TEXT    NOT NULL DEFAULT '';
ALTER TABLE journal ADD COLUMN signed_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE journal ADD COLUMN signed_by  TEXT    NOT NULL DEFAULT '';   -- public key
-- How far the station said it has this journal, when it last compared.
ALTER TABLE journal ADD COLUMN wanted_seq INTEGER NOT NULL DEFAULT 0;

-- In which epoch the station compared its journals, and in which the hub had all of them.
ALTER TABLE station ADD COLUMN vector_epoch   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE station ADD COLUMN refilled_epoch INTEGER NOT NULL DEFAULT 0;
UPDATE station SET refilled_epoch =
  coalesce((SELECT epoch FROM event_counter c WHERE c.event_id = station.event_id), 0);

-- A random mark per commit that advanced the head. A cursor whose mark is not known here comes from
-- a history that this hub has lost.
CREATE TABLE feed_mark (
  event_id TEXT    NOT NULL,
  seq      INTEGER NOT NULL,             -- the head after that commit
  mark     TEXT    NOT NULL,             -- 16 hexadecimal digits
  PRIMARY KEY (event_id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX fact_set_aside ON fact (event_id, station_id) WHERE rejected IS NOT NULL;
