-- Other kiosks of the event, as the hub named them: with whom this one speaks when the hub is out of reach.
CREATE TABLE peer (
  station_id INTEGER NOT NULL PRIMARY KEY,
  public_key TEXT    NOT NULL
) STRICT;

-- The hub's feed is being read once more from its start.
ALTER TABLE station ADD COLUMN read_anew INTEGER NOT NULL DEFAULT 0;

-- Facts that another kiosk told directly and that the hub has not given out yet. They count until the hub says
-- otherwise.
CREATE TABLE heard (
  station_id  INTEGER NOT NULL,
  incarnation INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  PRIMARY KEY (station_id, incarnation, seq)
) STRICT, WITHOUT ROWID;
